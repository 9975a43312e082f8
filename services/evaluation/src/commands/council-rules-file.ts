import { selfScoreRules } from "@ocop/contracts";
import { DamagedFile, parseJson } from "@ocop/service-kit";
import { z } from "zod";
import {
  type CouncilRules,
  type CouncilSettings,
  minimumsFromChoices,
  missedMinimumChoices,
  noneChoices,
  reasonChoices,
  secretaryChoices,
  spreadChoices,
} from "../domain/council-rules";
import { isDecimal, isRatio } from "../domain/fraction";
import { betweenBandsChoices } from "../domain/stars";

/** The file writes a choice as `discuss-and-rescore`, the platform as `DISCUSS_AND_RESCORE`. */
const choice = <const Choices extends readonly string[]>(choices: Choices) =>
  z
    .string()
    .transform((word) => word.toUpperCase().replaceAll("-", "_"))
    .pipe(z.enum(choices));

const settingsShape = z.strictObject({
  quorumRatio: z.string().refine(isRatio, "is not a ratio n/m"),
  chairRequired: z.boolean(),
  passes: z.number().int().min(1).max(2),
  leadTimeWorkingDays: z.number().int().min(0).max(30),
  maxSpread: z.string().refine(isDecimal, "is not an exact decimal").nullable(),
  onSpreadExceeded: choice(spreadChoices),
  missedMinimum: choice(missedMinimumChoices),
  minimumsFrom: choice(minimumsFromChoices),
  noneOfTheOptions: choice(noneChoices),
  betweenBands: choice(betweenBandsChoices),
  reasonsFor: z.array(choice(reasonChoices)),
  secretaryScores: choice(secretaryChoices),
  advanceSelfScore: choice(selfScoreRules),
});

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const entryShape = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  level: z.enum(["province", "central"]),
  provinceName: z.string().nullable(),
  provinceCode: z.string().nullable(),
  listVersion: z.string().nullable(),
  regime: z.string().nullable(),
  document: z.string(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
  settings: settingsShape.partial(),
  source: z.string().nullable(),
});

const fileShape = z.object({
  demonstration: z.literal(true).optional(),
  defaults: z.object({ settings: settingsShape, source: z.string() }).optional(),
  rules: z.array(entryShape).min(1),
});

/** Rules as a file gives them, with the defaults where it states nothing. */
export type LoadedRules = Omit<CouncilRules, "id" | "version">;

type Entry = z.infer<typeof entryShape>;

/** What the entry states, and the defaults for the rest. */
const complete = (defaults: CouncilSettings, stated: Entry["settings"]): CouncilSettings => ({
  ...defaults,
  ...(stated as Partial<CouncilSettings>),
});

const rulesOf = (entry: Entry, defaults: CouncilSettings, demonstration: boolean): LoadedRules => {
  const { key, level, settings, ...facts } = entry;
  return {
    ...facts,
    ruleKey: key,
    level: level === "province" ? "PROVINCE" : "CENTRAL",
    settings: complete(defaults, settings),
    stated: Object.keys(settings),
    demonstration,
  };
};

const defaultRules = (settings: CouncilSettings, source: string): LoadedRules => ({
  ruleKey: "platform-defaults",
  level: "DEFAULT",
  provinceName: null,
  provinceCode: null,
  listVersion: null,
  regime: null,
  document: null,
  validFrom: null,
  validTo: null,
  settings,
  stated: [],
  source,
  demonstration: false,
});

/**
 * Reads a file of council rules.
 *
 * @param known the defaults, where the file has none of its own
 * @throws DamagedFile naming the path and the reason
 */
export const councilRulesOf = (
  file: string,
  text: string,
  known?: CouncilSettings,
): { readonly defaults: CouncilSettings; readonly rules: readonly LoadedRules[] } => {
  const { defaults: own, rules, demonstration = false } = parseJson(file, text, fileShape);
  const defaults = own?.settings ?? known;
  if (!defaults) throw new DamagedFile(file, "defaults", "are missing");
  const keys = rules.map(({ key }) => key);
  if (new Set(keys).size !== keys.length) throw new DamagedFile(file, "rules", "a key stands twice");
  const loaded = rules.map((entry) => rulesOf(entry, defaults, demonstration));
  return { defaults, rules: own ? [defaultRules(own.settings, own.source), ...loaded] : loaded };
};
