import { anonymous, Refusal } from "@ocop/contracts";
import { type AccessToken, claimedIssuer, type Log, machineTime, type Trace } from "@ocop/service-kit";
import type { Assignments } from "./assignments";
import type { BreakGlass } from "./break-glass";
import type { Clients } from "./clients";
import type { Identity } from "./identity";

/** Whoever issues tokens, and what tells its own from others'. */
export type TokenIssuer = {
  /** `iss` of its tokens */
  readonly issuer: string;
  readonly verify: (token: string) => Promise<AccessToken>;
};

type Parts = {
  /** the identity provider, where people sign in */
  readonly people: TokenIssuer;
  /** the partner host of commerce, which gives tokens for keys */
  readonly machines: TokenIssuer;
  readonly assignments: Assignments;
  readonly clients: Clients;
  readonly breakGlass: BreakGlass;
  readonly log: Log;
};

/** Header with the id of an approved break-glass session, beside the operator's own token. */
export const breakGlassHeader = "ocop-break-glass";

/** The headers of a request that say who asks. */
export type IdentifyingHeaders = {
  readonly authorization?: string | undefined;
  readonly [breakGlassHeader]?: string | readonly string[] | undefined;
};

/** Subjects of machines begin so, at their issuer and nowhere else: a person by such a name would have a machine's facts. */
const machinePrefix = "key:";

const refuse = (code: "UNAUTHENTICATED" | "FORBIDDEN"): never => {
  throw new Refusal(code);
};

const tokenIn = (authorization: string): string => {
  const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization) ?? [];
  return token ?? refuse("UNAUTHENTICATED");
};

/**
 * Turns the headers of one request into whoever asks, once. No `Authorization` is the anonymous public; one that
 * is not a valid token of the identity provider or of the partner host is refused, so that nobody is shown the
 * public's answer by mistake. A person may ask under a break-glass session: the subject stays the person's own,
 * the assignments are those that are lent, and both names are logged.
 *
 * What it returns throws
 * Refusal `UNAUTHENTICATED` for anything but an absent header or a valid token, and for a machine whose key opens nothing;
 * Refusal `FORBIDDEN` for a break-glass session that is not this person's, not approved or over, and for a machine's;
 * Refusal `SUBGRAPH_UNAVAILABLE` while commerce, which knows machines, or registry, which knows sessions, is away.
 */
export const createIdentify = ({ people, machines, assignments, clients, breakGlass, log }: Parts) => {
  const person = async ({ subject, client }: AccessToken, session: string | null, trace: Trace): Promise<Identity> => {
    if (subject.startsWith(machinePrefix)) return refuse("UNAUTHENTICATED");
    const viewer = { subject, client, system: null };
    if (session === null) {
      const { assignments: live, readAt } = await assignments.of(subject, trace);
      return { kind: "person", viewer: { ...viewer, assignments: live, actedAs: null }, readAt, client: null };
    }
    const lent = (await breakGlass.of(session, subject, trace)) ?? refuse("FORBIDDEN");
    const { actedAs, readAt } = lent;
    log.warn({ traceId: trace.traceId, subject, actedAs, session }, "a request under break-glass");
    return { kind: "person", viewer: { ...viewer, assignments: lent.assignments, actedAs }, readAt, client: null };
  };

  const machine = async ({ subject, scopes }: AccessToken, session: string | null, trace: Trace): Promise<Identity> => {
    if (!subject.startsWith(machinePrefix)) return refuse("UNAUTHENTICATED");
    const { client, readAt } = await clients.of(subject, trace);
    if (client === null) return refuse("UNAUTHENTICATED");
    if (session !== null) return refuse("FORBIDDEN");
    const viewer = { subject, client: client.partnerId, assignments: [], system: null, actedAs: null };
    // A token may be asked for less than its key opens, and the key may have lost what the token still says.
    const both = client.scopes.filter((scope) => scopes.includes(scope));
    return { kind: "machine", viewer, readAt, client: { ...client, scopes: both } };
  };

  const kinds = [
    { ...people, identified: person },
    { ...machines, identified: machine },
  ];

  return async (headers: IdentifyingHeaders, trace: Trace): Promise<Identity> => {
    const { authorization, [breakGlassHeader]: session = null } = headers;
    if (authorization === undefined) {
      if (session !== null) return refuse("UNAUTHENTICATED");
      return { kind: "anonymous", viewer: anonymous, readAt: machineTime(), client: null };
    }
    const token = tokenIn(authorization);
    const claimed = claimedIssuer(token);
    const kind = kinds.find(({ issuer }) => issuer === claimed);
    if (!kind) return refuse("UNAUTHENTICATED");
    return kind.identified(await kind.verify(token), session === null ? null : String(session), trace);
  };
};

export type Identify = ReturnType<typeof createIdentify>;
