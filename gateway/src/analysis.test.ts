import { Refusal } from "@ocop/contracts";
import { createAnalyser, NotADocument, operationOf } from "./analysis";
import { shapeOf } from "./shape";

const shape = shapeOf("type Query { me: Person } type Person { name: String }");

describe("what is found out about a document", () => {
  it("is found out once for each distinct text", () => {
    const analyse = createAnalyser(shape);
    expect(analyse("{ me { name } }")).toBe(analyse("{ me { name } }"));
    expect(analyse("{ me { name } }")).not.toBe(analyse("{ me {  name } }"));
  });

  it("is forgotten when much else was asked since, and then found out again", () => {
    const analyse = createAnalyser(shape);
    const first = analyse("{ me { name } }");
    for (let nth = 0; nth < 2_000; nth++) analyse(`{ me { a${String(nth)}: name } }`);
    const second = analyse("{ me { name } }");
    expect(second).not.toBe(first);
    expect(second).toEqual(analyse("{ me { name } }"));
  });

  it.each([
    ["it is no document", "{", NotADocument],
    ["it has too many tokens", `{ ${"a ".repeat(1_000)}}`, NotADocument],
    ["it is beyond a limit", `{ ${"a @x ".repeat(9)}}`, Refusal],
  ])("is a refusal when %s, the second time too", (_case, text, kind) => {
    const analyse = createAnalyser(shape);
    expect(() => analyse(text)).toThrow(kind);
    expect(() => analyse(text)).toThrow(kind);
  });

  it("names the operation that a request means", () => {
    const several = createAnalyser(shape)("query A { me { name } } query constructor { me { name } }");
    expect(operationOf(several, "A")?.fields).toEqual(["Person.name", "Query.me"]);
    expect(operationOf(several, "constructor")).not.toBeNull();
    expect([operationOf(several, null), operationOf(several, "B"), operationOf(several, "toString")]).toEqual([
      null,
      null,
      null,
    ]);
    expect(operationOf(createAnalyser(shape)("{ me { name } }"), null)).not.toBeNull();
  });
});
