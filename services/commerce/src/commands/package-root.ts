import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package, seen from a source file or from what was built of it. */
export const packageRoot = (from: string = __dirname): string =>
  existsSync(join(from, "package.json")) ? from : packageRoot(dirname(from));
