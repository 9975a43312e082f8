import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { platformCodes } from "@ocop/contracts";
import { serverCodes } from "@ocop/service-kit";

/** Codes are closed: what the sources of the gateway and of service-kit can answer is listed, and documented. */

const root = join(__dirname, "../..");

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
    .map((file) => readFileSync(join(root, folder, file), "utf8"));

/** Codes as the sources write them: given to a refusal, or as the code of an error. */
const codesIn = (source: string): readonly string[] =>
  [
    ...source.matchAll(/\bRefusal\(\s*"([A-Z][A-Z_]+)"/g),
    ...source.matchAll(/\bsuper\(\s*"([A-Z][A-Z_]+)"/g),
    ...source.matchAll(/\brefuse\(\s*"([A-Z][A-Z_]+)"/g),
    ...source.matchAll(/\bcode: "([A-Z][A-Z_]+)"/g),
    ...source.matchAll(/\bGraphQLError\(\s*"([A-Z][A-Z_]+)"/g),
  ].flatMap(([, code]) => code ?? []);

/** The table of the README: one row a code. */
const documented = [
  ...readFileSync(join(root, "gateway/README.md"), "utf8").matchAll(/^\| `([A-Z][A-Z_]+)`/gm),
].flatMap(([, code]) => code ?? []);

const listed = [...new Set([...platformCodes, ...serverCodes])].sort();
const answered = [...new Set(["gateway/src", "packages/service-kit/src"].flatMap(sourcesIn).flatMap(codesIn))].sort();

describe("the codes of the platform", () => {
  it("are listed, whatever the gateway or service-kit answers", () => {
    expect(answered.filter((code) => !listed.includes(code))).toEqual([]);
    expect(answered).toEqual(
      expect.arrayContaining([
        "COST_LIMIT_EXCEEDED",
        "PERSISTED_DOCUMENT_REQUIRED",
        "RATE_LIMITED",
        "SUBGRAPH_UNAVAILABLE",
      ]),
    );
  });

  it("are documented, each once and no other", () => {
    expect([...documented].sort()).toEqual(listed);
  });

  it("are found wherever a source may write one", () => {
    expect(
      codesIn('new Refusal("A_A") super("B_B", {}) refuse("C_C") { code: "D_D" } new GraphQLError("E_E", {})'),
    ).toEqual(["A_A", "B_B", "C_C", "D_D", "E_E"]);
  });
});
