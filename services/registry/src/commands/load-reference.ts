import { createCipher, loadCommand, systemClock } from "@ocop/service-kit";
import { loaderConfig } from "../config";
import { openDataSource } from "../main";
import { loadReference } from "./load-files";
import { committedFile } from "./reference-file";

/** Loads `reference/`; with `--demonstration` the demonstration territory and its people too. */
void loadCommand(
  "registry",
  () => openDataSource(loaderConfig().databaseUrl),
  (dataSource, { demonstration }) =>
    loadReference({
      dataSource,
      clock: systemClock(loaderConfig().clockOffsetSeconds * 1_000),
      cipher: createCipher(loaderConfig().fieldKeys),
      readFile: committedFile,
      demonstration,
      say: (file, { added, changed, same }) => {
        const [news, others, rest] = [added, changed, same].map(String);
        process.stdout.write(`${file}: ${news} added, ${others} changed, ${rest} as before\n`);
      },
    }),
  process.argv.slice(2),
);
