import { pino, type DestinationStream, type Logger } from "pino";

/** A structured log: one JSON line an entry, written to the standard output. */
export type Log = Logger;

/** Values under these names never reach a log, however deep an entry holds them. */
const secretPaths = [
  "authorization",
  "cookie",
  "password",
  "secret",
  "token",
  "x-ocop-viewer",
  "x-ocop-signature",
].flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/**
 * The log of one process. Children carry the trace id: `log.child({ traceId })`.
 *
 * @param service written into each entry
 * @param destination standard output unless a test collects the lines
 */
export const createLog = (
  service: string,
  { level = "info", destination }: { readonly level?: string; readonly destination?: DestinationStream } = {},
): Log => {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretPaths, censor: "[hidden]" },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
};
