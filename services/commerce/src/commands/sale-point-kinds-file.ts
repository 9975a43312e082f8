import { isDay } from "@ocop/contracts";
import { z } from "zod";
import type { SalePointKind } from "../domain/sale-point-kind";

/** A reference file that cannot be trusted; nothing of it is loaded. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${String(line)}: ${reason}`);
  }
}

const label = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text === text.normalize("NFC"), "is not NFC");

const file = z.strictObject({
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
});

const lineAt = (text: string, position: number): number => text.slice(0, position).split("\n").length;

/** Where a value stands, by the keys that lead to it; the nth element of the list of kinds by its nth brace. */
const lineOf = (text: string, path: readonly PropertyKey[]): number => {
  let position = 0;
  for (const key of path) {
    if (typeof key === "number") for (let nth = 0; nth <= key; nth += 1) position = text.indexOf("{", position) + 1;
    else position = Math.max(position, text.indexOf(`"${String(key)}"`, position));
  }
  return lineAt(text, position);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    throw new DamagedFile(lineAt(text, position), message);
  }
};

/**
 * Reads `reference/sale-point-kinds.json`.
 *
 * @throws DamagedFile naming line and reason of the first mistake
 */
export const readSalePointKinds = (text: string): readonly Omit<SalePointKind, "id">[] => {
  const result = file.safeParse(parsed(text));
  if (!result.success) {
    const { path = [], message = "cannot be read" } = result.error.issues[0] ?? {};
    throw new DamagedFile(lineOf(text, path), `${path.map(String).join(".")}: ${message}`);
  }
  const { kinds, count, criteriaVersion, since } = result.data;
  if (kinds.length !== count)
    throw new DamagedFile(
      lineOf(text, ["count"]),
      `count says ${String(count)}, the file holds ${String(kinds.length)} kinds`,
    );
  return kinds.map(({ code, vi: labelVi, en: labelEn }, nth) => ({
    criteriaVersion,
    since,
    position: nth + 1,
    code,
    labelVi,
    labelEn,
  }));
};
