import { parseArgs } from "node:util";
import { dayOf } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import { Redis } from "ioredis";
import { readEnvironment } from "./config";
import { fieldUseTable, readFieldUse } from "./field-usage";
import { CommandFailed, runCommand } from "./run-command";
import { runningFrom } from "./running";

/** Days for which the gateway keeps its counts. */
const longest = 100;

const help =
  "Usage: pnpm usage [--field Type.field] [--days 1 to 100] [--data-dir <directory>]" +
  ", for example: pnpm usage --field Product.stars --days 30";

const isCoordinate = (text: string): boolean => /^\w+\.\w+$/.test(text);

/**
 * `pnpm usage`: which client, in which version, used which field of which graph in the last 30 days. A field may
 * be removed when nobody has used it for 30 days.
 */
const usage = async (args: readonly string[]): Promise<string> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      field: { type: "string" },
      days: { type: "string", default: "30" },
      "data-dir": { type: "string", default: readEnvironment().dataDir },
    },
  });
  const days = Number(values.days);
  const { field = null } = values;
  if (!Number.isInteger(days) || days < 1 || days > longest || (field !== null && !isCoordinate(field)))
    throw new CommandFailed(help);
  const running = await runningFrom(values["data-dir"]);
  const redis = new Redis(running.variable("REDIS_URL_GATEWAY"), { maxRetriesPerRequest: 1 });
  redis.on("error", () => undefined);
  try {
    const uses = await readFieldUse(redis, { today: dayOf(systemClock().now()), days, field });
    if (uses.length > 0) return fieldUseTable(uses);
    return `${field === null ? "No field" : field} was ${field === null ? "" : "not "}used in the last ${String(days)} days.`;
  } finally {
    redis.disconnect();
  }
};

void runCommand(() => usage(process.argv.slice(2)));
