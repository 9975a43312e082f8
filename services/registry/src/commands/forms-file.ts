import { DamagedFile, parseJson } from "@ocop/service-kit";
import { z } from "zod";
import {
  fieldKinds,
  formCodes,
  registrationTypes,
  requirements,
  type EvidenceKind,
  type FormDefinition,
} from "../domain/dossier-form";
import type { ProductSet } from "../domain/product-set";
import { roundLevels, type RoundRule } from "../domain/round";
import { checkCounts } from "./reference-file";

export const productSetsFile = "product-sets.json";
export const formsFile = "dossier-forms.json";

const words = z.object({ vi: z.string().min(1), en: z.string().min(1) });

const setsShape = z.object({
  regime: z.string(),
  industries: z.record(z.string(), words),
  productGroups: z.record(z.string(), words.extend({ industry: z.string() })),
  ministries: z.record(z.string(), words),
  sets: z.array(
    z.object({
      code: z.string().regex(/^QD26-\d{2}$/),
      no: z.number().int().min(1),
      name: words,
      industry: z.string(),
      productGroup: z.string(),
      subgroup: z.string().nullable(),
      ministries: z.array(z.string()).min(1),
    }),
  ),
});

export type ListedSet = Omit<ProductSet, "id" | "version">;

/**
 * The 26 product sets of Phụ lục I.
 *
 * @throws DamagedFile for a bad shape, a key that no dictionary holds, or a number of sets other than 26
 */
export const readProductSets = (text: string): readonly ListedSet[] => {
  const { regime, industries, productGroups, ministries, sets } = parseJson(productSetsFile, text, setsShape);
  checkCounts(
    productSetsFile,
    { sets: new Set(sets.map(({ code }) => code)).size, industries: Object.keys(industries).length },
    { sets: 26, industries: 6 },
  );
  return sets.map((set) => {
    const [industry, group] = [industries[set.industry], productGroups[set.productGroup]];
    if (industry === undefined || group?.industry !== set.industry)
      throw new DamagedFile(productSetsFile, set.code, "its industry and group do not fit");
    if (set.ministries.some((key) => ministries[key] === undefined))
      throw new DamagedFile(productSetsFile, set.code, "names an unknown ministry");
    return {
      code: set.code,
      no: set.no,
      regime,
      nameVi: set.name.vi,
      nameEn: set.name.en,
      industry: set.industry,
      industryNameVi: industry.vi,
      industryNameEn: industry.en,
      productGroup: set.productGroup,
      productGroupNameVi: group.vi,
      productGroupNameEn: group.en,
      subgroup: set.subgroup,
      ministries: set.ministries,
    };
  });
};

const formsShape = z.object({
  regime: z.string(),
  registrationTypes: z.array(z.object({ code: z.enum(registrationTypes) })).length(registrationTypes.length),
  forms: z
    .array(
      words.extend({
        code: z.enum(formCodes),
        fields: z.array(
          z.strictObject({
            key: z.string(),
            vi: z.string(),
            en: z.string(),
            kind: z.enum(fieldKinds),
            part: z.string().nullable(),
            required: z.enum(requirements),
            choices: z.array(z.string()).nullable(),
          }),
        ),
      }),
    )
    .length(formCodes.length),
  evidence: z.array(words.extend({ code: z.string(), supports: z.array(z.string()) })),
  rounds: z.array(
    z.object({
      level: z.enum(roundLevels),
      no: z.number().int(),
      requestsBefore: z.string().regex(/^\d{2}-\d{2}$/),
      heldBefore: z.string().regex(/^\d{2}-\d{2}$/),
    }),
  ),
});

export type ListedForms = {
  readonly forms: readonly Omit<FormDefinition, "id" | "version">[];
  readonly evidence: readonly Omit<EvidenceKind, "id" | "version">[];
  readonly rounds: readonly RoundRule[];
};

/**
 * Forms 01 to 03, the kinds of evidence and the yearly rounds.
 *
 * @throws DamagedFile for a bad shape, or counts other than 3 forms, 15 kinds of evidence and 4 rounds
 */
export const readForms = (text: string): ListedForms => {
  const { regime, forms, evidence, rounds } = parseJson(formsFile, text, formsShape);
  const codes = (of: readonly { readonly code: string }[]): number => new Set(of.map(({ code }) => code)).size;
  checkCounts(
    formsFile,
    { forms: codes(forms), evidence: codes(evidence), rounds: rounds.length },
    { forms: 3, evidence: 15, rounds: 4 },
  );
  return {
    forms: forms.map(({ code, vi, en, fields }) => ({ code, regime, nameVi: vi, nameEn: en, fields })),
    evidence: evidence.map(({ code, vi, en, supports }) => ({ code, regime, nameVi: vi, nameEn: en, supports })),
    rounds,
  };
};
