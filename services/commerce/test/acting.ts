import type { Viewer } from "@ocop/contracts";
import { createPublish, newId, newTrace, printTrace } from "@ocop/service-kit";
import { inRolledBackTransaction, type TestDatabase, testDatabase } from "@ocop/service-kit/testing";
import type { EntityManager } from "typeorm";
import { migrations } from "../migrations/all";
import { loadSalePointKinds } from "../src/commands/load-reference";
import { queriesOf } from "../src/data/queries";
import { tables } from "../src/data/tables";
import { depsOn } from "../src/main";
import type { Deps } from "../src/use-cases/deps";
import { findFacts } from "../src/use-cases/find-facts";
import { kindsFile, readKinds, start } from "./running";

/** What a test of a use case works with; everything it does is rolled back. */
export type Stage = {
  readonly manager: EntityManager;
  /** What the use case is given when this viewer asks, with the facts as they stand now. */
  readonly as: (viewer: Viewer) => Promise<Deps>;
  /** Bodies of the events published so far, oldest first. */
  readonly published: () => Promise<
    readonly { readonly name: string; readonly version: number; readonly body: unknown }[]
  >;
};

/** A schema of its own with the reference data, for the use cases of one file. */
export const stageDatabase = async (): Promise<TestDatabase> => {
  const database = await testDatabase({ entities: tables, migrations });
  await loadSalePointKinds(database.dataSource, kindsFile, readKinds());
  return database;
};

export const onStage = (database: TestDatabase, run: (stage: Stage) => Promise<void>): Promise<void> =>
  inRolledBackTransaction(database.dataSource, (manager) =>
    run({
      manager,
      as: async (viewer) => {
        const facts = await findFacts(queriesOf(manager), viewer, "graph.read", start);
        const meta = { actor: viewer.subject ?? "test", traceparent: printTrace(newTrace()), causationId: null };
        const publish = createPublish({ service: "commerce", manager, meta });
        return depsOn(manager, { publish, now: () => start, newId, viewer: { ...viewer, ...facts } });
      },
      published: async () => {
        const rows = await manager.query<{ type: string; agg_ver: number; payload: string }[]>(
          "SELECT type, agg_ver, payload FROM outbox_event ORDER BY event_id",
        );
        return rows.map(({ type: name, agg_ver: version, payload }) => ({
          name,
          version,
          body: JSON.parse(payload) as unknown,
        }));
      },
    }),
  );
