import { services, subscriptions } from "@ocop/contracts";
import { composeViolations, redisUserOf, undocumentedVariables, variablesReadIn } from "./compose";
import { read } from "./laws";

const compose = read("docker-compose.yml");

/** The file with one change, which must apply. */
const planted = (from: string | RegExp, to: string): string => {
  const changed = compose.replace(from, to);
  if (changed === compose) throw new Error(`docker-compose.yml has no ${String(from)} to change`);
  return changed;
};

describe("docker-compose.yml", () => {
  it("names only variables, ports, addresses, commands and files that exist", () => {
    expect(composeViolations(compose)).toEqual([]);
  });

  it.each([
    [
      "a variable that nobody reads",
      planted("  OCOP_MODE: development", "  OCOP_MOOD: development\n  OCOP_MODE: development"),
      "registry is given OCOP_MOOD, which it does not read",
    ],
    [
      "a variable of another process",
      planted('    SCAN_PORT: "4010"', '    SCAN_PORT: "4010"\n    PARTNER_PORT: "4020"'),
      "traceability is given PARTNER_PORT, which it does not read",
    ],
    [
      "a variable left out",
      planted(/ {4}OCOP_CURSOR_KEY_COMMERCE: .*\n/, ""),
      "commerce lacks OCOP_CURSOR_KEY_COMMERCE",
    ],
    [
      "a secret that nobody makes",
      planted("{OCOP_CURSOR_KEY_COMMERCE:", "{OCOP_CURSE_KEY_COMMERCE:"),
      "${OCOP_CURSE_KEY_COMMERCE} is no secret that node infra/start.mjs compose makes",
    ],
    ["a port outside the table", planted('PORT: "4102"', 'PORT: "4202"'), "evaluation: PORT must be 4102"],
    [
      "a subgraph published",
      planted('"127.0.0.1:4010:4010"', '"127.0.0.1:4104:4104"'),
      "traceability publishes 127.0.0.1:4104:4104, which is not in the table",
    ],
    [
      "a port open to the network",
      planted('"127.0.0.1:4000:4000"', '"4000:4000"'),
      "gateway publishes 4000:4000, which is not in the table",
    ],
    [
      "a port published by another",
      planted('ports: ["127.0.0.1:4010:4010"]', 'ports: ["127.0.0.1:4030:4030"]'),
      "traceability publishes 127.0.0.1:4030:4030 but does not listen there",
    ],
    [
      "an address where nobody answers",
      planted("http://registry:4101", "http://registry:4102"),
      "gateway: nobody answers at REGISTRY_URL registry:4102",
    ],
    [
      "an engine at another port",
      planted("@redis:6379", "@redis:6380"),
      "registry: nobody answers at REDIS_URL_REGISTRY redis:6380",
    ],
    [
      "a command without a source",
      planted("infra/dist/seed/story.js", "infra/dist/seed/tale.js"),
      "story: infra/dist/seed/tale.js has no source",
    ],
    [
      "a command of another image",
      planted("[node, gateway/dist/src/main.js]", "[node, infra/dist/identity/main.js]"),
      "gateway: infra/dist/identity/main.js is not in its image",
    ],
    [
      "a file that is not there",
      planted("./infra/mysql/init.sql", "./infra/mysql/start.sql"),
      "mariadb: ./infra/mysql/start.sql cannot be mounted",
    ],
    ["a volume that is not declared", planted("- redis:/data", "- rediss:/data"), "redis: rediss cannot be mounted"],
    [
      "a target that is no package",
      planted("TARGET: services/commerce", "TARGET: services/trade"),
      "commerce: services/trade is no package",
    ],
    [
      "a wait for nobody",
      planted("identity: { condition: service_healthy }", "identities: { condition: service_healthy }"),
      "gateway waits for identities to be service_healthy, which it never is",
    ],
    [
      "a process without a health check",
      planted("    <<: *process\n    image: ocop/gateway", "    image: ocop/gateway"),
      "gateway has no health check",
    ],
  ])("is refused with %s", (_, text, violation) => {
    expect(composeViolations(text)).toContain(violation);
  });
});

describe("infra/variables.json", () => {
  it("says of every process exactly what its config.ts reads", () => {
    expect(undocumentedVariables()).toEqual([]);
  });

  it("is held against names in quotes and against what is taken of commonSpec", () => {
    expect(
      variablesReadIn('const spec = { mode: commonSpec.mode, port: ["PORT", port], key: ["OCOP_X", secret] }'),
    ).toEqual(["OCOP_MODE", "OCOP_X", "PORT"]);
  });

  it("is refused when a process reads more or less", () => {
    expect(undocumentedVariables({ story: '["GATEWAY_URL", url()], ["OCOP_SECRET_WISH", text]' })).toEqual([
      "story reads OCOP_SECRET_WISH, which infra/variables.json does not say",
      "infra/variables.json says that story reads OIDC_ISSUER, but it does not",
      "infra/variables.json says that story reads OCOP_CLOCK_OFFSET, but it does not",
    ]);
  });
});

describe("infra/redis/users.conf", () => {
  it("lets the gateway reach its own keys, hear nothing, and use the commands of counting alone", () => {
    const line = read("infra/redis/users.conf")
      .split("\n")
      .find((one) => one.startsWith("user ocop_gateway "));
    const words = line?.split(" ") ?? [];
    expect(words.filter((word) => /^[~&%]/.test(word))).toEqual(["~{ocop:gateway}*"]);
    expect(words.filter((word) => word.startsWith("+")).sort()).toEqual(
      ["eval", "evalsha", "exec", "expire", "get", "hgetall", "hincrby", "incrby", "info", "multi", "pttl", "set"].map(
        (command) => `+${command}`,
      ),
    );
  });

  it.each(services)(
    "lets %s reach its own keys, its consumers' and its producers' receipts, nothing else",
    (service) => {
      expect(read("infra/redis/users.conf").split("\n")).toContain(redisUserOf(service, subscriptions));
    },
  );
});
