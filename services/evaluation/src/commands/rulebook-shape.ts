import { z } from "zod";

/** The form of a rulebook file: dictionaries of texts, and sets that name them by key. */
const vi = z.string().min(1);
const text = z.object({ vi, en: vi.optional() });
const dictionary = <T extends z.ZodType>(entry: T) => z.record(z.string(), entry);
const points = z.number().int().min(0).max(100);
const code = z.string().regex(/^[0-9]+(\.[0-9]+){0,2}$/);

const noteEffects = ["reject", "stop", "requirement", "condition", "choose-case", "guidance"] as const;

const option = z.strictObject({
  o: z.string(),
  p: points,
  s: z.union([z.literal(3), z.literal(4), z.literal(5)]).optional(),
  c: z.string().optional(),
});

const criterion = z.strictObject({
  code,
  title: z.string(),
  max: points,
  kind: z.enum(["single-choice", "boolean"]),
  notes: z.array(z.string()).optional(),
  cases: z.array(z.strictObject({ case: z.string(), title: z.string() })).optional(),
  options: z.array(option).min(2),
});

const heading = z.strictObject({
  code,
  title: z.string(),
  max: points,
  kind: z.literal("heading"),
  notes: z.array(z.string()).optional(),
  criteria: z.array(criterion).min(1),
});

const group = z.strictObject({
  code: z.string(),
  title: z.string(),
  max: points,
  criteria: z.array(z.discriminatedUnion("kind", [criterion, heading])).min(1),
});

const part = z.strictObject({
  code: z.enum(["A", "B", "C"]),
  title: z.string(),
  max: points,
  groups: z.array(group).min(1),
});

const set = z.object({
  no: z.number().int().min(1),
  code: z.string().regex(/^QD[0-9]+-[0-9]{2}$/),
  name: text,
  industry: z.string(),
  productGroup: z.string(),
  agencies: z.array(z.string()),
  rejectRules: z.array(z.string()).default([]),
  incomplete: z.boolean().default(false),
  summary: z.object({ criteria: z.number().int(), options: z.number().int() }),
  parts: z.array(part).length(3),
});

export const rulebookShape = z.object({
  id: z.string(),
  partTotals: z.object({ A: points, B: points, C: points }),
  starBands: z.array(z.object({ stars: z.number().int(), min: points, max: points, maxInclusive: z.boolean() })),
  dictionaries: z.object({
    industries: dictionary(text),
    productGroups: dictionary(text),
    agencies: dictionary(text),
    rejectRules: dictionary(text).default({}),
    parts: dictionary(text),
    groups: dictionary(text),
    criteria: dictionary(text),
    cases: dictionary(text),
    notes: dictionary(text.extend({ effect: z.enum(noteEffects) })),
    options: dictionary(text),
  }),
  sets: z.array(set).min(1),
});

export type RulebookFile = z.infer<typeof rulebookShape>;
export type SetEntry = z.infer<typeof set>;
export type PartEntry = z.infer<typeof part>;
export type GroupEntry = z.infer<typeof group>;
export type CriterionEntry = z.infer<typeof criterion>;
export type HeadingEntry = z.infer<typeof heading>;
export type NoteEffect = (typeof noteEffects)[number];

/** What is counted in each rulebook: a correction of the book corrects its line here as well. */
export const manifestShape = z.array(
  z.strictObject({
    file: z.string(),
    regime: z.string(),
    caseMaximum: z.enum(["best-in-each-case", "best-of-all"]),
    english: z.boolean(),
    sets: z.number().int(),
    complete: z.number().int(),
    criteria: z.number().int(),
    options: z.number().int(),
    marks: z.strictObject({ "3": z.number().int(), "4": z.number().int(), "5": z.number().int() }),
  }),
);

export type Manifest = z.infer<typeof manifestShape>[number];
