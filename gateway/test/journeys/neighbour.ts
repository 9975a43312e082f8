import { z } from "zod";
import { command, type Running } from "./running";

const ids = z.object({
  provinceId: z.string(),
  producerId: z.string(),
  productId: z.string(),
  dossierId: z.string(),
  evaluationId: z.string(),
  councilId: z.string(),
  salePointId: z.string(),
  lotId: z.string(),
});

/** What lies beside the story in the trial province; one score sheet of its evaluation is in and open. */
export type Neighbour = z.infer<typeof ids>;

/** Tells of the trial province, the first time; afterwards says what lies there. */
export const toldBeside = async (platform: Running): Promise<Neighbour> => {
  const told = await command("infra/dist/seed/neighbour.js", [], { ...process.env, ...platform.env });
  return ids.parse(JSON.parse(told));
};
