import type { Running, Server } from "@ocop/service-kit";
import type { FromPrimary, FromWorker } from "./process-messages";

/** What a process that answers runs. */
export type Served = Pick<Server, "stop" | "retire" | "isReady">;

const tell = (message: FromWorker): void => {
  process.send?.(message);
};

/** Asks the primary what to answer by. */
const materialOf = <Material>(): Promise<Material> =>
  new Promise((resolve) => {
    process.on("message", (message: FromPrimary<Material>) => {
      if (message.kind === "material") resolve(message.material);
    });
    tell({ kind: "asks" });
  });

/**
 * The primary may have handed over a connection before it heard that this process takes none: such a one is given
 * back, so this process must still be there. Messages keep their order, so none can follow the farewell.
 */
const retireWhenTold = ({ retire }: Served): void => {
  let left: Promise<void> = Promise.resolve();
  process.on("message", ({ kind }: FromPrimary<unknown>) => {
    if (kind === "retire") {
      left = retire();
      tell({ kind: "leaving" });
    }
    if (kind === "farewell") void left.finally(() => process.exit(0));
  });
};

/**
 * One of the processes that answer: it begins with what the primary gives it, says when it is ready, and retires
 * when it is told to. It ends with the primary, as Node's cluster has it.
 *
 * @param serve starts to answer on the port that the primary holds
 * @throws whatever `serve` ended with, after the primary was told why
 */
export const startWorker = async <Material>(serve: (material: Material) => Promise<Served>): Promise<Running> => {
  // A terminal sends it to every process of the group; changing them is the primary's business.
  process.on("SIGHUP", () => undefined);
  try {
    const served = await serve(await materialOf<Material>());
    retireWhenTold(served);
    if (!(await served.isReady())) throw new Error("The process is not ready though it has started");
    tell({ kind: "ready" });
    return served;
  } catch (error) {
    tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
};
