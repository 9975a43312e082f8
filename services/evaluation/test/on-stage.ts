import { inRolledBackTransaction, type TestDatabase } from "@ocop/service-kit/testing";
import { evaluationDatabase } from "./database";
import { Stage } from "./stage";

/**
 * Use-case tests of one file: a schema of its own with the criteria of tea, and for each test a transaction that
 * is rolled back.
 *
 * @example const { it } = onStage(); it("opens one evaluation", async (stage) => { … });
 */
export const onStage = () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await evaluationDatabase();
  });
  afterAll(() => database.drop());
  return {
    it: (name: string, run: (stage: Stage) => Promise<void>): void => {
      it(name, () =>
        inRolledBackTransaction(database.dataSource, async (manager) => {
          const stage = new Stage(manager);
          await stage.loadTea();
          await run(stage);
        }),
      );
    },
  };
};
