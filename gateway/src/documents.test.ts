import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGraphs } from "./audiences";
import { hashOf, manifestFile, manifestOf, readDocuments } from "./documents";

const graph = (schema: string) => ({ supergraph: "", schema });
const all = graph("type Query { sets: [String] me: String }");
const graphs = {
  internal: all,
  partner: graph("type Query { sets: [String] }"),
  public: graph("type Query { sets: [String] }"),
};

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), "ocop-documents-"));
  mkdirSync(join(folder, "documents"));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, "documents", file), text);
  return folder;
};

describe("the list of documents that clients run by their hash", () => {
  it("holds each as graphql-js prints it, under the hash of that text, with whom it is for", async () => {
    const folder = folderWith({ "all-sets.graphql": "# For: internal, public\nquery   AllSets { sets }" });
    const { text, broken } = manifestOf(folder, graphs);
    writeFileSync(join(folder, manifestFile), text);
    const body = "query AllSets {\n  sets\n}";
    expect(broken).toEqual([]);
    expect(await readDocuments(folder)).toEqual(
      new Map([[hashOf(body), { name: "AllSets", body, audiences: ["internal", "public"] }]]),
    );
  });

  it.each([
    [
      "its graph does not know a field",
      "who.graphql",
      "# For: public\nquery Who { me }",
      'for public: Cannot query field "me" on type "Query".',
    ],
    [
      "it is called otherwise than its file",
      "who.graphql",
      "# For: internal\nquery WhoElse { me }",
      "must hold one operation, named like the file",
    ],
    ["it has no name", "who.graphql", "# For: internal\n{ me }", "must hold one operation, named like the file"],
    [
      "it is for nobody",
      "who.graphql",
      "query Who { me }",
      "must say in its first line whom it is for: # For: internal, public",
    ],
  ])("is not made when %s", (_case, file, text, reason) => {
    expect(manifestOf(folderWith({ [file]: text }), graphs).broken).toEqual([`documents/${file}: ${reason}`]);
  });

  it("is empty where there are none", () => {
    expect(manifestOf(join(tmpdir(), "nowhere"), graphs)).toEqual({ text: "{}\n", broken: [] });
  });

  it("is refused when it is damaged", async () => {
    const folder = folderWith({});
    writeFileSync(join(folder, manifestFile), '{ "not a hash": {} }');
    await expect(readDocuments(folder)).rejects.toThrow();
  });

  it("of this platform is current, and every document is known to the graphs it is for", async () => {
    const folder = join(__dirname, "..");
    const { text, broken } = manifestOf(folder, await readGraphs(folder));
    expect(broken).toEqual([]);
    expect(Object.fromEntries(await readDocuments(folder))).toEqual(JSON.parse(text));
  });
});
