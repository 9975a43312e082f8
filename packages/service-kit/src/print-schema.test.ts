import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printSchema } from "./print-schema";

describe("the printed schema", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "print-schema-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is written, and found current afterwards", () => {
    const file = join(folder, "schema.graphql");
    expect(printSchema(file, "type Query { a: Int }\n", [])).toBe(0);
    expect(readFileSync(file, "utf8")).toBe("type Query { a: Int }\n");
    expect(printSchema(file, "type Query { a: Int }\n", ["--check"])).toBe(0);
  });

  it("is found outdated by a check, which changes nothing", () => {
    const file = join(folder, "schema.graphql");
    writeFileSync(file, "type Query { a: Int }\n");
    expect(printSchema(file, "type Query { b: Int }\n", ["--check"])).toBe(1);
    expect(readFileSync(file, "utf8")).toBe("type Query { a: Int }\n");
  });
});
