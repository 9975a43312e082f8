import { childOf, newTrace, parseTrace, printTrace, traceFrom } from "./trace";

const sample = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

describe("a trace", () => {
  it("is read from and written as the standard's header", () => {
    const trace = parseTrace(sample);
    expect(trace).toEqual({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", sampled: true });
    expect(trace && printTrace(trace)).toBe(sample);
    expect(parseTrace(sample.replace(/01$/, "00"))?.sampled).toBe(false);
  });

  it("is read from a later version that carries more, as the standard asks", () => {
    expect(parseTrace(`${sample.replace(/^00/, "cc")}-what-the-future-brings`)?.spanId).toBe("b7ad6b7169203331");
  });

  it.each([
    null,
    undefined,
    "",
    "hello",
    `${sample}-more`,
    sample.replace(/^00/, "ff"),
    sample.toUpperCase(),
    sample.slice(1),
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
  ])("begins anew when the header is %p", (header) => {
    expect(parseTrace(header)).toBeNull();
    expect(parseTrace(printTrace(traceFrom(header)))).not.toBeNull();
  });

  it("keeps its id from step to step, each with a span of its own", () => {
    const trace = newTrace();
    const step = childOf(trace);
    expect(step.traceId).toBe(trace.traceId);
    expect(step.spanId).not.toBe(trace.spanId);
    expect(traceFrom(sample)).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c" });
  });
});
