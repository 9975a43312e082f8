import cluster from "node:cluster";
import { createLog, runProcess } from "@ocop/service-kit";
import { startWorker } from "./answering";
import { readEnvironment } from "./config";
import type { Material } from "./material";
import { serveGateway } from "./serve";

const log = createLog("gateway").child({ worker: cluster.worker?.id });

void runProcess({
  log,
  start: () =>
    startWorker(({ graphs, documents }: Material) => serveGateway(readEnvironment(), graphs, log, documents)),
});
