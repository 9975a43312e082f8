import { ConfigError } from "@ocop/service-kit";
import { configOf } from "./config";

const key = (letter: string): string => letter.repeat(32);

const environment = {
  OCOP_MODE: "production",
  PORT: "4000",
  OIDC_ISSUER: "https://id.ocop.test",
  OCOP_PUBLIC_HOST: "https://ocop.test",
  OCOP_PARTNER_HOST: "https://partner.ocop.test",
  OCOP_SCAN_HOST: "https://scan.ocop.test",
  REDIS_URL_GATEWAY: "redis://ocop_gateway:x@127.0.0.1:6379",
  REGISTRY_URL: "http://127.0.0.1:4101",
  EVALUATION_URL: "http://127.0.0.1:4102",
  COMMERCE_URL: "http://127.0.0.1:4103",
  TRACEABILITY_URL: "http://127.0.0.1:4104",
  OCOP_VIEWER_KEY_REGISTRY: `${key("r")},${key("q")}`,
  OCOP_VIEWER_KEY_EVALUATION: key("e"),
  OCOP_VIEWER_KEY_COMMERCE: key("c"),
  OCOP_VIEWER_KEY_TRACEABILITY: key("t"),
};

describe("the configuration of the gateway", () => {
  it("gives each subgraph its own address and its own keys", () => {
    expect(configOf(environment).subgraphs).toEqual([
      { name: "registry", url: "http://127.0.0.1:4101", keys: [key("r"), key("q")] },
      { name: "evaluation", url: "http://127.0.0.1:4102", keys: [key("e")] },
      { name: "commerce", url: "http://127.0.0.1:4103", keys: [key("c")] },
      { name: "traceability", url: "http://127.0.0.1:4104", keys: [key("t")] },
    ]);
  });

  it("names every variable that is missing or wrong at once, and no value", () => {
    const wrong = { ...environment, PORT: "http", OIDC_ISSUER: undefined, OCOP_VIEWER_KEY_COMMERCE: "changeme" };
    expect(() => configOf(wrong)).toThrow(
      new ConfigError([
        "PORT must be a whole number from 1 to 65535",
        "OIDC_ISSUER is missing",
        "OCOP_VIEWER_KEY_COMMERCE must be a secret of at least 32 characters, not a sample value",
      ]),
    );
  });

  it("gives the public 60 requests a minute and a person 600, and believes no proxy, unless it is told otherwise", () => {
    expect(configOf(environment)).toMatchObject({
      budgets: { anonymous: 60, person: 600 },
      operations: 256,
      toleratedDelay: 500,
      trustedProxy: null,
    });
    const told = {
      OCOP_LIMIT_ANONYMOUS: "6000",
      OCOP_LIMIT_PERSON: "1",
      OCOP_OPERATIONS: "8",
      OCOP_TOLERATED_DELAY: "250",
    };
    expect(configOf({ ...environment, ...told, OCOP_TRUSTED_PROXY: "10.0.0.0/8" })).toMatchObject({
      budgets: { anonymous: 6_000, person: 1 },
      operations: 8,
      toleratedDelay: 250,
      trustedProxy: "10.0.0.0/8",
    });
  });

  it("lets nobody move the clock in production", () => {
    expect(() => configOf({ ...environment, OCOP_CLOCK_OFFSET: "60" })).toThrow(
      new ConfigError(["OCOP_CLOCK_OFFSET may not move the clock in production"]),
    );
  });
});
