import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLog, runProcess } from "@ocop/service-kit";
import { readEnvironment } from "./config";
import { serveGateway } from "./serve";

const log = createLog("gateway");

void runProcess({
  log,
  start: async () => {
    const config = readEnvironment();
    const supergraph = await readFile(join(__dirname, "../../supergraph.graphql"), "utf8");
    return serveGateway(config, supergraph, log);
  },
});
