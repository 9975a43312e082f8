import type { FastifyReply, FastifyRequest } from "fastify";
import { sha256Base64 } from "../domain/digest";
import type { PageLanguage } from "../pages/language";
import { style } from "../pages/style";

/** No script, no foreign host, one known style sheet: a name with HTML in it stays a name even if escaping failed. */
const contentPolicy = [
  "default-src 'none'",
  "img-src 'self'",
  `style-src 'sha256-${sha256Base64(style)}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const nothingRuns = "default-src 'none'; frame-ancestors 'none'";

const guarded = (reply: FastifyReply, policy: string): FastifyReply =>
  reply
    .header("content-security-policy", policy)
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "strict-origin-when-cross-origin");

const tagOf = (body: string): string => `"${sha256Base64(body).slice(0, 27)}"`;

/** @see RFC 9110, 13.1.2: weak comparison, a list or `*` */
const isKnown = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((one) => one.trim().replace(/^W\//, "") === tag));

export type Html = {
  readonly status: number;
  readonly lang: PageLanguage;
  readonly html: string;
  /** `no-cache`: kept, but asked again each time; `no-store`: kept nowhere */
  readonly cache: "no-cache" | "no-store";
};

/** A page. One that may be kept carries a tag, so that asking again for the same costs no bytes. */
export const sendHtml = (request: FastifyRequest, reply: FastifyReply, page: Html): FastifyReply => {
  const { status, lang, html, cache } = page;
  void guarded(reply, contentPolicy)
    .header("vary", "Accept-Language")
    .header("content-language", lang)
    .header("cache-control", cache);
  if (cache === "no-cache" && status === 200) {
    const tag = tagOf(html);
    void reply.header("etag", tag);
    if (isKnown(request.headers["if-none-match"], tag)) return reply.code(304).send();
  }
  return reply.code(status).type("text/html; charset=utf-8").send(html);
};

export type Picture = {
  readonly mediaType: string;
  readonly body: string | Buffer;
  /** seconds for which a browser need not ask again */
  readonly maxAge: number;
  /** the address changes with the content */
  readonly isImmutable: boolean;
};

export const sendPicture = (reply: FastifyReply, { mediaType, body, maxAge, isImmutable }: Picture): FastifyReply =>
  guarded(reply, nothingRuns)
    .header("cache-control", `public, max-age=${String(maxAge)}${isImmutable ? ", immutable" : ""}`)
    .type(mediaType)
    .send(body);
