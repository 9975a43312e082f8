import type { ServiceName } from "@ocop/contracts";
import {
  commonSpec,
  type Environment,
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
  scanHost: ["OCOP_SCAN_HOST", address],
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
    scanHost,
    subgraphs,
  });
};

export type GatewayConfig = ReturnType<typeof configOf>;

export const readEnvironment = (): GatewayConfig => configOf(process.env);

/** The graph library reports to its maker unless this is set; we do not. */
export const refuseTelemetry = (): void => {
  process.env["APOLLO_TELEMETRY_DISABLED"] = "1";
};
