import { isId } from "@ocop/service-kit";
import { refuse } from "../domain/refusals";

/** An id that will be stored as a reference. @throws Refusal `BAD_USER_INPUT` {field} */
export const idOf = (field: string, text: string): string => (isId(text) ? text : refuse("BAD_USER_INPUT", { field }));

/** Most rows of a list inside a list. */
const longestShortList = 20;

/** @throws Refusal `BAD_USER_INPUT` {field} when more than 20 are asked for */
export const shortList = (first: number): number =>
  first >= 1 && first <= longestShortList ? first : refuse("BAD_USER_INPUT", { field: "first" });

/** What is given; a null in its place means "none" where that exists. Absent keys are left out. */
export const given = <T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
