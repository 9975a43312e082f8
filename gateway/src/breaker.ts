/** Failures in a row after which a subgraph is left alone. */
const threshold = 5;

/** Milliseconds for which it is left alone at first; doubled with each failed probe. */
const firstPause = 200;
const longestPause = 2_000;

/**
 * Spares a failing subgraph, and everyone who would wait for it: after five failures in a row nothing is
 * sent for a while, then one call is let through as a probe, and its outcome decides.
 */
export type Breaker = {
  /** May a call be sent now? Whoever is told yes reports the outcome. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
  isClosed(): boolean;
};

type State =
  | { readonly kind: "closed"; readonly failures: number }
  | { readonly kind: "open"; readonly until: number; readonly pause: number }
  | { readonly kind: "probing"; readonly until: number; readonly pause: number };

/** @param now milliseconds on the machine's clock */
export const createBreaker = (now: () => number): Breaker => {
  let state: State = { kind: "closed", failures: 0 };
  const open = (pause: number): State => ({ kind: "open", until: now() + pause, pause });

  return {
    allows: () => {
      if (state.kind === "closed") return true;
      if (now() < state.until) return false;
      state = { kind: "probing", until: now() + longestPause, pause: state.pause };
      return true;
    },
    succeeded: () => {
      state = { kind: "closed", failures: 0 };
    },
    failed: () => {
      // Calls that were under way when it opened fail late: they are no news.
      if (state.kind === "open") return;
      if (state.kind === "probing") state = open(Math.min(state.pause * 2, longestPause));
      else state = state.failures + 1 < threshold ? { kind: "closed", failures: state.failures + 1 } : open(firstPause);
    },
    isClosed: () => state.kind === "closed",
  };
};
