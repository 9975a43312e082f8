import type { Log } from "@ocop/service-kit";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type DemoPerson, landingPage, languageOf } from "./landing";
import type { SignIn } from "./sign-in";

const people = z.array(
  z.object({ subject: z.string(), name: z.string(), role: z.object({ vi: z.string(), en: z.string() }) }),
);

type Parts = {
  readonly scanHost: string;
  readonly development: { readonly signIn: SignIn; readonly issuer: string; readonly log: Log } | null;
};

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Whom the local provider can sign in; null while it does not answer. */
const demoPeople = async (issuer: string, log: Log): Promise<readonly DemoPerson[] | null> => {
  try {
    const response = await fetch(`${issuer}/people`, { signal: AbortSignal.timeout(1_000) });
    return people.parse(await response.json());
  } catch (error) {
    log.warn({ err: error }, "the identity provider does not list its demo people");
    return null;
  }
};

/** `GET /`, in Vietnamese or, with `?lang=en`, in English. */
export const landingRoute = (app: FastifyInstance, { scanHost, development }: Parts): void => {
  app.get<{ Querystring: Record<string, unknown> }>("/", async (request, reply) => {
    const whoIs = development && (await development.signIn.whoIs(request));
    const text = landingPage({
      language: languageOf(request.query["lang"]),
      scanHost,
      development: development && {
        subject: whoIs === null || whoIs === "expired" ? null : whoIs.subject,
        people: await demoPeople(development.issuer, development.log),
      },
    });
    return reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", policy)
      .header("cache-control", "no-store")
      .send(text);
  });
};
