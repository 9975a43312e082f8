import type { Log } from "@ocop/service-kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { addresses } from "../domain/addresses";
import { readOwnCode } from "../domain/own-code";
import type { Printer, PublicQueries } from "../domain/ports";
import type { TradeItem } from "../domain/trade-item";
import { foundLimit, questionWords, wordsOf } from "../domain/search";
import { certificatePage } from "../pages/certificate-page";
import { landingPage } from "../pages/landing";
import { failedPage, missingCertificate, missingPage } from "../pages/missing";
import type { Visit } from "../pages/page";
import { registerPage } from "../pages/register";
import { sendHtml, sendPicture } from "./answer";
import { icon } from "./icon";
import { answerItem, answerLot, answerMissingItem, answerUnit } from "./item-answers";
import { readScanPath, segmentsOf, type ScanPath } from "./scan-path";
import { queryOf, visitOf } from "./visit";

export type ScanDoor = {
  readonly queries: PublicQueries;
  readonly printer: Printer;
  /** address of the scan host without a path */
  readonly host: string;
  readonly now: () => Date;
  readonly log: Log;
};

const day = 86_400;

/** Longest question of the register; what is typed beyond it is not read. */
const questionLength = 200;

const search = (request: FastifyRequest): string => /\?.*$/.exec(request.raw.url ?? "")?.[0] ?? "";

const visitAt =
  (door: ScanDoor) =>
  (request: FastifyRequest) =>
  (path: string): Visit =>
    visitOf(request, door, path);

/** Answers an address at which there is nothing, or that cannot be read at all. */
export const missing =
  (door: ScanDoor) =>
  (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const visit = visitAt(door)(request)("/");
    return sendHtml(request, reply, { status: 404, lang: visit.lang, html: missingPage(visit), cache: "no-cache" });
  };

/**
 * The scan host: pages of products, lots, units and certificates, the public register, QR codes.
 * Anyone may read them; nothing here knows a person.
 */
export const scanRoutes =
  (door: ScanDoor) =>
  (app: FastifyInstance): void => {
    const { queries, printer, host, log } = door;
    const at = visitAt(door);
    const nothing = missing(door);

    const showPicture = async (
      request: FastifyRequest,
      reply: FastifyReply,
      { id, picture }: TradeItem,
      sha256: string,
    ): Promise<FastifyReply> => {
      const body = picture?.sha256 === sha256 ? await queries.picture(id, sha256) : null;
      if (!picture || !body) return nothing(request, reply);
      return sendPicture(reply, { mediaType: picture.mediaType, body, maxAge: 365 * day, isImmutable: true });
    };

    const show = async (
      request: FastifyRequest,
      reply: FastifyReply,
      path: ScanPath,
      code: string,
    ): Promise<FastifyReply> => {
      const visitAt = at(request);
      const item = await queries.item(code);
      if (item && path.kind === "picture") return showPicture(request, reply, item, path.sha256);
      const facts = item && (await queries.itemFacts(item));
      if (!facts) return sendHtml(request, reply, answerMissingItem(visitAt(addresses.item(code)), code));
      switch (path.kind) {
        case "lot":
          return sendHtml(request, reply, await answerLot(visitAt, queries, facts, path.lotNo));
        case "unit":
          return sendHtml(request, reply, await answerUnit(visitAt, queries, facts, path.serial));
        case "item":
        case "picture":
          return sendHtml(request, reply, answerItem(visitAt, facts));
      }
    };

    const scan = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const rawUrl = request.raw.url ?? "";
      const path = readScanPath(rawUrl);
      if (!path) return nothing(request, reply);
      const code = readOwnCode(path.code);
      if (code === null) return sendHtml(request, reply, answerMissingItem(at(request)("/"), path.code.slice(0, 40)));
      if (code !== path.code) return reply.redirect(rawUrl.replace(/^\/p\/[^/?#]+/, addresses.item(code)), 301);
      return show(request, reply, path, code);
    };

    const check = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const [, typed = "", ...rest] = segmentsOf(request.raw.url ?? "") ?? [];
      if (typed === "" || rest.length > 0) return nothing(request, reply);
      const code = readOwnCode(typed) ?? typed;
      if (code !== typed) return reply.redirect(addresses.certificate(code) + search(request), 301);
      const visit = at(request)(addresses.certificate(code));
      const found = await queries.certificate(code);
      const html = found ? certificatePage(visit, found) : missingCertificate(visit, code.slice(0, 40));
      return sendHtml(request, reply, { status: found ? 200 : 404, lang: visit.lang, html, cache: "no-cache" });
    };

    /** Where a typed code leads at once: the page of an item or of a certificate. */
    const pageOfCode = async (question: string): Promise<string | null> => {
      const code = readOwnCode(question);
      if (code === null) return null;
      if (await queries.item(code)) return addresses.item(code);
      return (await queries.certificate(code)) && addresses.certificate(code);
    };

    const ask = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const question = (queryOf(request, "q") ?? "").normalize("NFC").trim().slice(0, questionLength);
      const target = await pageOfCode(question);
      const lang = queryOf(request, "lang");
      if (target)
        return reply.redirect(lang === undefined ? target : `${target}?lang=${encodeURIComponent(lang)}`, 303);
      const visit = at(request)(question === "" ? "/register" : addresses.register(question));
      const words = wordsOf(question).slice(0, questionWords);
      const rows = question === "" ? null : await queries.search(words, foundLimit + 1);
      const found = rows && { rows: rows.slice(0, foundLimit), hasMore: rows.length > foundLimit };
      const html = registerPage(visit, question, found);
      return sendHtml(request, reply, { status: 200, lang: visit.lang, html, cache: "no-cache" });
    };

    const qr = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const name = segmentsOf(request.raw.url ?? "")?.[2] ?? "";
      const code = name.endsWith(".svg") ? readOwnCode(name.slice(0, -".svg".length)) : null;
      if (code === null || !(await queries.item(code))) return nothing(request, reply);
      const body = printer.qr(host + addresses.item(code));
      return sendPicture(reply, { mediaType: "image/svg+xml; charset=utf-8", body, maxAge: day, isImmutable: false });
    };

    void app.register((pages, _options, registered) => {
      pages.setErrorHandler((error, request, reply) => {
        log.error({ err: error, traceId: request.trace.traceId }, "unexpected error on the scan host");
        const visit = at(request)("/");
        return sendHtml(request, reply, { status: 500, lang: visit.lang, html: failedPage(visit), cache: "no-store" });
      });
      pages.get("/", (request, reply) => {
        const visit = at(request)("/");
        return sendHtml(request, reply, { status: 200, lang: visit.lang, html: landingPage(visit), cache: "no-cache" });
      });
      pages.get("/icon.svg", (_request, reply) =>
        sendPicture(reply, { mediaType: "image/svg+xml; charset=utf-8", body: icon, maxAge: day, isImmutable: false }),
      );
      pages.get("/p/*", scan);
      pages.get("/c/*", check);
      pages.get("/register", ask);
      pages.get("/qr/p/*", qr);
      pages.get("/*", nothing);
      registered();
    });
  };
