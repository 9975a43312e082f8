import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "./log";

/** The database's clock in SQL. Leases stand on it, so that moving the platform's clock disturbs none. */
export const databaseNow = "NOW(3)";

/** A fresh mark of one claim: the rows a claim won are those that carry its mark. */
export const newToken = (): Buffer => randomBytes(8);

/** Tries of one delivery, due row or job before a person has to look at it: about 35 minutes at a lease of 5 s. */
export const tries = 12;

/**
 * A replay by an operator begins a new count in the next hundred, so that tries are told apart for
 * good and a job id of the queue is never used twice.
 */
export const countSql = "MOD(attempts, 100)";
export const countOf = (attempts: number): number => attempts % 100;
export const nextCountSql = "(FLOOR(attempts / 100) + 1) * 100";

/** No wait is longer than this many leases: 300 s at a lease of 5 s. */
export const longestWait = (leaseSeconds: number): number => 60 * leaseSeconds;

/**
 * SQL of the time at which a row claimed now is due again: one lease, doubled with each try. The due
 * time is the lease: when its holder dies, the row comes due and another takes it.
 *
 * Takes two parameters, see {@link leaseParameters}. In an UPDATE it stands before
 * `attempts = attempts + 1`, since SET is evaluated from left to right.
 */
export const leaseSql = `${databaseNow} + INTERVAL LEAST(? * POW(2, ${countSql}), ?) SECOND`;
export const leaseParameters = (leaseSeconds: number): readonly number[] => [leaseSeconds, longestWait(leaseSeconds)];

/** The text of an error as the plumbing keeps it. */
export const errorText = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 300);

export type Loop = {
  /** There is something to do: the next turn begins within 10 ms. Many calls make one turn. */
  readonly wake: () => void;
  /** Ends after the turn in hand. */
  readonly stop: () => Promise<void>;
};

/** How often the leased tables are looked at without a nudge: each second at the usual lease, sooner in tests. */
export const restFor = (leaseSeconds: number): number => Math.min(1000, Math.max(20, leaseSeconds * 200));

/**
 * Repeats a turn until it is stopped. A turn that throws is logged and tried again after the rest, which
 * nothing shortens then.
 *
 * @param turn returns how many milliseconds to rest, ± 20 %, unless woken; 0 goes on at once
 */
export const startLoop = (name: string, log: Log, restMs: number, turn: () => Promise<number>): Loop => {
  let stopped = false;
  let woken = false;
  let failing = false;
  let interrupt: (() => void) | null = null;

  const sleep = async (milliseconds: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds * (0.8 + 0.4 * Math.random()));
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    interrupt = null;
  };

  const rest = async (milliseconds: number): Promise<void> => {
    if (!woken) await sleep(milliseconds);
    if (woken && !stopped) await pause(10);
    woken = false;
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        const milliseconds = await turn();
        if (milliseconds > 0 && !stopped) await rest(milliseconds);
      } catch (error) {
        log.warn({ err: error }, `${name}: a turn failed`);
        failing = true;
        if (!stopped) await sleep(restMs);
        failing = false;
      }
    }
  };
  const ended = run();

  return {
    wake: () => {
      woken = true;
      if (!failing) interrupt?.();
    },
    stop: () => {
      stopped = true;
      interrupt?.();
      return ended;
    },
  };
};
