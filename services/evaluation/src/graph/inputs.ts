import { isId } from "@ocop/service-kit";
import { refuse } from "../domain/refusals";

/** What a use case is given of an input: all but the client's name for the attempt. */
export const withoutKey = <T extends { readonly idempotencyKey?: string | null }>({
  idempotencyKey: _key,
  ...input
}: T): Omit<T, "idempotencyKey"> => input;

/** An id that will be stored as a reference. @throws Refusal `BAD_USER_INPUT` {field} */
export const idOf = (field: string, text: string): string => (isId(text) ? text : refuse("BAD_USER_INPUT", { field }));

/** Longest list inside an input. */
const most = 250;

/** @throws Refusal `BAD_USER_INPUT` {field, max} */
export const bounded = <T>(field: string, list: readonly T[], max: number = most): readonly T[] =>
  list.length > max ? refuse("BAD_USER_INPUT", { field, max }) : list;
