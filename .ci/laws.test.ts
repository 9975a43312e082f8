import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { services, subscriptions } from "@ocop/contracts";
import { unruled } from "@ocop/service-kit";
import {
  differingPreludes,
  forbiddenNames,
  importViolations,
  lintViolations,
  looseVersions,
  lostRules,
  lostTags,
  misplacedTags,
  missingFrom,
  ownership,
  read,
  root,
  run,
  shownInVain,
  unmappedEvents,
  wordsOnSharedTypes,
} from "./laws";

const schemas = Object.fromEntries(services.map((name) => [name, read(`services/${name}/schema.graphql`)]));
const supergraph = read("gateway/supergraph.graphql");
const supergraphs = {
  internal: supergraph,
  partner: read("gateway/supergraph.partner.graphql"),
  public: read("gateway/supergraph.public.graphql"),
};
const clientSchemas = {
  internal: read("gateway/schema.internal.graphql"),
  partner: read("gateway/schema.partner.graphql"),
  public: read("gateway/schema.public.graphql"),
};
const planted = (change: (sdl: string) => string, service: keyof typeof schemas = "registry") => ({
  ...schemas,
  [service]: change(schemas[service] ?? ""),
});

describe("the import law", () => {
  it("is obeyed by every folder", () => {
    expect(importViolations(root, "services", "packages", "gateway", "infra", ".ci")).toEqual([]);
  }, 120_000);

  describe("finds", () => {
    let tree: string;
    beforeEach(() => {
      tree = mkdtempSync(join(tmpdir(), "import-law-"));
      writeFileSync(join(tree, "tsconfig.json"), "{}");
    });
    afterEach(() => rmSync(tree, { recursive: true }));

    it.each([
      ["a library in domain/", "services/registry/src/domain/planted.ts", "typeorm", null],
      ["infrastructure in a use case", "services/registry/src/use-cases/planted.ts", "ioredis", null],
      [
        "a table behind a resolver",
        "services/registry/src/graph/planted.ts",
        "../data/table",
        "services/registry/src/data/table.ts",
      ],
      [
        "another service",
        "services/registry/src/main.ts",
        "../../evaluation/src/domain/stars",
        "services/evaluation/src/domain/stars.ts",
      ],
      [
        "a service in the gateway",
        "gateway/src/planted.ts",
        "../../services/registry/src/main",
        "services/registry/src/main.ts",
      ],
      ["a database driver in contracts", "packages/contracts/src/planted.ts", "mysql2", null],
      [
        "a cycle",
        "services/registry/src/domain/planted.ts",
        "./planted-too",
        "services/registry/src/domain/planted-too.ts",
      ],
      ["a library in the bootstrap", "infra/start.mjs", "zod", null],
    ])("%s", (_, file, imported, target) => {
      const write = (path: string, text: string) => {
        mkdirSync(dirname(join(tree, path)), { recursive: true });
        writeFileSync(join(tree, path), text);
      };
      write(file, `import { thing } from "${imported}";\nexport const planted = thing;\n`);
      if (target) write(target, `import { planted } from "./planted";\nexport const thing = planted;\n`);
      expect(importViolations(tree, file.split("/")[0] ?? "")).not.toEqual([]);
    });
  });
});

