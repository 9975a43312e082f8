import { isDay } from "@ocop/contracts";
import { absentWhenEmpty, DamagedFile, isId, parseTable } from "@ocop/service-kit";
import { z } from "zod";
import { expiryOf } from "../domain/certificate";
import type { Recognition } from "../domain/recognition";
import { regimeOn } from "../domain/regime";

const id = z.string().refine(isId, "is not an id");
const day = z.string().refine(isDay, "is not a day YYYY-MM-DD");

/** An empty field is what its source does not publish. */
const shape = z.object({
  recognitionId: id,
  productId: id,
  producerId: absentWhenEmpty(id),
  product: z.string().min(1),
  stars: absentWhenEmpty(z.enum(["3", "4", "5"]).transform(Number)),
  decisionNo: absentWhenEmpty(z.string()),
  issuedAt: absentWhenEmpty(day),
  expiresAt: absentWhenEmpty(day),
  issuingAuthority: absentWhenEmpty(z.string()),
  year: absentWhenEmpty(
    z
      .string()
      .regex(/^20[12][0-9]$/)
      .transform(Number),
  ),
  sourceUrl: absentWhenEmpty(z.url()),
});

const recognitionOf = ({
  recognitionId,
  product,
  issuedAt,
  expiresAt,
  issuingAuthority,
  ...rest
}: z.infer<typeof shape>): Omit<Recognition, "version"> => ({
  ...rest,
  id: recognitionId,
  productName: product,
  issuedOn: issuedAt,
  expiresOn: expiresAt,
  authority: issuingAuthority,
  regime: issuedAt === null ? null : regimeOn(issuedAt),
});

/** Reads the real recognitions. @throws DamagedFile naming line and reason */
export const readRecognitions = (file: string, text: string): readonly Omit<Recognition, "version">[] => {
  const seen = new Set<string>();
  return parseTable(file, text, shape).map(({ row, line }) => {
    const damaged = (reason: string): never => {
      throw new DamagedFile(file, `line ${String(line)}`, reason);
    };
    if (seen.has(row.recognitionId)) damaged("recognitionId: stands twice");
    seen.add(row.recognitionId);
    if (row.expiresAt !== null && row.issuedAt === null) damaged("expiresAt: without a day of issue");
    if (row.expiresAt !== null && row.issuedAt !== null && row.expiresAt !== expiryOf(row.issuedAt))
      damaged("expiresAt: is not 36 calendar months after the issue");
    return recognitionOf(row);
  });
};
