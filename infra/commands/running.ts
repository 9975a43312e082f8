import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CommandFailed } from "./run-command";

const run = z.object({ addresses: z.record(z.string(), z.url()), env: z.record(z.string(), z.string()) });

/** The platform that runs from a data directory, as `npm start` wrote it down. */
export type Running = {
  /** @throws CommandFailed when nothing of that name runs */
  address(name: string): string;
  /** @throws CommandFailed when the variable has no value */
  variable(name: string): string;
};

/** @throws CommandFailed when nothing runs from that directory */
export const runningFrom = async (dataDir: string): Promise<Running> => {
  const file = join(dataDir, "run.json");
  const known = await readFile(file, "utf8").then(
    (text) => run.parse(JSON.parse(text)),
    () => {
      throw new CommandFailed(
        `Nothing runs from ${dataDir}: start the platform with npm start, or name its --data-dir.`,
      );
    },
  );
  const find = (values: Readonly<Record<string, string>>, name: string): string => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new CommandFailed(`${file} says nothing of ${name}.`);
    return value;
  };
  return { address: (name) => find(known.addresses, name), variable: (name) => find(known.env, name) };
};
