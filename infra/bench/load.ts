import autocannon from "autocannon";
import { readCpu, type Processes } from "./cpu";

export type Load = {
  readonly name: string;
  readonly url: string;
  /** A fresh body for each request: one fixed query would measure a cache. Null for GET. */
  readonly body: (() => string) | null;
  /** The path of each request where it varies. */
  readonly path?: () => string;
  readonly processes: Processes;
  /** connections at a time, 16 unless given */
  readonly connections?: number;
  /** requests a second over all connections; as fast as they are answered unless given */
  readonly rate?: number;
};

export type Figure = {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU milliseconds of each process for one request */
  readonly cpu: Readonly<Record<string, number>>;
  readonly failed: number;
};

/** Sends requests as fast as they are answered or at a steady rate, after a warm-up that is not counted. */
export const measure = async (
  { name, url, body, path, processes, connections = 16, rate }: Load,
  seconds: number,
): Promise<Figure> => {
  const run = (duration: number) =>
    autocannon({
      url,
      connections,
      ...(rate === undefined ? {} : { overallRate: rate }),
      duration,
      method: body === null ? "GET" : "POST",
      headers: { "content-type": "application/json", "apollo-require-preflight": "true" },
      requests: [
        {
          setupRequest: (request) => ({
            ...request,
            ...(body === null ? {} : { body: body() }),
            ...(path ? { path: path() } : {}),
          }),
        },
      ],
    });
  await run(Math.max(2, Math.round(seconds / 3)));
  const spent = readCpu(processes);
  const result = await run(seconds);
  const answered = result["2xx"];
  return {
    name,
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpu: Object.fromEntries(Object.entries(spent()).map(([process, ms]) => [process, ms / Math.max(1, answered)])),
    failed: result.non2xx + result.errors + result.timeouts,
  };
};

/** The round in the middle by its CPU of all processes. */
export const middleOf = (rounds: readonly Figure[]): Figure => {
  const total = ({ cpu }: Figure): number => Object.values(cpu).reduce((sum, value) => sum + value, 0);
  const [middle] = [...rounds].sort((a, b) => total(a) - total(b)).slice(Math.floor(rounds.length / 2));
  if (!middle) throw new Error("There is no round");
  return middle;
};
