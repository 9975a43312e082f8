import { parseArgs } from "node:util";
import { runCommand, systemClock, withDatabase, WrongUsage } from "@ocop/service-kit";
import { commandConfig } from "../config";
import { openDataSource } from "../main";
import { generateRegister } from "./generate-register";

const usage = "generate --into <schema> [--seed 1] [--products 50000] [--producers 30000] [--dossiers 200000]";

const options = {
  into: { type: "string" },
  seed: { type: "string", default: "1" },
  products: { type: "string", default: "50000" },
  producers: { type: "string", default: "30000" },
  dossiers: { type: "string", default: "200000" },
} as const;

const given = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch {
    throw new WrongUsage(usage);
  }
};

const whole = (text: string): number => {
  if (!/^\d{1,7}$/.test(text)) throw new WrongUsage(usage);
  return Number(text);
};

/** Fills a register without work in it, named by its schema, with invented rows at the size of the nation. */
void runCommand("registry", async () => {
  const { into, seed, products, producers, dossiers } = given(process.argv.slice(2));
  if (into === undefined) throw new WrongUsage(usage);
  const { databaseUrl, mode, clockOffsetSeconds } = commandConfig();
  await withDatabase(openDataSource(databaseUrl), (dataSource) =>
    generateRegister({
      dataSource,
      into,
      mode,
      sizes: { products: whole(products), producers: Math.max(1, whole(producers)), dossiers: whole(dossiers) },
      seed: whole(seed),
      now: systemClock(clockOffsetSeconds * 1_000).now(),
      say: (line) => process.stdout.write(`registry: ${line}\n`),
    }),
  );
  return "";
});
