import { setTimeout as pause } from "node:timers/promises";
import { machineTime } from "@ocop/service-kit";
import { accessTokenOf } from "../commands/sign-in";

/** The graph said no, or something failed behind it. */
export class Refused extends Error {
  override readonly name = "Refused";
  constructor(
    readonly person: string,
    readonly codes: readonly string[],
    details: string,
  ) {
    super(`${person} was refused: ${details}`);
  }
}

type Answer<T> = {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly facts?: unknown };
  }[];
};

/** Asks the guarded graph as one of the demo people, each with a token of their own. */
export type Graph = {
  /** @throws Refused when the answer carries any error */
  ask<T>(person: string | null, document: string, variables?: object): Promise<T>;
};

export const openGraph = ({ gateway, issuer }: { readonly gateway: string; readonly issuer: string }): Graph => {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (person: string): Promise<string> => {
    const token = tokens.get(person) ?? accessTokenOf(issuer, person);
    tokens.set(person, token);
    return token;
  };
  return {
    async ask<T>(person: string | null, document: string, variables: object = {}): Promise<T> {
      const response = await fetch(`${gateway}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "apollo-require-preflight": "true",
          ...(person === null ? {} : { authorization: `Bearer ${await tokenOf(person)}` }),
        },
        body: JSON.stringify({ query: document, variables }),
        signal: AbortSignal.timeout(20_000),
      });
      const { data, errors = [] } = (await response.json()) as Answer<T>;
      if (errors.length > 0 || data === null || data === undefined)
        throw new Refused(
          person ?? "the public",
          errors.map(({ message, extensions }) => extensions?.code ?? message),
          JSON.stringify(errors.map(({ message, extensions }) => ({ message, facts: extensions?.facts }))),
        );
      return data;
    },
  };
};

/**
 * Asks again until an answer is there: events need a moment to cross from one service to the next.
 *
 * @throws Error after 30 seconds, naming what was waited for
 */
export const eventually = async <T>(what: string, ask: () => Promise<T | null>): Promise<T> => {
  const deadline = machineTime() + 30_000;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (machineTime() > deadline) throw new Error(`${what} did not happen within 30 seconds`);
    await pause(100);
  }
};

/** As {@link eventually}, for a step that is refused with one of these codes until a copy has arrived. */
export const onceKnown = <T>(what: string, codes: readonly string[], step: () => Promise<T>): Promise<T> =>
  eventually(what, async () => {
    try {
      return await step();
    } catch (error) {
      if (error instanceof Refused && error.codes.every((code) => codes.includes(code))) return null;
      throw error;
    }
  });
