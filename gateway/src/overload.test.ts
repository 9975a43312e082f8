import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "@ocop/service-kit/testing";
import { createGate, Overloaded, watchEventLoop } from "./overload";

jest.setTimeout(60_000);

const never = () => false;

/** What became of each entry: "in", "out", or "waiting". */
const follow = (entries: readonly Promise<() => void>[]): (() => Promise<readonly string[]>) => {
  const states = entries.map(() => "waiting");
  entries.forEach((entry, nth) => {
    entry.then(
      () => (states[nth] = "in"),
      (error: unknown) => (states[nth] = error instanceof Overloaded ? "out" : "broken"),
    );
  });
  return async () => {
    await pause(0);
    return [...states];
  };
};

describe("the gate before the operations", () => {
  it("lets in as many as there is room for, makes as many wait as the queue holds, and turns the rest away", async () => {
    const gate = createGate({ operations: 2, queue: 1, patience: 10_000 }, never);
    const entries = [1, 2, 3, 4].map(() => gate.enter(false));
    const states = follow(entries);
    expect(await states()).toEqual(["in", "in", "waiting", "out"]);
    (await entries[0])?.();
    expect(await states()).toEqual(["in", "in", "in", "out"]);
  });

  it("lets them in in the order in which they came", async () => {
    const gate = createGate({ operations: 1, queue: 3, patience: 10_000 }, never);
    const entries = [1, 2, 3].map(() => gate.enter(false));
    const states = follow(entries);
    (await entries[0])?.();
    expect(await states()).toEqual(["in", "in", "waiting"]);
    (await entries[1])?.();
    expect(await states()).toEqual(["in", "in", "in"]);
  });

  it("turns away who has waited too long, and keeps no place for them", async () => {
    const gate = createGate({ operations: 1, queue: 1, patience: 30 }, never);
    const leave = await gate.enter(false);
    await expect(gate.enter(false)).rejects.toThrow(new Overloaded());
    leave();
    await expect(gate.enter(false)).resolves.toBeInstanceOf(Function);
  });

  it("has all its room again when everyone has left", async () => {
    const gate = createGate({ operations: 3, queue: 0, patience: 10 }, never);
    for (const leave of await Promise.all([1, 2, 3].map(() => gate.enter(false)))) leave();
    const again = follow([1, 2, 3, 4].map(() => gate.enter(false)));
    expect(await again()).toEqual(["in", "in", "in", "out"]);
  });

  it("turns the public away while the process is late, and nobody else", async () => {
    let late = true;
    const gate = createGate({ operations: 2, queue: 0, patience: 10 }, () => late);
    await expect(gate.enter(true)).rejects.toThrow(Overloaded);
    await expect(gate.enter(false)).resolves.toBeInstanceOf(Function);
    late = false;
    await expect(gate.enter(true)).resolves.toBeInstanceOf(Function);
  });

  it("says after how many seconds to come again", () => {
    expect(new Overloaded()).toMatchObject({ code: "RATE_LIMITED", facts: { retryAfter: 1 } });
  });
});

/** Keeps this process from everything else for so many milliseconds. */
const block = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

describe("a process", () => {
  it("is late once half of its turns are, and no longer when it gets round to its work again", async () => {
    const watch = watchEventLoop(500);
    expect(watch.isLate()).toBe(false);
    for (let turn = 0; turn < 20 && !watch.isLate(); turn++) {
      block(700);
      await pause(0);
    }
    expect(watch.isLate()).toBe(true);
    await eventually("it is in time again", 25, () => !watch.isLate());
    watch.stop();
  });

  it("is not late for one long turn among many", async () => {
    const watch = watchEventLoop(500);
    block(700);
    const seen: boolean[] = [];
    await eventually("it was looked at", 25, () => seen.push(watch.isLate()) > 150);
    watch.stop();
    expect(seen).not.toContain(true);
  });
});
