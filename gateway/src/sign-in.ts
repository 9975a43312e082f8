import { createHash, randomBytes } from "node:crypto";
import { Refusal } from "@ocop/contracts";
import type { AccessToken, Log } from "@ocop/service-kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { clearCookie, type Cookie, cookieOf, setCookie } from "./cookies";
import { html } from "./html";
import { languageOf, page, type PageLanguage } from "./landing";

export type SignInParts = {
  readonly issuer: string;
  readonly publicHost: string;
  readonly verify: (token: string) => Promise<AccessToken>;
  readonly log: Log;
};

/** Whoever is signed in in this browser, with the token that says so. */
export type SignedIn = { readonly subject: string; readonly token: string };

export type SignIn = {
  /** null: nobody is; "expired": somebody was, and may still be known to the provider. */
  whoIs(request: FastifyRequest): Promise<SignedIn | "expired" | null>;
};

const client = "console";
const discovery = z.object({ issuer: z.string(), authorization_endpoint: z.url(), token_endpoint: z.url() });
const tokens = z.object({ access_token: z.string().regex(/^[\w.-]+$/) });

const random = (bytes: number): string => randomBytes(bytes).toString("base64url");

/** Kept between leaving for the provider and coming back. */
type Pending = {
  readonly state: string;
  readonly verifier: string;
  readonly language: string;
  readonly returnTo: string;
};

const packed = ({ state, verifier, language, returnTo }: Pending): string =>
  [state, verifier, language, Buffer.from(returnTo).toString("base64url")].join(".");

const unpacked = (text: string | null): Pending | null => {
  const [, state, verifier, language, returnTo] =
    /^([\w-]{22})\.([\w-]{43})\.(vi|en)\.([\w-]+)$/.exec(text ?? "") ?? [];
  if (state === undefined || verifier === undefined || language === undefined || returnTo === undefined) return null;
  return { state, verifier, language, returnTo: Buffer.from(returnTo, "base64url").toString() };
};

const words = {
  vi: {
    title: "Không đăng nhập được",
    again: "Thử lại",
    foreign: "Câu trả lời này không thuộc lần đăng nhập nào của trình duyệt này.",
    away: "Nhà cung cấp định danh không trả lời, hoặc không nhận yêu cầu.",
  },
  en: {
    title: "Sign-in failed",
    again: "Try again",
    foreign: "This answer belongs to no sign-in that this browser began.",
    away: "The identity provider does not answer, or did not take the request.",
  },
} as const satisfies Record<PageLanguage, Readonly<Record<string, string>>>;

type Reason = "foreign" | "away";

const failurePage = (language: PageLanguage, reason: Reason): string => {
  const said = words[language];
  return page(
    language,
    said.title,
    html`<header><span class="mark">OCOP</span></header>
      <main>
        <h1>${said.title}</h1>
        <p>${said[reason]}</p>
        <a class="button" href="/sign-in?lang=${language}">${said.again}</a>
      </main>`,
  );
};

const ask = async (url: string, init?: RequestInit): Promise<unknown> => {
  const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
  return response.json();
};

/**
 * Sign-in by browser, for GraphiQL and in development only: authorization code with PKCE at the local provider.
 *
 * The token rests in an httpOnly cookie that only the pages of this gateway read, to hand it to GraphiQL. The
 * graph itself never looks at a cookie, so there is nothing here for a foreign page to forge.
 *
 * @see RFC 6749 §4.1, RFC 7636 (PKCE), RFC 9207 (issuer in the answer)
 */
