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

const database = ["DATABASE_URL_COMMERCE", url("mysql", "mariadb")] as const;
const redis = ["REDIS_URL_COMMERCE", url("redis", "rediss")] as const;

/** Keys and place of the signed heads of the audit log. */
const auditSpec = {
  auditKeys: ["OCOP_AUDIT_KEY_COMMERCE", rotatingSecret],
  dataDir: ["OCOP_DATA_DIR", withDefault(text, ".ocop")],
} as const;

const spec = {
  ...commonSpec,
  port: ["PORT", port],
  partnerPort: ["PARTNER_PORT", port],
  database,
  redis,
  viewerKeys: ["OCOP_VIEWER_KEY_COMMERCE", rotatingSecret],
  cursorKeys: ["OCOP_CURSOR_KEY_COMMERCE", rotatingSecret],
  fieldKeys: ["OCOP_FIELD_KEY_COMMERCE", rotatingSecret],
  ...auditSpec,
  tokenKeys: ["OCOP_TOKEN_KEY_COMMERCE", rotatingSecret],
  partnerHost: ["OCOP_PARTNER_HOST", url("http", "https")],
  issuer: ["OIDC_ISSUER", url("http", "https")],
  audience: ["OIDC_AUDIENCE", text],
} as const;

/**
 * Everything the process reads from its environment.
 *
 * @throws ConfigError naming every mistake at once
 */
export const readCommerceConfig = (environment: Environment = process.env) => {
  const config = readConfig(spec, environment);
  refuseInProduction(config);
  return config;
};

export type CommerceConfig = ReturnType<typeof readCommerceConfig>;

/** What a command that only touches the database needs. */
export const readDatabaseUrl = (environment: Environment = process.env): string =>
  readConfig({ database }, environment).database;

/** What the operators' command is given: the database, and Redis where an event is skipped. */
export const readOperatorConfig = (environment: Environment = process.env) =>
  readConfig({ database, redis: [redis[0], optional(redis[1])] }, environment);

/** What the command that proves the audit log is given: the database, and the keys and place of the signed heads. */
export const readAuditConfig = (environment: Environment = process.env) =>
  readConfig({ database, ...auditSpec }, environment);
