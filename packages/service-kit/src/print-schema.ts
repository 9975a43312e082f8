import { readFileSync, writeFileSync } from "node:fs";

/**
 * The command behind `schema.graphql`: writes the printed subgraph, or with `--check` says whether the
 * committed file is what the classes print.
 *
 * @param args of the command line
 * @returns the exit code: 1 when the check found another text
 */
export const printSchema = (file: string, sdl: string, args: readonly string[]): 0 | 1 => {
  if (!args.includes("--check")) {
    writeFileSync(file, sdl);
    return 0;
  }
  if (readFileSync(file, "utf8") === sdl) return 0;
  process.stderr.write(`${file} is not what the classes print: run pnpm schema and commit it\n`);
  return 1;
};
