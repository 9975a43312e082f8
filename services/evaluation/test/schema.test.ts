import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getNamedType, isInputObjectType } from "graphql";
import { assertRuled, ruleListOf } from "@ocop/service-kit";
import { buildSchema } from "../src/graph/schema";

const { sdl, schema } = buildSchema();

describe("the subgraph of evaluation", () => {
  it("is the one that is committed", () => {
    expect(sdl).toBe(readFileSync(join(__dirname, "../schema.graphql"), "utf8"));
  });

  it("has a rule on every field that needs one", () => {
    expect(() => {
      assertRuled(sdl);
    }).not.toThrow();
  });

  it("lets every mutation be repeated under a key, and demands one where it must not happen twice", () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    const keys = mutations.map(({ name, args: [input, ...more] }) => {
      const type = input && getNamedType(input.type);
      const key = isInputObjectType(type) ? type.getFields()["idempotencyKey"]?.type : null;
      return [name, input?.name, more.length, String(key)];
    });
    const once = ["confirmRevocation", "issueCertificate", "requestRevocation", "submitScoreSheet"];
    expect(keys).toEqual(mutations.map(({ name }) => [name, "input", 0, once.includes(name) ? "String!" : "String"]));
    expect(mutations).toHaveLength(13);
  });

  it("guards results, sheets and names as the law of blindness asks", () => {
    const rules = ruleListOf(sdl);
    for (const line of [
      "Evaluation.meanScore → evaluation.published | result.province | result.council | result.central | result.auditor",
      "Evaluation.rating → result.province | result.council | result.central | result.auditor",
      "ScoreSheet.total → sheet.own | sheet.council | sheet.province | sheet.central | sheet.auditor",
      "ScoreSheet.seat → sheet.own | sheet.council | sheet.province.named | sheet.auditor",
      "Certificate.stars → public",
      "Certificate.revocations → province.own | central.officer | auditor | producer.own",
    ])
      expect(rules).toContain(line);
  });
});
