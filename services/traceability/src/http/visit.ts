import { dayOf } from "@ocop/contracts";
import type { FastifyRequest } from "fastify";
import { languages, negotiate } from "../pages/language";
import type { Visit } from "../pages/page";

/** One value of the query string; of a repeated name the first. An address that cannot be read has none. */
export const queryOf = ({ query }: FastifyRequest, name: string): string | undefined => {
  const value = (query as Readonly<Record<string, unknown>> | null)?.[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
};

/** Who reads a page and in which language. @param path of the page in its canonical form */
export const visitOf = (
  request: FastifyRequest,
  { host, now }: { readonly host: string; readonly now: () => Date },
  path: string,
): Visit => {
  const asked = queryOf(request, "lang");
  return {
    lang: negotiate(asked, request.headers["accept-language"]),
    isChosen: (languages as readonly (string | undefined)[]).includes(asked),
    host,
    path,
    today: dayOf(now()),
  };
};
