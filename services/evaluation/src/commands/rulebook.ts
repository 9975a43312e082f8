import type { Localized } from "@ocop/contracts";
import { DamagedFile, parseJson } from "@ocop/service-kit";
import { createHash } from "node:crypto";
import {
  type CriteriaContent,
  criteriaOf,
  type Criterion,
  flawsOf,
  type Group,
  type Heading,
  type Named,
  type Note,
  type Part,
} from "../domain/criteria-set";
import { flawsOfBands, type StarBand } from "../domain/stars";
import {
  type CriterionEntry,
  type GroupEntry,
  type HeadingEntry,
  type Manifest,
  type NoteEffect,
  type PartEntry,
  type RulebookFile,
  rulebookShape,
  type SetEntry,
} from "./rulebook-shape";

type Dictionary = keyof RulebookFile["dictionaries"];

const effects: Readonly<Record<NoteEffect, Note["effect"]>> = {
  reject: "REJECT",
  stop: "STOP",
  requirement: "REQUIREMENT",
  condition: "CONDITION",
  "choose-case": "CHOOSE_CASE",
  guidance: "GUIDANCE",
};

/** Puts the texts of the dictionaries into the tree of one set. */
class Reader {
  constructor(
    private readonly book: RulebookFile,
    private readonly manifest: Manifest,
  ) {}

  private damaged(path: string, reason: string): never {
    throw new DamagedFile(this.manifest.file, path, reason);
  }

  private text(dictionary: Dictionary, key: string, path: string): Localized {
    const entry = this.book.dictionaries[dictionary][key];
    if (!entry) return this.damaged(path, `"${key}" is not in the dictionary ${dictionary}`);
    return this.localized(entry, `dictionaries.${dictionary}.${key}`);
  }

  private localized({ vi, en }: { vi: string; en?: string | undefined }, path: string): Localized {
    if (en === undefined && this.manifest.english) return this.damaged(path, "has no English text");
    return { vi, en: en ?? null };
  }

  private named(dictionary: Dictionary, key: string, path: string): Named {
    return { key, name: this.text(dictionary, key, path) };
  }

  private notes(keys: readonly string[] = [], path: string): readonly Note[] {
    return keys.map((key) => ({
      key,
      text: this.text("notes", key, path),
      effect: effects[this.book.dictionaries.notes[key]?.effect ?? this.damaged(path, `note "${key}" is unknown`)],
    }));
  }

  private criterion(entry: CriterionEntry, heading: Heading | null, above: string): Criterion {
    const path = `${above} ${entry.code}`;
    return {
      code: entry.code,
      title: this.text("criteria", entry.title, path),
      max: entry.max,
      kind: entry.kind === "boolean" ? "BOOLEAN" : "SINGLE_CHOICE",
      heading,
      cases: (entry.cases ?? []).map(({ case: key, title }) => ({ key, title: this.text("cases", title, path) })),
      notes: this.notes(entry.notes, path),
      options: entry.options.map(({ o, p, s, c }) => ({
        key: o,
        label: this.text("options", o, `${path} option ${o}`),
        points: p,
        star: s ?? null,
        case: c ?? null,
      })),
    };
  }

  private underHeading(entry: HeadingEntry, above: string): readonly Criterion[] {
    const path = `${above} ${entry.code}`;
    const heading = {
      code: entry.code,
      title: this.text("criteria", entry.title, path),
      max: entry.max,
      notes: this.notes(entry.notes, path),
    };
    return entry.criteria.map((criterion) => this.criterion(criterion, heading, above));
  }

  private group(entry: GroupEntry, path: string): Group {
    return {
      code: entry.code,
      title: this.text("groups", entry.title, `${path} group ${entry.code}`),
      max: entry.max,
      criteria: entry.criteria.flatMap((one) =>
        one.kind === "heading" ? this.underHeading(one, path) : [this.criterion(one, null, path)],
      ),
    };
  }

  private part(entry: PartEntry, path: string): Part {
    return {
      code: entry.code,
      title: this.text("parts", entry.title, `${path} part ${entry.code}`),
      max: entry.max,
      groups: entry.groups.map((group) => this.group(group, path)),
    };
  }

