import { rm } from "node:fs/promises";
import { authorOf, createLog, type Log, manualClock, type ManualClock, newTrace, transact } from "@ocop/service-kit";
import { type Answer, ask, testDirectory, testRedis } from "@ocop/service-kit/testing";
import type { Viewer } from "@ocop/contracts";
import type { DataSource, Logger } from "typeorm";
import type { EvaluationConfig } from "../src/config";
import { startEvaluation } from "../src/main";
import { evaluationDatabase } from "./database";
import { morning, people, Stage, watchedTables, type Who } from "./stage";

const key = "k".repeat(40);
const cursorKey = "c".repeat(40);
/** Seals what is kept for repeated requests. */
export const fieldKey = "f".repeat(40);

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
  /** address of the process's Redis */
  readonly redis: string;
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
  /** a checksum of every table but the audit log's, for proofs that nothing changed */
  readonly everything: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly roles?: EvaluationConfig["roles"];
  readonly log?: Log;
};

/** The graph of evaluation as its own process would serve it, on a schema of its own. */
export const evaluationProcess = async ({
  roles = ["graph"],
  log = createLog("test", { level: "silent" }),
}: Options = {}): Promise<EvaluationProcess> => {
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
    roles,
    database: database.url,
    redis,
    viewerKeys: [key],
    cursorKeys: [cursorKey],
    fieldKeys: [fieldKey],
    auditKeys: ["audit-key-of-evaluation-in-its-tests"],
    dataDir: testDirectory(),
  } as const;
  const process = await startEvaluation(config, { clock, log, logger });
  const { dataSource } = database;
  return {
    dataSource,
    clock,
    redis,
    selects: () => statements.splice(0).filter((statement) => /^\s*SELECT/i.test(statement)),
    ask: (who, document, variables = {}) => {
      const viewer = typeof who === "string" ? people[who] : who;
      const { subject, client, assignments, system, actedAs } = viewer;
      const as = { subject, client, assignments, system, actedAs };
      return ask({ url: process.url, audience: "evaluation", key }, document, { variables, as });
    },
    onStage: (run) =>
      transact(
        dataSource,
        (manager) => {
          const stage = new Stage(manager);
          stage.now = clock.now();
          return run(stage);
        },
        authorOf(people.loader, "stage", newTrace()),
      ),
    everything: async () => {
      const names = watchedTables();
      return JSON.stringify(await dataSource.query<unknown[]>(`CHECKSUM TABLE ${names.join(", ")}`));
    },
    stop: async () => {
      await process.stop();
      await database.drop();
      await rm(config.dataDir, { recursive: true, force: true });
    },
  };
};
