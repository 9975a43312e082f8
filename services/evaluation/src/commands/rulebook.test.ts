import { DamagedFile, parseJson } from "@ocop/service-kit";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { criteriaOf } from "../domain/criteria-set";
import { readRulebook } from "./rulebook";
import { type Manifest, manifestShape } from "./rulebook-shape";

const folder = join(__dirname, "../../reference");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const manifests = parseJson("rulebooks.json", read("rulebooks.json"), manifestShape);
const manifestOf = (regime: string): Manifest => {
  const found = manifests.find((manifest) => manifest.regime === regime);
  if (!found) throw new Error(`no manifest of ${regime}`);
  return found;
};
const today = manifestOf("qd26-2026");
const damage = (from: string | RegExp, to: string): (() => unknown) => {
  const text = read(today.file);
  const damaged = text.replace(from, to);
  expect(damaged).not.toBe(text);
  return () => readRulebook(damaged, today);
};

describe("the rulebook of 26/2026", () => {
  const sets = readRulebook(read(today.file), today);

  it("has 26 sets with 787 criteria and 2,579 options", () => {
    const criteria = sets.flatMap(({ parts }) => criteriaOf(parts));
    expect(sets).toHaveLength(26);
    expect(criteria).toHaveLength(787);
    expect(criteria.flatMap(({ options }) => options)).toHaveLength(2_579);
    expect(criteria.filter(({ kind }) => kind === "BOOLEAN")).toHaveLength(22);
  });

  it("gives 40, 25 and 35 points to the parts of every set", () => {
    expect(new Set(sets.map(({ parts }) => parts.map(({ max }) => max).join("/")))).toEqual(new Set(["40/25/35"]));
  });

  it("marks 179 options for three stars, 290 for four and 106 for five", () => {
    const stars = sets.flatMap(({ parts }) =>
      criteriaOf(parts).flatMap(({ options }) => options.map(({ star }) => star)),
    );
    expect([3, 4, 5].map((level) => stars.filter((star) => star === level).length)).toEqual([179, 290, 106]);
  });

  it("has every text in Vietnamese and English", () => {
    const texts = sets.flatMap(({ head, parts }) => [
      head.name,
      head.industry.name,
      head.productGroup.name,
      ...head.agencies.map(({ name }) => name),
      ...head.rejectRules.map(({ text }) => text),
      ...parts.flatMap(({ title, groups }) => [title, ...groups.map((group) => group.title)]),
      ...criteriaOf(parts).flatMap(({ title, notes, cases, heading, options }) => [
        title,
        ...(heading ? [heading.title] : []),
        ...notes.map(({ text }) => text),
        ...cases.map((one) => one.title),
        ...options.map(({ label }) => label),
      ]),
    ]);
    expect(texts.filter(({ vi, en }) => vi === "" || en === null || en === "")).toEqual([]);
  });

  it("keeps the heading of the sensory criteria of tea beside them and not among them", () => {
    const tea = sets.find(({ head }) => head.code === "QD26-11");
    const under = criteriaOf(tea?.parts ?? []).filter(({ heading }) => heading !== null);
    expect(under.map(({ code, heading }) => `${heading?.code ?? ""} ${code}`)).toEqual([
      "6.1 6.1.1",
      "6.1 6.1.2",
      "6.2 6.2.1",
      "6.2 6.2.2",
      "6.2 6.2.3",
    ]);
    expect(criteriaOf(tea?.parts ?? [])).toHaveLength(32);
  });

  it("has the star bands of Điều 3.3, half-open", () => {
    expect(sets[0]?.head.bands).toEqual([
      { stars: 5, from: 90, below: null },
      { stars: 4, from: 70, below: 90 },
      { stars: 3, from: 50, below: 70 },
      { stars: 2, from: 30, below: 50 },
      { stars: 1, from: 0, below: 30 },
    ]);
  });

  it("has the same content hash whenever it is read, and a hash of its own for each set", () => {
    const again = readRulebook(read(today.file), today);
    expect(again.map(({ head }) => head.contentSha256)).toEqual(sets.map(({ head }) => head.contentSha256));
    expect(new Set(sets.map(({ head }) => head.contentSha256)).size).toBe(26);
  });
});

describe("the rulebook of 1048/2019", () => {
  const manifest = manifestOf("qd1048-2019");
  const sets = readRulebook(read(manifest.file), manifest);

  it("has 25 sets with 751 criteria and 2,688 options, 22 of them sound", () => {
    const criteria = sets.flatMap(({ parts }) => criteriaOf(parts));
    expect(sets).toHaveLength(25);
    expect(criteria).toHaveLength(751);
    expect(criteria.flatMap(({ options }) => options)).toHaveLength(2_688);
    expect(sets.filter(({ head }) => !head.complete).map(({ head }) => head.code)).toEqual([
      "QD1048-21",
      "QD1048-23",
      "QD1048-24",
    ]);
  });

  it("reads bands printed as whole numbers half-open", () => {
    expect(sets[0]?.head.bands[1]).toEqual({ stars: 4, from: 70, below: 90 });
  });
});

describe("a damaged rulebook is refused, naming place and reason", () => {
  it("where it stops being JSON", () => {
    expect(damage('"officialEntry":', '"officialEntry"')).toThrow(new DamagedFile(today.file, "line 5", "is not JSON"));
    expect(() => readRulebook(read(today.file).slice(0, 9_000), today)).toThrow(
      /^rulebook-qd26-2026.json, line \d+: is not JSON$/,
    );
  });

  it("where points no longer sum up", () => {
    expect(
      damage(
        '{"o":"linkage-contract-over-75pct-12-months","p":3,"s":5}',
        '{"o":"linkage-contract-over-75pct-12-months","p":4,"s":5}',
      ),
    ).toThrow(/QD26-01 A 1\.\d: the best option gives 4, not the printed maximum of 3/);
  });

  it("where a key has no text", () => {
    expect(damage('{"o":"linkage-none-or-unclear"', '{"o":"linkage-unheard-of"')).toThrow(
      /option linkage-unheard-of: "linkage-unheard-of" is not in the dictionary options/,
    );
  });

  it("where a value has the wrong shape", () => {
    expect(damage('"p":0', '"p":"0"')).toThrow(
      /rulebook-qd26-2026.json, line \d+, sets\[0\]\.parts\[0\]\.groups\[0\]\.criteria\[\d\]/,
    );
  });

  it("where a mark is lost", () => {
    expect(damage('"p":2,"s":4', '"p":2')).toThrow(/sets: marks of 4 stars: 289 found, 290 expected/);
  });

  it("where a mark stands twice in one criterion", () => {
    expect(
      damage(
        '"p":2,"s":4},{"o":"linkage-contract-over-75pct-12-months","p":3,"s":5',
        '"p":2,"s":5},{"o":"linkage-contract-over-75pct-12-months","p":3,"s":5',
      ),
    ).toThrow(/5 stars are marked twice/);
  });

  it("where bands leave a gap", () => {
    expect(damage('"min":70,"max":90', '"min":71,"max":90')).toThrow(/starBands: 3 stars leave a gap or overlap/);
  });
});
