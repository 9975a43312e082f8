import { column, table, type Column } from "@ocop/service-kit";
import type { PersonalFacts } from "../domain/personal-data";

/** The facts of one producer as they are kept: each value sealed for its own place, under the key of the producer. */
export type SealedFacts = { readonly producerId: string } & {
  readonly [Field in keyof PersonalFacts]: Buffer | null;
};

const sealed = (): Column => ({ type: "varbinary", length: 100, nullable: true });

export const producerPersonalTable = table<SealedFacts>("producer_personal", {
  producerId: column.id(),
  phone: sealed(),
  nationalId: sealed(),
  bankAccount: sealed(),
});