describe("the printed schemas", () => {
  it.each(services)("of %s is the committed one", (service) => {
    expect(run([`services/${service}/dist/src/commands/print-schema.js`, "--check"])).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  it("and the supergraph are what the four of them compose to, without a hint", () => {
    expect(run(["gateway/dist/src/compose.js", "--check"])).toMatchObject({ code: 0 });
  });
});

describe("default deny", () => {
  it.each(services)("every field of %s is reached by a rule", (service) => {
    expect(unruled(schemas[service] ?? "")).toEqual([]);
  });

  it("finds a field without a rule", () => {
    expect(unruled(`${schemas["registry"] ?? ""}\ntype Planted { secret: String }`)).toEqual([
      "Planted.secret has no rule",
    ]);
  });
});

describe("one graph of four services", () => {
  it("has one owner for each entity, and stubs without words, rules or non-null additions", () => {
    expect(ownership(schemas)).toEqual([]);
  });

  it.each([
    [
      "a second owner",
      '"""Mine now."""\ntype Producer @key(fields: "id") @public { id: ID! }',
      /Producer is described by/,
    ],
    ["a rule on a stub", 'type Producer @key(fields: "id") @public { id: ID! }', /the stub Producer carries a rule/],
    [
      "a non-null addition",
      'type Producer @key(fields: "id") { id: ID! lots: Int! @public }',
      /Producer.lots is contributed/,
    ],
  ])("finds %s", (_, text, message) => {
    expect(ownership(planted((sdl) => `${sdl}\n${text}`, "traceability")).join("\n")).toMatch(message);
  });

  it("describes no root and no shared type", () => {
    expect(services.flatMap((service) => wordsOnSharedTypes(schemas[service] ?? ""))).toEqual([]);
    expect(wordsOnSharedTypes('"""Reads."""\ntype Query { a: Int }')).toHaveLength(1);
    expect(wordsOnSharedTypes("type Query @public { a: Int }")).toHaveLength(1);
  });

  it("opens every schema with the same prelude", () => {
    expect(differingPreludes(schemas)).toEqual([]);
    expect(
      differingPreludes(planted((sdl) => sdl.replace('@composeDirective(name: "@authz")', ""), "commerce")),
    ).toEqual(["commerce opens with another prelude than registry"]);
  });

  it("carries every rule of every subgraph into every supergraph, and no other", () => {
    for (const graph of Object.values(supergraphs)) expect(lostRules(schemas, graph)).toEqual([]);
    expect(lostRules(schemas, supergraph.replace(/@authz\(anyOf: \[[^\]]*\]\)/, "")).length).toBeGreaterThan(0);
    expect(
      lostRules(
        planted((sdl) => `${sdl}\ntype Planted @public { a: Int }`),
        supergraph,
      ),
    ).toEqual(["Planted: @public in its subgraph, none in the supergraph"]);
  });
});

describe("the graphs of partners and of the public", () => {
  const open = '@tag(name: "public")';

  it("are cut by the tags of the subgraphs, all of them and no others", () => {
    for (const graph of Object.values(supergraphs)) expect(lostTags(schemas, graph)).toEqual([]);
    expect(
      lostTags(
        planted((sdl) => `${sdl}\ntype Planted @public { a(x: Int ${open}): Int ${open} }`),
        supergraph,
      ),
    ).toEqual([
      "Planted.a: for public in its subgraphs, for nobody in the supergraph",
      "Planted.a(x:): for public in its subgraphs, for nobody in the supergraph",
    ]);
  });

  it("are cut by tags of fields, arguments and input fields alone", () => {
    expect(services.flatMap((service) => misplacedTags(schemas[service] ?? ""))).toEqual([]);
    expect(misplacedTags(`type A ${open} { a: Int } enum E ${open} { X ${open} }`)).toEqual([
      "A is tagged itself",
      "E is tagged itself",
      "E.X is tagged",
    ]);
  });

  /** `lot.published` lets everyone see a lot that is published; a partner's machine is a member of the partner. */
  const passes = { public: ["lot.published"], partner: ["lot.published", "partner.member"] };

  it.each(services)("show of %s what their audience can pass a rule for", (service) => {
    expect(shownInVain(schemas[service] ?? "", passes)).toEqual([]);
  });

  it("are found to show a field that its audience may never see, and one without a rule", () => {
    const sdl = `type A @authz(anyOf: ["partner.member"]) { a: Int @tag(name: "partner") b: Int ${open} } type B { c: Int ${open} }`;
    expect(shownInVain(sdl, passes)).toEqual([
      "A.b is shown to public, none of whom can pass partner.member",
      "B.c is shown to public, none of whom can pass no rule",
    ]);
  });

  /** Dossiers, scores, councils, rights and people belong to the internal graph, whatever somebody tags. */
  const never =
    /dossier|evaluation|scoresheet|council|assignment|breakglass|revocation|^Me$|Query\.me$|subject|phone|representative|nationalId|bankAccount|personal|apiKey|secret|evidence/i;

  it("have no name of dossiers, scores, councils, rights or people", () => {
    expect(forbiddenNames(clientSchemas.partner, never)).toEqual([]);
    expect(forbiddenNames(clientSchemas.public, never)).toEqual([]);
    expect(forbiddenNames("type Producer { phone: String } type Dossier { id: ID }", never)).toEqual([
      "Producer.phone",
      "Dossier",
      "Dossier.id",
    ]);
    expect(forbiddenNames(clientSchemas.internal, never).length).toBeGreaterThan(100);
  });

  it("lie inside each other: partners see what the public sees, and the internal graph has all of it", () => {
    expect(missingFrom(clientSchemas.partner, clientSchemas.public)).toEqual([]);
    expect(missingFrom(clientSchemas.internal, clientSchemas.partner)).toEqual([]);
    expect(missingFrom("type A { a: Int }", "type A { a: Int b: Int }")).toEqual(["A.b"]);
  });
});

describe("the map", () => {
  it("names every event with everyone who hears it", () => {
    expect(unmappedEvents(subscriptions, read("docs/map.md"))).toEqual([]);
  });

  it("finds an event that it lacks", () => {
    const map = read("docs/map.md").replace("`registry.dossier.accepted`", "");
    expect(unmappedEvents(subscriptions, map)).toEqual(["docs/map.md lacks registry.dossier.accepted → evaluation"]);
  });
});

describe("the lint rules", () => {
  /** One planted line for each ban; every line must be found by its rule. */
  const banned = (file: string, lines: readonly (readonly [text: string, rule: string])[]): void => {
    const found = lintViolations(file, `${lines.map(([text]) => text).join("\n")}\n`);
    expect(lines.filter(([, rule], nth) => !found.includes(`${String(nth + 1)} ${rule}`))).toEqual([]);
  };

  it("refuse in every file: environment, clock, the database's time, default exports, console, lost promises, any", () => {
    banned("services/registry/src/main.ts", [
      ["export const environment = process.env;", "no-restricted-syntax"],
      ["export const today = new Date();", "no-restricted-syntax"],
      ["export const instant = Date.now();", "no-restricted-syntax"],
      ['export const sql = "UPDATE t SET at = NOW(3)";', "no-restricted-syntax"],
      ["export const template = `SELECT ${sql} WHERE at < UTC_TIMESTAMP()`;", "no-restricted-syntax"],
      ['console.log("a");', "no-console"],
      ["Promise.resolve(1);", "@typescript-eslint/no-floating-promises"],
      ["export const anything = (b: any): unknown => b;", "@typescript-eslint/no-explicit-any"],
      ["export default 1;", "no-restricted-syntax"],
    ]);
  }, 60_000);

  it("refuse in domain/ what is not pure", () => {
    banned("services/registry/src/domain/rights.ts", [
      ['import { readFileSync } from "node:fs";', "no-restricted-imports"],
      ['import { randomBytes } from "node:crypto";', "no-restricted-imports"],
      ["export const chance = Math.random();", "no-restricted-syntax"],
      ["export const where = process.cwd();", "no-restricted-syntax"],
    ]);
  }, 60_000);
});

describe("the libraries", () => {
  const folders = [
    "",
    ...["packages", "services"].flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}/`),
    ),
    "gateway/",
    "infra/",
  ];
  const manifests = Object.fromEntries(
    folders.map((folder) => [`${folder}package.json`, read(`${folder}package.json`)]),
  );
  /** Below these stand published holes: denial of service, prototype pollution, rules walked around, code execution. */
  const floors = {
    "@apollo/server": "5.4.0",
    "@apollo/gateway": "2.13.2",
    "@apollo/composition": "2.13.2",
    "@apollo/subgraph": "2.13.2",
    "@graphql-tools/utils": "12.0.1",
    "type-graphql": "2.0.0",
    typeorm: "1.1.0",
    mysql2: "3.9.8",
    bullmq: "6.0.0",
    ioredis: "5.0.0",
  };

  it("are pinned exactly and stand above the known holes", () => {
    expect(Object.keys(manifests)).toHaveLength(10);
    expect(looseVersions(manifests, floors)).toEqual([]);
  });

  it("are found when loose or too old", () => {
    const planted = JSON.stringify({ dependencies: { mysql2: "3.9.7", typeorm: "^1.1.1", zod: "4.6.7" } });
    expect(looseVersions({ "planted/package.json": planted }, floors)).toEqual([
      "planted/package.json: mysql2 3.9.7 is below 3.9.8",
      "planted/package.json: typeorm ^1.1.1 is not one exact version",
    ]);
  });
});

describe("facts that two services hold", () => {
  /** The ids stand in the first columns, before any text that could hold a comma. */
  const ids = (path: string): readonly string[] => {
    const [head = "", ...lines] = read(path).trim().split("\n");
    const columns = head.split(",");
    const at = ["productId", "producerId"].map((name) => columns.indexOf(name));
    return lines.map((line) => at.map((nth) => line.split(",")[nth]).join(" ")).sort();
  };

  it("name the same published products by the same ids", () => {
    expect(ids("services/registry/reference/ocop-products.csv")).toHaveLength(103);
    expect(ids("services/evaluation/reference/recognitions.csv")).toEqual(
      ids("services/registry/reference/ocop-products.csv"),
    );
  });
});
