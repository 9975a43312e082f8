import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, integer, jsonValue, pre, property } from "fast-check";
import { z } from "zod";
import {
  absentWhenEmpty,
  committedFiles,
  DamagedFile,
  packageRoot,
  parseJson,
  parseTable,
  textOf,
} from "./reference-file";

describe("the bytes of a reference file", () => {
  const refused = (bytes: Buffer) => () => textOf("names.csv", bytes);

  it("are composed UTF-8 without a byte order mark", () => {
    expect(textOf("names.csv", Buffer.from("xã Đồi Chè\n"))).toBe("xã Đồi Chè\n");
  });

  it.each([
    ["not UTF-8", Buffer.concat([Buffer.from("a\nb\n"), Buffer.from([0xe1, 0xbb])]), "line 3", "is not UTF-8"],
    ["marked by a byte order", Buffer.from("\uFEFFa\nb"), "line 1", "begins with a byte order mark"],
    ["not composed", Buffer.from(`a\n${"Chè".normalize("NFD")}\n`), "line 2", "is not composed (NFC)"],
  ])("are refused with the line when they are %s", (_, bytes, place, reason) => {
    expect(refused(bytes)).toThrow(new DamagedFile("names.csv", place, reason));
  });

  it("are read from the folder `reference` of the package, from its sources as well as from its build", () => {
    const root = mkdtempSync(join(tmpdir(), "reference-"));
    try {
      for (const folder of ["src/commands", "dist/src/commands", "reference"])
        mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, "package.json"), "{}");
      writeFileSync(join(root, "reference/words.json"), '["chè"]');
      for (const folder of ["src/commands", "dist/src/commands"]) {
        expect(packageRoot(join(root, folder))).toBe(root);
        expect(committedFiles(join(root, folder))("words.json")).toBe('["chè"]');
      }
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("belong to no package above the root of the disk", () => {
    expect(() => packageRoot("/")).toThrow("There is no package.json");
  });
});

describe("a table", () => {
  const shape = z.strictObject({ code: z.string().regex(/^\d+$/, "is no code"), name: absentWhenEmpty(z.string()) });

  it("is read row by row with the line of each, tabs without quotes, commas with them", () => {
    expect(parseTable("units.tsv", 'code\tname\n01\tsaid "so"\n02\t\n', shape)).toEqual([
      { row: { code: "01", name: 'said "so"' }, line: 2 },
      { row: { code: "02", name: null }, line: 3 },
    ]);
    expect(parseTable("units.csv", 'code,name\n01,"two\nlines"\n02,b\n', shape)).toEqual([
      { row: { code: "01", name: "two\nlines" }, line: 3 },
      { row: { code: "02", name: "b" }, line: 4 },
    ]);
  });

  it.each([
    ["a value of another shape", "code,name\n01,a\nx2,b\n", "line 3", "code: is no code"],
    ["a column nobody knows", "code,name,note\n01,a,b\n", "line 2", ': Unrecognized key: "note"'],
    ["a cell too few", "code,name\n01,a\n02\n", "line 3", /columns/],
    ["a quote that stays open", 'code,name\n01,"a\n', "line 2", /Quote Not Closed/],
  ])("is refused at the first line with %s", (_, text, place, reason) => {
    const wrong = (): unknown => parseTable("units.csv", text, shape);
    expect(wrong).toThrow(DamagedFile);
    expect(wrong).toThrow(reason);
    expect(wrong).toThrow(`units.csv, ${place}: `);
  });
});

describe("a JSON file", () => {
  const shape = z.strictObject({
    title: z.string(),
    sets: z.array(z.strictObject({ "a.b": z.number(), "}": z.string().nullable() })),
  });
  const text = `{
  "title": "sets, \\"quoted\\": [",
  "sets": [
    { "a.b": 1, "}": "{" },
    {
      "a.b": 2,
      "}": null
    }
  ]
}`;

  it("is read as its shape", () => {
    expect(parseJson("sets.json", text, shape)).toEqual({
      title: 'sets, "quoted": [',
      sets: [
        { "a.b": 1, "}": "{" },
        { "a.b": 2, "}": null },
      ],
    });
  });

  it.each([
    ["stops being JSON", text.replace('"a.b": 2,', '"a.b": 2'), "line 7: is not JSON"],
    ["is cut off", text.slice(0, 60), "line 4: is not JSON"],
    ["has a value of another shape", text.replace("null", "7"), "line 7, sets[1].}: Invalid input"],
    ["lacks a value, at what should hold it", text.replace('"a.b": 2,', ""), "line 5, sets[1].a.b: Invalid input"],
    ["has one that nobody knows", text.replace('"a.b": 1,', '"a.b": 1, "c": 1,'), "line 4, sets[0]: Unrecognized key"],
    ["is something else", "[]", "its top: Invalid input"],
  ])("that %s is refused with its place", (_, damaged, message) => {
    expect(() => parseJson("sets.json", damaged, shape)).toThrow(DamagedFile);
    expect(() => parseJson("sets.json", damaged, shape)).toThrow(`sets.json, ${message}`);
  });

  it("names the line of any value in any file", () => {
    const marked = z.looseObject({ z: z.array(z.unknown()).min(3) }).transform(({ z: rows }, context) => {
      rows.forEach((row, nth) => {
        if (row === "here") context.addIssue({ code: "custom", path: ["z", nth], message: "found" });
      });
    });
    assert(
      property(jsonValue(), jsonValue(), jsonValue(), integer({ min: 0, max: 3 }), (a, b, c, indent) => {
        pre(b !== "here" && c !== "here");
        const written = JSON.stringify({ a, z: [b, c, "here"] }, null, indent);
        const line = written.slice(0, written.lastIndexOf('"here"')).split("\n").length;
        expect(() => parseJson("any.json", written, marked)).toThrow(`any.json, line ${String(line)}, z[2]: found`);
      }),
    );
  });
});
