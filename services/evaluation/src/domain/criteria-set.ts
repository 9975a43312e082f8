import type { Localized } from "@ocop/contracts";
import type { StarBand } from "./stars";

/**
 * Bộ tiêu chí: the scoring tree of one product set, read as data from the rulebook of its regime.
 *
 * Part (phần) → group (nhóm tiêu chí) → criterion (tiêu chí) → option (phương án trả lời). Points are
 * whole numbers. A content version never changes: a corrected rulebook makes the next one, and what was
 * rated under the old one keeps it.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Phụ lục II; Quyết định 1048/QĐ-TTg, Phụ lục III
 */
export type CriteriaSet = {
  readonly id: string;
  readonly version: number;
  /** the same for every content version of one set in one regime */
  readonly setId: string;
  readonly regime: string;
  readonly code: string;
  readonly no: number;
  /** counts up from 1 with each correction of the rulebook */
  readonly contentVersion: number;
  readonly contentSha256: string;
  /** is this the newest content of the set? */
  readonly current: boolean;
  readonly name: Localized;
  readonly industry: Named;
  readonly productGroup: Named;
  /** the ministries that take part in the central council */
  readonly agencies: readonly Named[];
  /** false where the source lacks part of the tree: such a set is history and rates nothing */
  readonly complete: boolean;
  readonly criteriaCount: number;
  readonly optionCount: number;
  /** total points that make each number of stars */
  readonly bands: readonly StarBand[];
  /** grounds on which the whole dossier is rejected (hồ sơ bị loại) */
  readonly rejectRules: readonly Note[];
};

/** A word of the rulebook's dictionaries: a stable key and what it is called. */
export type Named = { readonly key: string; readonly name: Localized };

/** The tree of one content version, kept apart because lists of sets do not need it. */
export type CriteriaTree = {
  /** id of its {@link CriteriaSet} */
  readonly id: string;
  readonly version: number;
  readonly parts: readonly Part[];
};

/** A set as the rulebook gives it, before the platform knows whether its content is new. */
export type CriteriaContent = {
  readonly head: Omit<CriteriaSet, "id" | "version" | "setId" | "contentVersion" | "current">;
  readonly parts: readonly Part[];
};

export type Part = {
  readonly code: string;
  readonly title: Localized;
  readonly max: number;
  readonly groups: readonly Group[];
};

export type Group = {
  readonly code: string;
  readonly title: Localized;
  readonly max: number;
  readonly criteria: readonly Criterion[];
};

export const criterionKinds = ["SINGLE_CHOICE", "BOOLEAN"] as const;

/** A question that is answered with exactly one option. Headings between group and criterion are no criteria. */
export type Criterion = {
  readonly code: string;
  readonly title: Localized;
  readonly max: number;
  readonly kind: (typeof criterionKinds)[number];
  /** the heading it stands under, as 6.1 in the sets of tea and coffee */
  readonly heading: Heading | null;
  /** alternative lists of options (trường hợp): the case is chosen with the option */
  readonly cases: readonly Case[];
  readonly notes: readonly Note[];
  readonly options: readonly Option[];
};

export type Heading = {
  readonly code: string;
  readonly title: Localized;
  readonly max: number;
  readonly notes: readonly Note[];
};

export type Case = { readonly key: string; readonly title: Localized };

export type Option = {
  readonly key: string;
  readonly label: Localized;
  readonly points: number;
  /** dấu sao: this option is the least answer for that many stars */
  readonly star: number | null;
  readonly case: string | null;
};

export const noteEffects = ["REJECT", "STOP", "REQUIREMENT", "CONDITION", "CHOOSE_CASE", "GUIDANCE"] as const;

/** A remark of the decision and what follows from it. REJECT: no stars whatever the points. */
export type Note = {
  readonly key: string;
  readonly text: Localized;
  readonly effect: (typeof noteEffects)[number];
};

/** All scored criteria in the order of the decision. */
export const criteriaOf = (parts: readonly Part[]): readonly Criterion[] =>
  parts.flatMap((part) => part.groups.flatMap((group) => group.criteria));

/** The options that belong together: one list for each case, or one list where there are no cases. */
export const optionLists = ({ cases, options }: Criterion): readonly (readonly Option[])[] =>
  cases.length === 0 ? [options] : cases.map(({ key }) => options.filter((option) => option.case === key));

/**
 * May "none of these" be the answer? Only where some list prints no option of 0 points: local labour, for
 * example, begins at 25 %.
 */
export const allowsNone = (criterion: Criterion): boolean =>
  optionLists(criterion).some((options) => options.every(({ points }) => points > 0));

