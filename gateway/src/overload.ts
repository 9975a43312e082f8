import { monitorEventLoopDelay } from "node:perf_hooks";
import { Refusal } from "@ocop/contracts";

/** There is more to do than this process can: whoever asks may try again, or ask another one. */
export class Overloaded extends Refusal {
  constructor() {
    super("RATE_LIMITED", { retryAfter: 1 });
  }
}

export type GateSettings = {
  /** operations under way at once */
  readonly operations: number;
  /** requests that wait for one of them to end */
  readonly queue: number;
  /** milliseconds that one waits at most */
  readonly patience: number;
};

export type Gate = {
  /**
   * Waits until there is room for one more operation.
   *
   * @returns ends the operation; called once
   * @throws Overloaded when the queue is full or the wait too long, and for the public while the process is late
   */
  enter(isAnonymous: boolean): Promise<() => void>;
};

type Waiting = { readonly admit: () => void };

/** @param isLate whether the process no longer gets round to its work in time */
export const createGate = ({ operations, queue, patience }: GateSettings, isLate: () => boolean): Gate => {
  const waiting = new Set<Waiting>();
  let underWay = 0;

  const leave = (): void => {
    const [next] = waiting;
    if (!next) {
      underWay -= 1;
      return;
    }
    waiting.delete(next);
    next.admit();
  };

  const wait = (): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(place);
        reject(new Overloaded());
      }, patience);
      const place: Waiting = {
        admit: () => {
          clearTimeout(timer);
          resolve(leave);
        },
      };
      waiting.add(place);
    });

  return {
    enter: async (isAnonymous) => {
      if (isAnonymous && isLate()) throw new Overloaded();
      if (underWay < operations) {
        underWay += 1;
        return leave;
      }
      if (waiting.size >= queue) throw new Overloaded();
      return wait();
    },
  };
};

/** Milliseconds between two looks. One long turn alone is no overload. */
const period = 2_000;

export type Watch = { readonly isLate: () => boolean; readonly stop: () => void };

/**
 * Watches how late this process gets round to its work. It is begun once the process answers: what it does to start
 * keeps it from everything else, and says nothing of how much there is to do.
 *
 * @param tolerated milliseconds by which half of the turns of the event loop must be late before the process is
 */
export const watchEventLoop = (tolerated: number): Watch => {
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  let late = false;
  const timer = setInterval(() => {
    late = delays.percentile(50) / 1e6 > tolerated;
    delays.reset();
  }, period);
  timer.unref();
  return {
    isLate: () => late,
    stop: () => {
      clearInterval(timer);
      delays.disable();
    },
  };
};
