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

const databaseSpec = { databaseUrl: ["DATABASE_URL_TRACEABILITY", url("mysql", "mariadb")] } as const;
const redisUrl = ["REDIS_URL_TRACEABILITY", url("redis", "rediss")] as const;

/** Keys and place of the signed heads of the audit log. */
const auditSpec = {
  auditKeys: ["OCOP_AUDIT_KEY_TRACEABILITY", rotatingSecret],
  dataDir: ["OCOP_DATA_DIR", withDefault(text, ".ocop")],
} as const;

/**
 * What a long-running process of this service is given.
 *
 * @throws ConfigError naming every mistake at once
 */
export const serviceConfig = (environment: Environment = process.env) => {
  const config = readConfig(
    {
      ...commonSpec,
      ...databaseSpec,
      port: ["PORT", port],
      scanPort: ["SCAN_PORT", port],
      redisUrl,
      viewerKeys: ["OCOP_VIEWER_KEY_TRACEABILITY", rotatingSecret],
      cursorKeys: ["OCOP_CURSOR_KEY_TRACEABILITY", rotatingSecret],
      fieldKeys: ["OCOP_FIELD_KEY_TRACEABILITY", rotatingSecret],
      ...auditSpec,
      scanHost: ["OCOP_SCAN_HOST", url("http", "https")],
    },
    environment,
  );
  refuseInProduction(config);
  return Object.freeze({ ...config, scanHost: config.scanHost.replace(/\/+$/, "") });
};

export type ServiceConfig = ReturnType<typeof serviceConfig>;

/** What a command that only touches the database is given. */
export const commandConfig = (environment: Environment = process.env) => readConfig(databaseSpec, environment);

/** What the operators' command is given: the database, and Redis where an event is skipped. */
export const operatorConfig = (environment: Environment = process.env) =>
  readConfig({ ...databaseSpec, redisUrl: [redisUrl[0], optional(redisUrl[1])] }, environment);

/** What the command that proves the audit log is given: the database, and the keys and place of the signed heads. */
export const auditConfig = (environment: Environment = process.env) =>
  readConfig({ ...databaseSpec, ...auditSpec }, environment);
