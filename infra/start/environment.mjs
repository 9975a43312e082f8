import { Failure } from "./failure.mjs";
import { services } from "./layout.mjs";
import { variables, variablesReadBy } from "./variables.mjs";

const upper = (name) => name.toUpperCase();
const each = (names, entry) => Object.fromEntries(names.map(entry));
const at = (port) => `http://127.0.0.1:${port}`;

/** What a person may set in the shell: whatever has a default or may be absent. */
const mayBeSet = variables.filter((variable) => variable.optional || variable.default !== undefined);

/** Seeds, benches and a person at a keyboard ask more in a minute than the public may. */
const roomForDevelopment = { OCOP_LIMIT_ANONYMOUS: "6000", OCOP_LIMIT_PERSON: "6000" };

/** Who has a Redis user of its own. */
const redisUsers = [...services, "gateway"];

/**
 * Where everything is and every variable with its value, for all processes together.
 *
 * @param engines `{ mariadb, redis }`, each with its port; null when the shell gives URLs instead
 */
export function describeStack({ ports, secrets, engines, dataDir, env }) {
  const addresses = each(Object.entries(ports), ([name, port]) => [name, at(port)]);
  const values = {
    ...roomForDevelopment,
    ...each(
      mayBeSet.filter(({ name }) => env[name]),
      ({ name }) => [name, env[name]],
    ),
    OCOP_MODE: "development",
    NODE_ENV: "production",
    APOLLO_TELEMETRY_DISABLED: "1",
    SCAN_PORT: String(ports.scan),
    PARTNER_PORT: String(ports.partner),
    GATEWAY_URL: addresses.gateway,
    OIDC_ISSUER: addresses.identity,
    OIDC_AUDIENCE: "ocop",
    OCOP_PUBLIC_HOST: addresses.gateway,
    OCOP_SCAN_HOST: addresses.scan,
    OCOP_PARTNER_HOST: addresses.partner,
    OCOP_DATA_DIR: dataDir,
    ...each(services, (name) => [`${upper(name)}_URL`, addresses[name]]),
    ...each(services, (name) => [
      `DATABASE_URL_${upper(name)}`,
      engines.mariadb
        ? `mysql://ocop_${name}:${secrets[`DB_PASSWORD_${upper(name)}`]}@127.0.0.1:${engines.mariadb.port}/ocop_${name}`
        : env[`DATABASE_URL_${upper(name)}`],
    ]),
    ...each(redisUsers, (name) => [
      `REDIS_URL_${upper(name)}`,
      engines.redis
        ? `redis://ocop_${name}:${secrets[`REDIS_PASSWORD_${upper(name)}`]}@127.0.0.1:${engines.redis.port}`
        : env[`REDIS_URL_${upper(name)}`],
    ]),
    ...each(
      Object.keys(secrets).filter((name) => name.startsWith("OCOP_")),
      (name) => [name, secrets[name]],
    ),
  };
  return { addresses, values };
}

/** What every program needs of its surroundings, and nothing that only looks like configuration. */
const surroundings = (env) =>
  each(
    Object.keys(env).filter((name) =>
      /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|\w+_PROXY|\w+_proxy)$/.test(name),
    ),
    (name) => [name, env[name]],
  );

/** Exactly the variables that a process reads, by the documented list. */
export function environmentOf(name, { values, ports, env }) {
  return {
    ...surroundings(env),
    ...each(
      variablesReadBy(name).filter((variable) => values[variable] !== undefined),
      (variable) => [variable, values[variable]],
    ),
    ...(ports[name] === undefined ? {} : { PORT: String(ports[name]) }),
  };
}

/**
 * Which engines the shell gives.
 *
 * @returns `{ mariadb: boolean, redis: boolean }`: whether a private one is needed
 * @throws Failure when some services would have a URL and others not
 */
export function privateEngines(env) {
  const needed = (names) => {
    const given = names.filter((name) => env[name]);
    if (given.length === 0) return true;
    if (given.length === names.length) return false;
    const missing = names.filter((name) => !env[name]);
    throw new Failure(
      `${given.join(", ")} ${given.length > 1 ? "are" : "is"} set but ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} not: set all of them, or none to use private engines.`,
    );
  };
  return {
    mariadb: needed(services.map((name) => `DATABASE_URL_${upper(name)}`)),
    redis: needed(redisUsers.map((name) => `REDIS_URL_${upper(name)}`)),
  };
}