/** Everything that may reject the dossier: the rules of the set and the notes of its criteria. */
export const rejectGrounds = (set: Pick<CriteriaSet, "rejectRules">, parts: readonly Part[]): readonly Note[] => {
  const notes = criteriaOf(parts).flatMap((criterion) => [...criterion.notes, ...(criterion.heading?.notes ?? [])]);
  const all = [...set.rejectRules, ...notes.filter(({ effect }) => effect === "REJECT")];
  return [...new Map(all.map((note) => [note.key, note])).values()];
};

/** Something that does not hold in a tree: where, and what. */
export type Flaw = { readonly path: string; readonly reason: string };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const differs = (path: string, what: string, max: number, found: number): readonly Flaw[] =>
  max === found ? [] : [{ path, reason: `${what} ${String(found)}, not the printed maximum of ${String(max)}` }];

const repeated = (keys: readonly string[]): readonly string[] => [
  ...new Set(keys.filter((key, nth) => keys.indexOf(key) !== nth)),
];

const flawsOfMarks = (path: string, options: readonly Option[]): readonly Flaw[] => {
  const marked = options.flatMap(({ star, points }) => (star === null ? [] : [{ star, points }]));
  const ordered = marked.toSorted((one, other) => one.star - other.star);
  const twice = repeated(marked.map(({ star }) => String(star)));
  return [
    ...twice.map((star) => ({ path, reason: `${star} stars are marked twice` })),
    ...ordered.slice(1).flatMap(({ star, points }, nth) => {
      const lower = ordered[nth];
      return lower && lower.points >= points
        ? [{ path, reason: `the mark of ${String(star)} stars has no more points than that of ${String(lower.star)}` }]
        : [];
    }),
  ];
};

/** How a rulebook prints the maximum of a criterion that has cases. */
export type CaseMaximum = "best-in-each-case" | "best-of-all";

const flawsOfCriterion = (path: string, criterion: Criterion, maximum: CaseMaximum): readonly Flaw[] => {
  const lists = optionLists(criterion);
  const best = (options: readonly Option[]): number => Math.max(...options.map(({ points }) => points));
  const compared = maximum === "best-in-each-case" ? lists : [criterion.options];
  const known = criterion.cases.map(({ key }) => key);
  const stray = criterion.options.filter((option) => option.case !== null && !known.includes(option.case));
  const untold = criterion.options.filter((option) => known.length > 0 && option.case === null);
  return [
    ...lists.filter(({ length }) => length === 0).map(() => ({ path, reason: "a list of options is empty" })),
    ...[...stray, ...untold].map(({ key }) => ({ path, reason: `option ${key} belongs to no case` })),
    ...repeated(criterion.options.map(({ key }) => key)).map((key) => ({ path, reason: `option ${key} stands twice` })),
    ...compared.flatMap((options) => differs(path, "the best option gives", criterion.max, best(options))),
    ...lists.flatMap((options) => flawsOfMarks(path, options)),
  ];
};

const flawsOfHeadings = (path: string, criteria: readonly Criterion[]): readonly Flaw[] => {
  const headings = new Map(criteria.flatMap(({ heading }) => (heading ? [[heading.code, heading] as const] : [])));
  return [...headings.values()].flatMap(({ code, max }) => {
    const under = criteria.filter(({ heading }) => heading?.code === code);
    return differs(`${path} ${code}`, "its criteria sum to", max, sum(under.map((criterion) => criterion.max)));
  });
};

/**
 * What does not hold in the tree of one set: sums of criteria, groups, parts and whole, best options, marks,
 * cases, repeated codes. Empty for a sound tree.
 *
 * @param total points of the whole set, 100 in every regime
 */
export const flawsOf = (parts: readonly Part[], total: number, maximum: CaseMaximum): readonly Flaw[] => [
  ...differs("set", "its parts sum to", total, sum(parts.map(({ max }) => max))),
  ...repeated(criteriaOf(parts).map(({ code }) => code)).map((code) => ({
    path: code,
    reason: `criterion ${code} stands twice`,
  })),
  ...parts.flatMap((part) => [
    ...differs(part.code, "its groups sum to", part.max, sum(part.groups.map(({ max }) => max))),
    ...part.groups.flatMap((group) => [
      ...differs(
        `${part.code} ${group.code}`,
        "its criteria sum to",
        group.max,
        sum(group.criteria.map(({ max }) => max)),
      ),
      ...flawsOfHeadings(part.code, group.criteria),
      ...group.criteria.flatMap((criterion) => flawsOfCriterion(`${part.code} ${criterion.code}`, criterion, maximum)),
    ]),
  ]),
];
