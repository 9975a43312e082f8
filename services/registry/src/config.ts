import {
  commonSpec,
  optional,
  port,
  readConfig,
  refuseInProduction,
  rotatingSecret,
  text,
  url,
  withDefault,
  type Environment,
} from "@ocop/service-kit";

const databaseSpec = { databaseUrl: ["DATABASE_URL_REGISTRY", url("mysql", "mariadb")] } as const;
const fieldKeys = ["OCOP_FIELD_KEY_REGISTRY", rotatingSecret] as const;
const redisUrl = ["REDIS_URL_REGISTRY", url("redis", "rediss")] as const;

/** Keys and place of the signed heads of the audit log. */
const auditSpec = {
  auditKeys: ["OCOP_AUDIT_KEY_REGISTRY", rotatingSecret],
  dataDir: ["OCOP_DATA_DIR", withDefault(text, ".ocop")],
} as const;

/** What a long-running process of this service is given. */
export const serviceConfig = (environment: Environment = process.env) => {
  const config = readConfig(
    {
      ...commonSpec,
      ...databaseSpec,
      port: ["PORT", port],
      redisUrl,
      viewerKeys: ["OCOP_VIEWER_KEY_REGISTRY", rotatingSecret],
      cursorKeys: ["OCOP_CURSOR_KEY_REGISTRY", rotatingSecret],
      fieldKeys,
      ...auditSpec,
    },
    environment,
  );
  refuseInProduction(config);
  return config;
};

const clockSpec = { mode: commonSpec.mode, clockOffsetSeconds: commonSpec.clockOffsetSeconds } as const;

/** What a command is given: the database and the clock. */
export const commandConfig = (environment: Environment = process.env) => {
  const config = readConfig({ ...clockSpec, ...databaseSpec }, environment);
  refuseInProduction(config);
  return config;
};

/** What the loader of reference data is given: it writes as the use cases do, with the keys of sealed fields. */
export const loaderConfig = (environment: Environment = process.env) => {
  const config = readConfig({ ...clockSpec, ...databaseSpec, fieldKeys }, environment);
  refuseInProduction(config);
  return config;
};

/** What the operators' command is given: the database, and Redis where an event is skipped. */
export const operatorConfig = (environment: Environment = process.env) =>
  readConfig({ ...databaseSpec, redisUrl: [redisUrl[0], optional(redisUrl[1])] }, environment);

export type ServiceConfig = ReturnType<typeof serviceConfig>;

/** What the command that proves the audit log is given: the database, and the keys and place of the signed heads. */
export const auditConfig = (environment: Environment = process.env) =>
  readConfig({ ...databaseSpec, ...auditSpec }, environment);
