import { randomBytes } from "node:crypto";

/**
 * One step of a distributed trace, W3C Trace Context level 1 (`traceparent`, version 00).
 * The trace id runs through gateway, subgraph, event and consumer; each step has a span of its own.
 */
export type Trace = {
  /** 32 hexadecimal digits, shown to clients as `traceId` */
  readonly traceId: string;
  /** 16 hexadecimal digits */
  readonly spanId: string;
  readonly sampled: boolean;
};

const pattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

const newSpan = (): string => randomBytes(8).toString("hex");

/** A trace that begins here. */
export const newTrace = (): Trace => ({ traceId: randomBytes(16).toString("hex"), spanId: newSpan(), sampled: true });

/** The next step of a trace: same trace, own span. */
export const childOf = (trace: Trace): Trace => ({ ...trace, spanId: newSpan() });

/**
 * Reads a `traceparent` header; null when it is absent or breaks the standard, and the trace then begins anew.
 *
 * @see W3C Trace Context, §3.2 (all-zero ids and version ff are invalid; later versions may carry more)
 */
export const parseTrace = (traceparent: string | null | undefined): Trace | null => {
  const [, version, traceId, spanId, flags, more] = pattern.exec(traceparent ?? "") ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (version === "ff" || (version === "00" && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (parseInt(flags, 16) & 1) === 1 };
};

/** The trace of a request that carries this header: a child of its sender's, or a new one. */
export const traceFrom = (traceparent: string | null | undefined): Trace => {
  const sender = parseTrace(traceparent);
  return sender ? childOf(sender) : newTrace();
};

/** The `traceparent` header of a step. */
export const printTrace = ({ traceId, spanId, sampled }: Trace): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
