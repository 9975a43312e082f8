import {
  commonSpec,
  optional,
  port,
  readConfig,
  refuseInProduction,
  rotatingSecret,
  url,
  type Environment,
} from "@ocop/service-kit";

const databaseSpec = { databaseUrl: ["DATABASE_URL_REGISTRY", url("mysql", "mariadb")] } as const;
const redisUrl = ["REDIS_URL_REGISTRY", url("redis", "rediss")] as const;

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
    },
    environment,
  );
  refuseInProduction(config);
  return config;
};

/** What a command is given: the database and the clock. */
export const commandConfig = (environment: Environment = process.env) => {
  const { mode, clockOffsetSeconds } = commonSpec;
  const config = readConfig({ mode, clockOffsetSeconds, ...databaseSpec }, environment);
  refuseInProduction(config);
  return config;
};

/** What the operators' command is given: the database, and Redis where an event is skipped. */
export const operatorConfig = (environment: Environment = process.env) =>
  readConfig({ ...databaseSpec, redisUrl: [redisUrl[0], optional(redisUrl[1])] }, environment);

export type ServiceConfig = ReturnType<typeof serviceConfig>;
