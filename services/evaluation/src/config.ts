import {
  commonSpec,
  type Environment,
  optional,
  port,
  readConfig,
  refuseInProduction,
  rotatingSecret,
  text,
  url,
  withDefault,
} from "@ocop/service-kit";

const database = ["DATABASE_URL_EVALUATION", url("mysql", "mariadb")] as const;
const redis = ["REDIS_URL_EVALUATION", url("redis", "rediss")] as const;

/** Keys and place of the signed heads of the audit log. */
const auditSpec = {
  auditKeys: ["OCOP_AUDIT_KEY_EVALUATION", rotatingSecret],
  dataDir: ["OCOP_DATA_DIR", withDefault(text, ".ocop")],
} as const;

const spec = {
  ...commonSpec,
  port: ["PORT", withDefault(port, 4102)],
  database,
  redis,
  viewerKeys: ["OCOP_VIEWER_KEY_EVALUATION", rotatingSecret],
  cursorKeys: ["OCOP_CURSOR_KEY_EVALUATION", rotatingSecret],
  fieldKeys: ["OCOP_FIELD_KEY_EVALUATION", rotatingSecret],
  ...auditSpec,
} as const;

/**
 * Everything the process reads from its environment.
 *
 * @throws ConfigError naming every mistake at once
 */
export const readEvaluationConfig = (environment: Environment = process.env) => {
  const config = readConfig(spec, environment);
  refuseInProduction(config);
  return config;
};

export type EvaluationConfig = ReturnType<typeof readEvaluationConfig>;

const commandSpec = { database, clockOffsetSeconds: commonSpec.clockOffsetSeconds } as const;

/** What a command needs: the database, and the platform's clock. */
export const readCommandConfig = (environment: Environment = process.env) => readConfig(commandSpec, environment);

/** What the operators' command is given: the database, and Redis where an event is skipped. */
export const readOperatorConfig = (environment: Environment = process.env) =>
  readConfig({ database, redis: [redis[0], optional(redis[1])] }, environment);

/** What the command that proves the audit log is given: the database, and the keys and place of the signed heads. */
export const readAuditConfig = (environment: Environment = process.env) =>
  readConfig({ database, ...auditSpec }, environment);
