import { Refusal } from "@ocop/contracts";

/** @throws Refusal `NOT_FOUND` when there is none, or none that the viewer may see: the two are answered alike */
export const found = <Row>(row: Row | null): Row => {
  if (row === null) throw new Refusal("NOT_FOUND");
  return row;
};
