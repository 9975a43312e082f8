import { isDay } from "@ocop/contracts";
import { parseJson } from "@ocop/service-kit";
import { z } from "zod";
import type { SalePointKind } from "../domain/sale-point-kind";

const label = z.string().min(1).max(200);

const shape = z
  .strictObject({
    criteriaVersion: z.string().min(1).max(40),
    since: z.string().refine(isDay, "is not a day"),
    source: z.strictObject({
      decision: z.string().min(1),
      issuedOn: z.string().refine(isDay, "is not a day"),
      authority: z.string().min(1),
      title: z.string().min(1),
      period: z.string().min(1),
      note: z.string().min(1),
    }),
    /** how many kinds the decision names: a file cut short is noticed */
    count: z.int().min(1),
    kinds: z
      .array(z.strictObject({ code: z.string().regex(/^[A-Z][A-Z_]{1,39}$/), vi: label, en: label }))
      .refine((kinds) => new Set(kinds.map(({ code }) => code)).size === kinds.length, "names a code twice"),
  })
  .superRefine(({ count, kinds }, context) => {
    if (kinds.length === count) return;
    const message = `says ${String(count)}, the file holds ${String(kinds.length)} kinds`;
    context.addIssue({ code: "custom", path: ["count"], message });
  });

/**
 * Reads a file `reference/sale-point-kinds….json`.
 *
 * @throws DamagedFile naming line, path and reason of the first mistake
 */
export const readSalePointKinds = (file: string, text: string): readonly Omit<SalePointKind, "id">[] => {
  const { kinds, criteriaVersion, since } = parseJson(file, text, shape);
  return kinds.map(({ code, vi: labelVi, en: labelEn }, nth) => ({
    criteriaVersion,
    since,
    position: nth + 1,
    code,
    labelVi,
    labelEn,
  }));
};
