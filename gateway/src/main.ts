import { join } from "node:path";
import { createLog, runProcess } from "@ocop/service-kit";
import { readEnvironment } from "./config";
import { readMaterial } from "./material";
import { startPrimary } from "./primary";

/** The folder with what `pnpm compose` wrote, unless another one is named. */
const folder = process.argv[2] ?? join(__dirname, "../..");
const log = createLog("gateway");

void runProcess({
  log,
  start: () => {
    const { processes } = readEnvironment();
    return startPrimary({
      program: join(__dirname, "worker.js"),
      processes,
      read: () => readMaterial(folder),
      log,
    });
  },
});
