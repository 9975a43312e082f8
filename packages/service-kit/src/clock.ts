/** The only source of "now". Business code receives it; nothing else reads the machine's clock. */
export type Clock = { now(): Date };

/**
 * The machine's clock, moved by a fixed offset in development and tests.
 *
 * @param offset milliseconds added to the machine's time; production runs with 0
 */
export const systemClock = (offset = 0): Clock => ({ now: () => new Date(Date.now() + offset) });

/** A clock that stands still until it is moved: simulations and tests drive it by hand. */
export type ManualClock = Clock & { set(instant: Date): void; advance(milliseconds: number): void };

export const manualClock = (start: Date): ManualClock => {
  let instant = start;
  return {
    now: () => instant,
    set: (next) => {
      instant = next;
    },
    advance: (milliseconds) => {
      instant = new Date(instant.getTime() + milliseconds);
    },
  };
};

/** Milliseconds on the machine's clock, for durations and leases in memory; the platform's offset never moves it. */
export const machineTime = (): number => Date.now();
