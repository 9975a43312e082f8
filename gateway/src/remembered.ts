import type { Trace } from "@ocop/service-kit";

/** What a subgraph answered about one key, and when (milliseconds on the machine's clock) it was asked. */
export type Known<Answer> = { readonly answer: Answer; readonly readAt: number };

/**
 * Milliseconds for which an answer serves while its owner is away. Contexts live 60 s from the reading; the
 * rest is left for the subgraph to receive one that is still alive.
 */
export const usableFor = 55_000;

/** Answers remembered at once; the one asked longest ago is forgotten first. */
const capacity = 10_000;

export type Remembered<Answer> = {
  /**
   * What is known of a key, asked for again when it is no longer fresh; many who ask at once ask once. While the
   * owner is away the last answer serves as long as it is usable.
   *
   * @throws whatever the question ended with when no usable answer is left
   */
  of(key: string, trace: Trace): Promise<Known<Answer>>;
};

export type RememberedParts<Answer> = {
  readonly ask: (key: string, trace: Trace) => Promise<Answer>;
  /** milliseconds after which this answer is asked for again */
  readonly freshFor: (answer: Answer) => number;
  /** milliseconds for which an answer serves at most */
  readonly usableFor: number;
  /** milliseconds on the machine's clock */
  readonly now: () => number;
  /** hears of every question that ended without an answer */
  readonly onFailure: (error: unknown, trace: Trace, isUsable: boolean) => void;
};

/** Remembers the answers of one subgraph to one question, by key, in this process. */
export const createRemembered = <Answer>(parts: RememberedParts<Answer>): Remembered<Answer> => {
  const { now } = parts;
  const known = new Map<string, Known<Answer>>();
  const underWay = new Map<string, Promise<Known<Answer>>>();

  const remember = (key: string, found: Known<Answer>): Known<Answer> => {
    known.delete(key);
    known.set(key, found);
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    return found;
  };

  const read = async (key: string, trace: Trace): Promise<Known<Answer>> => {
    // The life of what is read counts from before the question, so it is never longer than promised.
    const readAt = now();
    try {
      return remember(key, { answer: await parts.ask(key, trace), readAt });
    } catch (error) {
      const last = known.get(key);
      const isUsable = last !== undefined && now() - last.readAt < parts.usableFor;
      parts.onFailure(error, trace, isUsable);
      if (!isUsable) throw error;
      return last;
    } finally {
      underWay.delete(key);
    }
  };

  return {
    of: (key, trace) => {
      const last = known.get(key);
      if (last && now() - last.readAt < parts.freshFor(last.answer)) return Promise.resolve(last);
      const asked = underWay.get(key) ?? read(key, trace);
      underWay.set(key, asked);
      return asked;
    },
  };
};
