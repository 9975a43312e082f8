import type { ServiceName } from "@ocop/contracts";
import {
  commonSpec,
  type Environment,
  integer,
  optional,
  port,
  readConfig,
  refuseInProduction,
  rotatingSecret,
  text,
  url,
  withDefault,
} from "@ocop/service-kit";

const address = url("http", "https");

const spec = {
  mode: commonSpec.mode,
  host: commonSpec.host,
  clockOffsetSeconds: commonSpec.clockOffsetSeconds,
  port: ["PORT", port],
  issuer: ["OIDC_ISSUER", address],
  audience: ["OIDC_AUDIENCE", withDefault(text, "ocop")],
  publicHost: ["OCOP_PUBLIC_HOST", address],
  partnerHost: ["OCOP_PARTNER_HOST", address],
  processes: ["OCOP_GATEWAY_PROCESSES", withDefault(integer(1, 64), 1)],
  scanHost: ["OCOP_SCAN_HOST", address],
  redisUrl: ["REDIS_URL_GATEWAY", url("redis", "rediss")],
  anonymousLimit: ["OCOP_LIMIT_ANONYMOUS", withDefault(integer(1, 1_000_000_000), 60)],
  personLimit: ["OCOP_LIMIT_PERSON", withDefault(integer(1, 1_000_000_000), 600)],
  operations: ["OCOP_OPERATIONS", withDefault(integer(1, 100_000), 256)],
  toleratedDelay: ["OCOP_TOLERATED_DELAY", withDefault(integer(50, 600_000), 500)],
  trustedProxy: ["OCOP_TRUSTED_PROXY", optional(text)],
  registryUrl: ["REGISTRY_URL", address],
  evaluationUrl: ["EVALUATION_URL", address],
  commerceUrl: ["COMMERCE_URL", address],
  traceabilityUrl: ["TRACEABILITY_URL", address],
  registryKeys: ["OCOP_VIEWER_KEY_REGISTRY", rotatingSecret],
  evaluationKeys: ["OCOP_VIEWER_KEY_EVALUATION", rotatingSecret],
  commerceKeys: ["OCOP_VIEWER_KEY_COMMERCE", rotatingSecret],
  traceabilityKeys: ["OCOP_VIEWER_KEY_TRACEABILITY", rotatingSecret],
} as const;

export type SubgraphConfig = {
  readonly name: ServiceName;
  readonly url: string;
  /** The first signs; a second one is accepted by the subgraph while keys are rotated. */
  readonly keys: readonly string[];
};

/**
 * All that the gateway reads from its environment.
 *
 * @throws ConfigError naming every variable that is missing or wrong
 */
export const configOf = (environment: Environment) => {
  const read = readConfig(spec, environment);
  refuseInProduction(read);
  const { mode, host, clockOffsetSeconds, port: listensAt, issuer, audience, publicHost, scanHost } = read;
  const subgraphs: readonly SubgraphConfig[] = [
    { name: "registry", url: read.registryUrl, keys: read.registryKeys },
    { name: "evaluation", url: read.evaluationUrl, keys: read.evaluationKeys },
    { name: "commerce", url: read.commerceUrl, keys: read.commerceKeys },
    { name: "traceability", url: read.traceabilityUrl, keys: read.traceabilityKeys },
  ];
  return Object.freeze({
    mode,
    host,
    clockOffsetSeconds,
    port: listensAt,
    issuer,
    audience,
    publicHost,
    /** issuer of the tokens of machines */
    partnerHost: read.partnerHost,
    /** processes that answer, all on one port */
    processes: read.processes,
    scanHost,
    redisUrl: read.redisUrl,
    /** requests in a minute */
    budgets: { anonymous: read.anonymousLimit, person: read.personLimit },
    /** operations that one process runs at once */
    operations: read.operations,
    /** milliseconds by which half of a process's turns may be late before it turns the public away */
    toleratedDelay: read.toleratedDelay,
    /** whose `X-Forwarded-For` is believed; null: nobody's */
    trustedProxy: read.trustedProxy,
    subgraphs,
  });
};

export type GatewayConfig = ReturnType<typeof configOf>;

export const readEnvironment = (): GatewayConfig => configOf(process.env);

/** The graph library reports to its maker unless this is set; we do not. */
export const refuseTelemetry = (): void => {
  process.env["APOLLO_TELEMETRY_DISABLED"] = "1";
};
