import type { FastifyReply, FastifyRequest } from "fastify";

/** A cookie that scripts cannot read and that foreign pages cannot send along with a POST. */
export type Cookie = {
  readonly name: string;
  readonly path: string;
  /** seconds; 0 removes it */
  readonly maxAge: number;
  /** sent over https only */
  readonly secure: boolean;
};

/** @param value of letters, digits and `.~_-` only, as tokens and encoded text are */
export const setCookie = (reply: FastifyReply, { name, path, maxAge, secure }: Cookie, value: string): void => {
  const attributes = [
    `Path=${path}`,
    `Max-Age=${String(maxAge)}`,
    "HttpOnly",
    "SameSite=Lax",
    ...(secure ? ["Secure"] : []),
  ];
  void reply.header("set-cookie", [`${name}=${value}`, ...attributes].join("; "));
};

export const clearCookie = (reply: FastifyReply, cookie: Cookie): void => {
  setCookie(reply, { ...cookie, maxAge: 0 }, "");
};

export const cookieOf = ({ headers }: FastifyRequest, name: string): string | null => {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([candidate]) => candidate === name)?.[1] ?? null;
};
