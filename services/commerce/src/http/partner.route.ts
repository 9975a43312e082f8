import { anonymous, certificateStatus, Refusal } from "@ocop/contracts";
import { canonicalJson, cursors, type Log, problemOf, problemType, sha256 } from "@ocop/service-kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isMachine } from "../domain/api-key";
import type { CatalogueItem, Queries } from "../domain/ports";
import { refuse } from "../domain/refusals";
import type { CommerceViewer } from "../domain/rights";
import { findFacts } from "../use-cases/find-facts";
import { openCatalogue, type Catalogue } from "../use-cases/open-catalogue";

/** Who holds a token: a person who signed in, or a machine with the scopes of its token. */
export type Caller = {
  readonly subject: string;
  readonly client: string;
  /** null for people, whose rights are no claims of a token */
  readonly scopes: readonly string[] | null;
};

export type PartnerDoor = {
  /** @throws Refusal `UNAUTHENTICATED` for a token that does not hold, another error when nobody can tell */
  readonly verify: (token: string) => Promise<Caller>;
  readonly queries: Queries;
  /** The first signs cursors, all verify. */
  readonly cursorKeys: readonly string[];
  readonly now: () => Date;
  readonly log: Log;
};

/** The token could neither be believed nor refused: the way to the identity provider is the trouble, not the caller. */
class Undecided extends Error {}

/** The token of a machine does not reach this door. @see RFC 6750, §3.1 */
class InsufficientScope extends Refusal {
  constructor(readonly scope: string) {
    super("FORBIDDEN", { scope });
  }
}

/** What a machine's token must reach to read the catalogue. */
const catalogueScope = "catalogue.read";

/** Of the payload; a payload only grows within a version. */
const schemaVersion = "2026.4";

const [usualLimit, greatestLimit] = [100, 500];

const limitOf = (text: unknown): number => {
  if (text === undefined) return usualLimit;
  const limit = typeof text === "string" && /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= greatestLimit ? limit : refuse("BAD_USER_INPUT", { field: "limit" });
};

const cursorOf = (text: unknown): string | null => {
  if (text === undefined) return null;
  return typeof text === "string" && text !== "" ? text : refuse("BAD_USER_INPUT", { field: "after" });
};

/** @see RFC 6750, §2.1 */
const tokenOf = ({ headers: { authorization = "" } }: FastifyRequest): string =>
  /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1] ?? refuse("UNAUTHENTICATED");

const itemOf = ({ product, producerName, certificate }: CatalogueItem, { asOf }: Catalogue) => ({
  id: product.id,
  version: product.version,
  code: product.code,
  name: { vi: product.nameVi, en: product.nameEn },
  setCode: product.setCode,
  producer: product.producerId === null ? null : { id: product.producerId, name: producerName },
  province: { id: product.provinceRegionId, name: product.provinceNameVi },
  commune: product.communeRegionId === null ? null : { id: product.communeRegionId, name: product.communeNameVi },
  stars: certificate.stars,
  certificate: {
    id: certificate.id,
    version: certificate.version,
    lookupCode: certificate.lookupCode,
    certificateNo: certificate.certificateNo,
    issuedOn: certificate.issuedOn,
    expiresOn: certificate.expiresOn,
    status: certificateStatus(certificate, asOf),
  },
  demonstration: product.demonstration,
});

/** @see RFC 9110, §13.1.2 (weak comparison) */
const isKnown = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? "").split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);

const statusAtDoor = (error: Refusal | Undecided, usual: number): number => {
  if (error instanceof Undecided) return 503;
  return error.code === "CONTRACT_ENDED" ? 403 : usual;
};

/** What the token proves and what the code says each have their status at this door. */
const sendProblem = (error: Refusal | Undecided, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const problem = problemOf(error, request.trace.traceId);
  const status = statusAtDoor(error, problem.status);
  if (status === 503) void reply.header("retry-after", "1");
  if (status === 401) void reply.header("www-authenticate", 'Bearer realm="partner"');
  if (error instanceof InsufficientScope)
    void reply.header("www-authenticate", `Bearer realm="partner", error="insufficient_scope", scope="${error.scope}"`);
  return reply
    .code(status)
    .type(problemType)
    .send(JSON.stringify({ ...problem, status }));
};

/**
 * `GET /partner/v1/catalogue?after=&limit=`: what the caller's partner is entitled to today, in order of
 * product id, 1 to 500 a page. `next` is the `after` of the following page, null on the last. Every page
 * has an ETag.
 *
 * Opened by the tokens of people who act for a partner, and of its machines with the scope `catalogue.read`.
 *
 * Problems: 401 `UNAUTHENTICATED`, 403 `FORBIDDEN` (acts for no partner, or {scope}) or `CONTRACT_ENDED`, 400
 * `BAD_USER_INPUT` {field}, 503 `INTERNAL_SERVER_ERROR` while the identity provider cannot be asked.
 */
export const partnerRoutes =
  ({ verify, queries, cursorKeys, now, log }: PartnerDoor) =>
  (app: FastifyInstance): void => {
    const believed = async (request: FastifyRequest): Promise<Caller> => {
      const token = tokenOf(request);
      try {
        return await verify(token);
      } catch (error) {
        if (error instanceof Refusal) throw error;
        log.error({ err: error, traceId: request.trace.traceId }, "a token cannot be verified");
        throw new Undecided("a token cannot be verified", { cause: error });
      }
    };
    const viewerOf = async (request: FastifyRequest): Promise<CommerceViewer> => {
      const { subject, client, scopes } = await believed(request);
      if (scopes !== null && !scopes.includes(catalogueScope)) throw new InsufficientScope(catalogueScope);
      const facts = await findFacts(queries, { subject, actedAs: null }, catalogueScope, now());
      // The key behind a token may have been revoked since it was made.
      if (isMachine(subject) && facts.memberships.length === 0) return refuse("UNAUTHENTICATED");
      return { ...anonymous, subject, client, ...facts };
    };

    app.get("/partner/v1/catalogue", async (request, reply) => {
      const query = request.query as Readonly<Record<string, unknown>>;
      try {
        const catalogue = await openCatalogue(queries, await viewerOf(request), now());
        const { contract, asOf } = catalogue;
        const cursor = cursors(cursorKeys, {
          list: "GET /partner/v1/catalogue",
          filter: contract.id,
          sort: ["id"],
          scope: [{ partnerId: [contract.partnerId] }],
        });
        const [after = null] = cursor.read(cursorOf(query["after"])) ?? [];
        const { rows, hasNextPage } = await catalogue.page(limitOf(query["limit"]), after);
        const last = rows.at(-1);
        const body = canonicalJson({
          schemaVersion,
          asOf,
          contract: {
            number: contract.number,
            minimumStars: contract.minimumStars,
            provinceIds: contract.provinceRegionIds,
          },
          items: rows.map((row) => itemOf(row, catalogue)),
          next: hasNextPage && last ? cursor.write([last.product.id]) : null,
        });
        const etag = `"${sha256(body)}"`;
        void reply.header("etag", etag).header("cache-control", "private, no-cache").header("vary", "authorization");
        if (isKnown(request.headers["if-none-match"], etag)) return await reply.code(304).send();
        return await reply.type("application/json; charset=utf-8").send(body);
      } catch (error) {
        if (error instanceof Refusal || error instanceof Undecided) return sendProblem(error, request, reply);
        throw error;
      }
    });
  };
