import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this service, from the sources as well as from the build: the nearest one with a package.json. */
export const serviceRoot = (from = __dirname): string =>
  existsSync(join(from, "package.json")) ? from : serviceRoot(dirname(from));