  bands(): readonly StarBand[] {
    const rising = this.book.starBands.toSorted((one, other) => one.stars - other.stars);
    const bands = rising.map(({ stars, min }, nth) => ({ stars, from: min, below: rising[nth + 1]?.min ?? null }));
    for (const reason of flawsOfBands(bands)) this.damaged("starBands", reason);
    for (const [nth, { stars, max, maxInclusive }] of rising.entries()) {
      const end = bands[nth]?.below ?? 101;
      if (max + (maxInclusive ? 1 : 0) !== end)
        this.damaged("starBands", `${String(stars)} stars leave a gap or overlap`);
    }
    return bands.toSorted((one, other) => other.stars - one.stars);
  }

  set(entry: SetEntry, bands: readonly StarBand[]): CriteriaContent {
    const path = entry.code;
    const parts = entry.parts.map((part) => this.part(part, path));
    this.check(entry, parts);
    const criteria = criteriaOf(parts);
    const content = {
      regime: this.manifest.regime,
      code: entry.code,
      no: entry.no,
      name: this.localized(entry.name, `${path} name`),
      industry: this.named("industries", entry.industry, path),
      productGroup: this.named("productGroups", entry.productGroup, path),
      agencies: entry.agencies.map((key) => this.named("agencies", key, path)),
      complete: !entry.incomplete,
      criteriaCount: criteria.length,
      optionCount: criteria.reduce((count, { options }) => count + options.length, 0),
      bands,
      rejectRules: entry.rejectRules.map((key) => ({
        key,
        text: this.text("rejectRules", key, path),
        effect: "REJECT" as const,
      })),
    };
    const contentSha256 = createHash("sha256").update(JSON.stringify({ content, parts })).digest("hex");
    return { head: { ...content, contentSha256 }, parts };
  }

  private check(entry: SetEntry, parts: readonly Part[]): void {
    const criteria = criteriaOf(parts);
    const options = criteria.reduce((count, one) => count + one.options.length, 0);
    const { summary, code } = entry;
    if (criteria.length !== summary.criteria)
      this.damaged(code, `${String(criteria.length)} criteria, its summary says ${String(summary.criteria)}`);
    if (options !== summary.options)
      this.damaged(code, `${String(options)} options, its summary says ${String(summary.options)}`);
    if (entry.incomplete) return;
    for (const { path, reason } of flawsOf(parts, 100, this.manifest.caseMaximum))
      this.damaged(`${code} ${path}`, reason);
    for (const part of entry.parts)
      if (part.max !== this.book.partTotals[part.code])
        this.damaged(`${code} part ${part.code}`, `has ${String(part.max)} points, not as all parts ${part.code}`);
  }
}

const count = (sets: readonly CriteriaContent[]): Omit<Manifest, "file" | "regime" | "caseMaximum" | "english"> => {
  const criteria = sets.flatMap(({ parts }) => criteriaOf(parts));
  const options = criteria.flatMap((criterion) => criterion.options);
  const marks = (stars: number): number => options.filter(({ star }) => star === stars).length;
  return {
    sets: sets.length,
    complete: sets.filter(({ head }) => head.complete).length,
    criteria: criteria.length,
    options: options.length,
    marks: { "3": marks(3), "4": marks(4), "5": marks(5) },
  };
};

const differing = (what: string, found: number, expected: number): string =>
  `${what}: ${String(found)} found, ${String(expected)} expected`;

/**
 * Reads one rulebook and proves it: texts of every key, sums of every group, part and set, best options, one
 * mark a level rising with the points, and the counts of its manifest.
 *
 * @throws DamagedFile naming the path and what does not hold there
 */
export const readRulebook = (text: string, manifest: Manifest): readonly CriteriaContent[] => {
  const book = parseJson(manifest.file, text, rulebookShape);
  if (book.id !== manifest.regime) throw new DamagedFile(manifest.file, "id", `is not ${manifest.regime}`);
  const reader = new Reader(book, manifest);
  const bands = reader.bands();
  const sets = book.sets.map((set) => reader.set(set, bands));
  const codes = new Set(sets.map(({ head }) => head.code));
  if (codes.size !== sets.length) throw new DamagedFile(manifest.file, "sets", "a code stands twice");
  const counted = count(sets);
  for (const what of ["sets", "complete", "criteria", "options"] as const)
    if (counted[what] !== manifest[what])
      throw new DamagedFile(manifest.file, "sets", differing(what, counted[what], manifest[what]));
  for (const stars of ["3", "4", "5"] as const)
    if (counted.marks[stars] !== manifest.marks[stars])
      throw new DamagedFile(
        manifest.file,
        "sets",
        differing(`marks of ${stars} stars`, counted.marks[stars], manifest.marks[stars]),
      );
  return sets;
};
