import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assertRuled, ruleListOf } from "@ocop/service-kit";
import { buildSchema } from "../src/graph/schema";

const { sdl } = buildSchema();

describe("the subgraph of evaluation", () => {
  it("is the one that is committed", () => {
    expect(sdl).toBe(readFileSync(join(__dirname, "../schema.graphql"), "utf8"));
  });

  it("has a rule on every field that needs one", () => {
    expect(() => {
      assertRuled(sdl);
    }).not.toThrow();
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
