import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";

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

/** What is told of an error besides its type, message and stack. */
const toldMembers = ["code", "errno", "query"] as const;

/**
 * An error as a log shows it. The database's errors carry the values of their statement, in lists and in the
 * statement itself: names and numbers of people are among them, and none reaches a log.
 */
const errorForLog = (error: Error): object => {
  const { type, message, stack } = stdSerializers.err(error);
  const members = error as Partial<Record<(typeof toldMembers)[number], unknown>>;
  const told = toldMembers.filter((name) => members[name] !== undefined).map((name) => [name, members[name]]);
  return { type, message, stack, ...Object.fromEntries(told) } as object;
};

/**
 * Lines are written together, 4 KiB or a quarter of a second at a time, and what is left when the process ends: a
 * write for each would cost a request more than its rights do. Only a process that is killed loses the last of them.
 */
const standardOutput = (): DestinationStream =>
  pino.destination({ fd: 1, sync: false, minLength: 4_096, periodicFlush: 250 });

/**
 * The log of one process. Children carry the trace id: `log.child({ traceId })`.
 *
 * @param service written into each entry
 * @param destination standard output unless a test collects the lines
 */
export const createLog = (
  service: string,
  {
    level = "info",
    destination = standardOutput(),
  }: { readonly level?: string; readonly destination?: DestinationStream } = {},
): Log => {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorForLog },
    redact: { paths: secretPaths, censor: "[hidden]" },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination);
};
