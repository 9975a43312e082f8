import { createLog, manualClock, type ManualClock, plumbingTables, transact } from "@ocop/service-kit";
import { type Answer, ask, testRedis } from "@ocop/service-kit/testing";
import type { Viewer } from "@ocop/contracts";
import type { DataSource, Logger } from "typeorm";
import { tables } from "../src/data/tables";
import { startEvaluation } from "../src/main";
import { evaluationDatabase } from "./database";
import { morning, people, Stage, type Who } from "./stage";

const key = "k".repeat(40);
const cursorKey = "c".repeat(40);

/** Collects the statements of a process, to count what a request costs. */
export const collecting = () => {
  const statements: string[] = [];
  const ignore = (): void => undefined;
  const logger: Logger = {
    logQuery: (query) => {
      statements.push(query);
    },
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
  return { logger, statements };
};

export type EvaluationProcess = {
  readonly dataSource: DataSource;
  readonly clock: ManualClock;
  /** statements since the last call */
  readonly selects: () => readonly string[];
  /** asks as one of the people of the stage, with the assignments that the gateway would vouch for */
  readonly ask: <D = Record<string, unknown>>(
    who: Who | Viewer,
    document: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<Answer<D>>;
  /** works on the same tables without the graph */
  readonly onStage: <T>(run: (stage: Stage) => Promise<T>) => Promise<T>;
  /** a checksum of every table, for proofs that nothing changed */
  readonly everything: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** The graph of evaluation as its own process would serve it, on a schema of its own. */
export const evaluationProcess = async (): Promise<EvaluationProcess> => {
  const database = await evaluationDatabase();
  const redis = await testRedis();
  const clock = manualClock(morning);
  const { logger, statements } = collecting();
  const config = {
    mode: "development",
    host: "127.0.0.1",
    port: 0,
    clockOffsetSeconds: 0,
    leaseSeconds: 1,
    roles: ["graph"],
    database: database.url,
    redis,
    viewerKeys: [key],
    cursorKeys: [cursorKey],
  } as const;
  const process = await startEvaluation(config, { clock, log: createLog("test", { level: "silent" }), logger });
  const { dataSource } = database;
  return {
    dataSource,
    clock,
    selects: () => statements.splice(0).filter((statement) => /^\s*SELECT/i.test(statement)),
    ask: (who, document, variables = {}) => {
      const viewer = typeof who === "string" ? people[who] : who;
      const { subject, client, assignments, system } = viewer;
      const as = { subject, client, assignments, system };
      return ask({ url: process.url, audience: "evaluation", key }, document, { variables, as });
    },
    onStage: (run) =>
      transact(dataSource, (manager) => {
        const stage = new Stage(manager);
        stage.now = clock.now();
        return run(stage);
      }),
    everything: async () => {
      const names = [...tables.map(({ options }) => options.name), ...plumbingTables()];
      return JSON.stringify(await dataSource.query<unknown[]>(`CHECKSUM TABLE ${names.join(", ")}`));
    },
    stop: async () => {
      await process.stop();
      await database.drop();
    },
  };
};
