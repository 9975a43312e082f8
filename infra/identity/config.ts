import { commonSpec, ConfigError, port, readConfig, text, url, withDefault, type Environment } from "@ocop/service-kit";

const spec = {
  mode: commonSpec.mode,
  host: commonSpec.host,
  clockOffsetSeconds: commonSpec.clockOffsetSeconds,
  port: ["PORT", port],
  issuer: ["OIDC_ISSUER", url("http", "https")],
  audience: ["OIDC_AUDIENCE", withDefault(text, "ocop")],
  publicHost: ["OCOP_PUBLIC_HOST", url("http", "https")],
  dataDir: ["OCOP_DATA_DIR", text],
} as const;

export type IdentityConfig = ReturnType<typeof configOf>;

/**
 * @throws ConfigError when a variable is missing or wrong, and always in production: this provider asks
 *   for no password, so it may name people only on a developer's machine
 */
export const configOf = (environment: Environment) => {
  const config = readConfig(spec, environment);
  if (config.mode === "production")
    throw new ConfigError([
      "OCOP_MODE=production: the local identity provider is for development only; set OIDC_ISSUER to a real one",
    ]);
  return config;
};

export const readEnvironment = (): IdentityConfig => configOf(process.env);