export const signInRoutes = (app: FastifyInstance, { issuer, publicHost, verify, log }: SignInParts): SignIn => {
  const redirectUri = new URL("/callback", publicHost).toString();
  const secure = publicHost.startsWith("https:");
  const tokenCookie: Cookie = { name: "ocop_token", path: "/", maxAge: 43_200, secure };
  const pendingCookie: Cookie = { name: "ocop_signing_in", path: "/callback", maxAge: 600, secure };

  /** Only pages of our own are returned to. */
  const ownPage = (asked: unknown): string => {
    const url = typeof asked === "string" && URL.canParse(asked, publicHost) ? new URL(asked, publicHost) : null;
    return url?.origin === new URL(publicHost).origin ? `${url.pathname}${url.search}` : "/graphiql";
  };

  const endpoints = async () => discovery.parse(await ask(`${issuer}/.well-known/openid-configuration`));

  const fail = (reply: FastifyReply, language: PageLanguage, status: number, reason: Reason): FastifyReply =>
    reply.code(status).type("text/html; charset=utf-8").send(failurePage(language, reason));

  const away = (reply: FastifyReply, language: PageLanguage, error: unknown): FastifyReply => {
    log.warn({ err: error }, "sign-in: the identity provider does not answer");
    return fail(reply, language, 502, "away");
  };

  app.get<{ Querystring: Record<string, unknown> }>("/sign-in", async (request, reply) => {
    const { lang, as: person, return: asked, silent } = request.query;
    const language = languageOf(lang);
    // A cookie belongs to one host name: signing in begins where it will end.
    if (request.host !== new URL(publicHost).host) return reply.redirect(new URL(request.url, publicHost).toString());
    try {
      const { authorization_endpoint: endpoint } = await endpoints();
      const [state, verifier] = [random(16), random(32)];
      const url = new URL(endpoint);
      url.search = new URLSearchParams({
        client_id: client,
        response_type: "code",
        scope: "openid",
        redirect_uri: redirectUri,
        state,
        code_challenge: createHash("sha256").update(verifier).digest("base64url"),
        code_challenge_method: "S256",
        ui_locales: language,
        ...(silent === undefined ? { prompt: "login" } : {}),
        ...(typeof person === "string" ? { login_hint: person } : {}),
      }).toString();
      setCookie(reply, pendingCookie, packed({ state, verifier, language, returnTo: ownPage(asked) }));
      return await reply.redirect(url.toString());
    } catch (error) {
      return away(reply, language, error);
    }
  });

  app.get<{ Querystring: Record<string, unknown> }>("/callback", async (request, reply) => {
    const { code, state, iss } = request.query;
    const begun = unpacked(cookieOf(request, pendingCookie.name));
    const language = languageOf(begun?.language);
    clearCookie(reply, pendingCookie);
    if (!begun || state !== begun.state || iss !== issuer) return fail(reply, language, 400, "foreign");
    if (typeof code !== "string") return reply.redirect(`/?lang=${language}`);
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      client_id: client,
      redirect_uri: redirectUri,
      code,
      code_verifier: begun.verifier,
    });
    try {
      const { token_endpoint: endpoint } = await endpoints();
      const { access_token: token } = tokens.parse(await ask(endpoint, { method: "POST", body }));
      await verify(token);
      setCookie(reply, tokenCookie, token);
      return await reply.redirect(begun.returnTo);
    } catch (error) {
      return away(reply, language, error);
    }
  });

  void app.register((forms, _options, registered) => {
    // The button's form is empty: what it would carry is not read.
    forms.addContentTypeParser("application/x-www-form-urlencoded", { bodyLimit: 0 }, (_request, _payload, done) => {
      done(null);
    });
    forms.post<{ Querystring: Record<string, unknown> }>("/sign-out", async (request, reply) => {
      clearCookie(reply, tokenCookie);
      return reply.redirect(`/?lang=${languageOf(request.query["lang"])}`, 303);
    });
    registered();
  });

  return {
    whoIs: async (request) => {
      const token = cookieOf(request, tokenCookie.name);
      if (token === null || token === "") return null;
      try {
        return { subject: (await verify(token)).subject, token };
      } catch (error) {
        if (!(error instanceof Refusal)) log.warn({ err: error }, "sign-in: the token cannot be verified");
        return "expired";
      }
    },
  };
};
