import { DamagedFile, parseJson } from "@ocop/service-kit";
import { z } from "zod";
import { targetUnits, type Programme } from "../domain/programme";
import { checkCounts } from "./reference-file";

export const programmesFile = "programmes.json";

const words = z.object({ vi: z.string().min(1), en: z.string().min(1) });
const year = z.number().int().min(2018);

const shape = z.object({
  programmes: z.array(
    z.strictObject({
      code: z.string().regex(/^ocop-\d{4}-\d{4}$/),
      name: words,
      fromYear: year,
      toYear: year,
      legalSource: z.string().min(1).nullable(),
      legalBasis: z.string().min(1).nullable(),
      targets: z.array(
        z.strictObject({
          key: z.string().min(1),
          name: words,
          min: z.number().int().min(0),
          max: z.number().int().nullable(),
          unit: z.enum(targetUnits),
        }),
      ),
    }),
  ),
});

/**
 * The national programmes and their targets.
 *
 * @throws DamagedFile for a bad shape, counts other than 3 programmes and 10 targets, periods that overlap, targets
 *   without a source, or a range that ends before it begins
 */
export const readProgrammes = (text: string): readonly Omit<Programme, "id" | "version">[] => {
  const { programmes } = parseJson(programmesFile, text, shape);
  const targets = programmes.flatMap((one) => one.targets.map(({ key }) => `${one.code}/${key}`));
  checkCounts(
    programmesFile,
    { programmes: programmes.length, targets: new Set(targets).size },
    { programmes: 3, targets: 10 },
  );
  programmes.forEach((one, nth) => {
    const previous = programmes[nth - 1];
    if (one.toYear < one.fromYear || (previous !== undefined && one.fromYear <= previous.toYear))
      throw new DamagedFile(programmesFile, one.code, "its years do not follow on");
    if (one.targets.length > 0 && one.legalSource === null)
      throw new DamagedFile(programmesFile, one.code, "its targets have no source");
    const wrong = one.targets.find(({ min, max }) => max !== null && max < min);
    if (wrong !== undefined) throw new DamagedFile(programmesFile, `${one.code}/${wrong.key}`, "ends before it begins");
  });
  return programmes.map(({ name, targets: listed, ...rest }) => ({
    ...rest,
    nameVi: name.vi,
    nameEn: name.en,
    targets: listed.map(({ name: { vi, en }, ...target }) => ({ ...target, nameVi: vi, nameEn: en })),
  }));
};
