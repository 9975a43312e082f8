import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in process accounting; 100 on every Linux that Node runs on. */
const ticks = 100;

type Usage = { readonly pid: number; readonly parent: number; readonly milliseconds: number };

/**
 * What `/proc/<pid>/stat` says (proc(5), fields 4 and 14 to 17): user and system time of the process and of its
 * children that have ended; null when the process is gone.
 */
const usageOf = (pid: number): Usage | null => {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const spent = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), milliseconds: (spent * 1000) / ticks };
  } catch {
    return null;
  }
};

/** Every process of the machine at this moment. */
const snapshot = (): readonly Usage[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => usageOf(Number(name)))
    .filter((usage) => usage !== null);

const descendants = (pid: number, all: readonly Usage[]): readonly Usage[] =>
  all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...descendants(child.pid, all)]);

/** The ids of a process and of all that it started, the process first. */
export const processesUnder = (pid: number): readonly number[] => [
  pid,
  ...descendants(pid, snapshot()).map((child) => child.pid),
];

/** User and system time of a process and all that it started, in milliseconds; 0 when it is gone. */
export const cpuMilliseconds = (pid: number, all = snapshot()): number =>
  [...all.filter((usage) => usage.pid === pid), ...descendants(pid, all)].reduce(
    (sum, { milliseconds }) => sum + milliseconds,
    0,
  );

export type Processes = Readonly<Record<string, number>>;

/** CPU milliseconds of each process, with those it started, since the reading was taken. */
export const readCpu = (processes: Processes): (() => Readonly<Record<string, number>>) => {
  const read = (): readonly (readonly [string, number])[] => {
    const all = snapshot();
    return Object.entries(processes).map(([name, pid]) => [name, cpuMilliseconds(pid, all)] as const);
  };
  const before = new Map(read());
  return () => Object.fromEntries(read().map(([name, spent]) => [name, spent - (before.get(name) ?? 0)]));
};
