import {
  ConfigError,
  commonSpec,
  integer,
  listOf,
  oneOf,
  optional,
  port,
  readConfig,
  refuseInProduction,
  rotatingSecret,
  secret,
  text,
  url,
} from "./config";

const key = "k".repeat(32);
const mistakesOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
};

describe("the configuration of a process", () => {
  it("is one frozen object of typed values", () => {
    const config = readConfig(
      {
        port: ["PORT", port],
        mode: ["MODE", oneOf("development", "production")],
        roles: ["ROLES", listOf("graph", "worker")],
        key: ["KEY", rotatingSecret],
        note: ["NOTE", optional(text)],
      },
      { PORT: "4101", MODE: "development", ROLES: "worker, graph,worker", KEY: `${key},${"n".repeat(40)}` },
    );
    expect(config).toEqual({
      port: 4101,
      mode: "development",
      roles: ["worker", "graph"],
      key: [key, "n".repeat(40)],
      note: null,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("names every mistake at once and repeats no value", () => {
    const mistakes = mistakesOf(() =>
      readConfig(
        {
          port: ["PORT", port],
          mode: ["MODE", oneOf("development", "production")],
          database: ["DATABASE_URL", url("mysql")],
          key: ["KEY", secret],
          lease: ["LEASE", integer(1, 300)],
        },
        { PORT: "70000", DATABASE_URL: "http://example", KEY: "changeme-changeme-changeme-changeme", LEASE: "1.5" },
      ),
    );
    expect(mistakes).toEqual([
      "PORT must be a whole number from 1 to 65535",
      "MODE is missing",
      "DATABASE_URL must be a URL starting with mysql://",
      "KEY must be a secret of at least 32 characters, not a sample value",
      "LEASE must be a whole number from 1 to 300",
    ]);
  });

  it("takes an empty variable for a missing one, and a secret has no default", () => {
    expect(mistakesOf(() => readConfig({ key: ["KEY", secret] }, { KEY: "" }))).toEqual(["KEY is missing"]);
    expect(mistakesOf(() => readConfig({ key: ["KEY", rotatingSecret] }, { KEY: `${key},short` }))).toEqual([
      "KEY must be a secret of at least 32 characters, not a sample value",
    ]);
    expect(mistakesOf(() => readConfig({ key: ["KEY", rotatingSecret] }, { KEY: `${key},${key},${key}` }))).toEqual([
      "KEY may hold two secrets at most",
    ]);
  });

  it("lets development move the clock and production not", () => {
    const moved = (mode: string) => readConfig(commonSpec, { OCOP_MODE: mode, OCOP_CLOCK_OFFSET: "3600" });
    expect(moved("development").clockOffsetSeconds).toBe(3600);
    expect(() => refuseInProduction(moved("development"))).not.toThrow();
    expect(mistakesOf(() => refuseInProduction(moved("production")))).toEqual([
      "OCOP_CLOCK_OFFSET may not move the clock in production",
    ]);
  });
});
