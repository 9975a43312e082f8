import { isDay, roles, scopeTypes } from "@ocop/contracts";
import { parseJson } from "@ocop/service-kit";
import { z } from "zod";
import { demonstrationList, unitLevels } from "../domain/administrative-unit";

export const demonstrationFile = "demonstration.json";

const id = z.uuid({ version: "v7" });
const day = z.string().refine(isDay, "is not a day");

const shape = z.strictObject({
  note: z.string(),
  listVersion: z.literal(demonstrationList),
  units: z.array(
    z.strictObject({
      id,
      code: z.string(),
      level: z.enum(unitLevels),
      kind: z.string(),
      name: z.string(),
      nameEn: z.string(),
      parentCode: z.string().nullable(),
    }),
  ),
  rounds: z.array(
    z.strictObject({
      id,
      provinceCode: z.string(),
      no: z.number().int(),
      extra: z.boolean(),
      requestsBefore: day.nullable(),
      heldBefore: day.nullable(),
    }),
  ),
  assignments: z.array(
    z.strictObject({
      id,
      subject: z.string(),
      role: z.enum(roles),
      scopeType: z.enum(scopeTypes),
      unitCode: z.string().nullable(),
      validFrom: day,
      validUntil: day.nullable(),
      legalBasis: z.string(),
    }),
  ),
});

export type Demonstration = z.infer<typeof shape>;

/** @throws DamagedFile with the line or path that is wrong */
export const readDemonstration = (text: string): Demonstration => parseJson(demonstrationFile, text, shape);
