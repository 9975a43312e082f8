import { refuse } from "../domain/refusals";

/** @throws Refusal `NOT_FOUND` when there is none, or none that the viewer may see */
export const found = <Row>(row: Row | null): Row => row ?? refuse("NOT_FOUND");
