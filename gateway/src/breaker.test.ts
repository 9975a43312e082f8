import { createBreaker } from "./breaker";

const fail = (breaker: ReturnType<typeof createBreaker>, times: number): void => {
  for (let time = 0; time < times; time++) breaker.failed();
};

describe("the circuit breaker of a subgraph", () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000;
  });
  const started = () => createBreaker(() => now);

  it("lets calls through while fewer than five in a row failed", () => {
    const breaker = started();
    fail(breaker, 4);
    expect(breaker.allows()).toBe(true);
    breaker.succeeded();
    fail(breaker, 4);
    expect(breaker.allows()).toBe(true);
  });

  it("opens at the fifth failure in a row and sends nothing for 200 ms", () => {
    const breaker = started();
    fail(breaker, 5);
    expect(breaker.allows()).toBe(false);
    now += 199;
    expect(breaker.allows()).toBe(false);
    expect(breaker.isClosed()).toBe(false);
  });

  it("lets exactly one probe through after the pause, and closes when it succeeds", () => {
    const breaker = started();
    fail(breaker, 5);
    now += 200;
    expect([breaker.allows(), breaker.allows(), breaker.allows()]).toEqual([true, false, false]);
    breaker.succeeded();
    expect(breaker.isClosed()).toBe(true);
    expect([breaker.allows(), breaker.allows()]).toEqual([true, true]);
  });

  it("doubles the pause with each failed probe, up to two seconds", () => {
    const breaker = started();
    fail(breaker, 5);
    for (const pause of [200, 400, 800, 1_600, 2_000, 2_000]) {
      now += pause - 1;
      expect(breaker.allows()).toBe(false);
      now += 1;
      expect(breaker.allows()).toBe(true);
      breaker.failed();
    }
  });

  it("is not held open longer by calls that were under way when it opened", () => {
    const breaker = started();
    fail(breaker, 5);
    now += 199;
    fail(breaker, 45);
    now += 1;
    expect(breaker.allows()).toBe(true);
  });

  it("sends another probe when the first never reports", () => {
    const breaker = started();
    fail(breaker, 5);
    now += 200;
    expect(breaker.allows()).toBe(true);
    now += 2_000;
    expect(breaker.allows()).toBe(true);
  });
});
