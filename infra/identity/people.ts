import { z } from "zod";
import file from "./demo-people.json";

const person = z.object({
  subject: z.string().regex(/^demo-[a-z0-9-]+$/),
  name: z.string().min(1),
  role: z.object({ vi: z.string().min(1), en: z.string().min(1) }),
});

/** Someone of the demonstration: whom the tokens of this provider may name. What the person may do is no business of it. */
export type DemoPerson = z.infer<typeof person>;

/** All demo people, in the order in which they are shown. */
export const demoPeople: readonly DemoPerson[] = z.object({ people: z.array(person).min(1) }).parse(file).people;

export const personOf = (subject: string): DemoPerson | undefined =>
  demoPeople.find((candidate) => candidate.subject === subject);
