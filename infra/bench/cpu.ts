import { readFileSync } from "node:fs";

/** Clock ticks a second in process accounting; 100 on every Linux that Node runs on. */
const ticks = 100;

/** User and system time of one process in milliseconds, from `/proc/<pid>/stat` (proc(5), fields 14 and 15). */
export const cpuMilliseconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks;
};

export type Processes = Readonly<Record<string, number>>;

/** CPU milliseconds of each process since the reading was taken. */
export const readCpu = (processes: Processes): (() => Readonly<Record<string, number>>) => {
  const before = Object.entries(processes).map(([name, pid]) => [name, pid, cpuMilliseconds(pid)] as const);
  return () => Object.fromEntries(before.map(([name, pid, start]) => [name, cpuMilliseconds(pid) - start]));
};
