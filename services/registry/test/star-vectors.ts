import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CoachedSet } from "../src/domain/coach";

/** A set of 26/2026 and answers to it: points, stars, then for each criterion the place of its option, -1 for none. */
export type Vectors = CoachedSet & { readonly code: string; readonly vectors: readonly (readonly number[])[] };

const file = join(__dirname, "../../../packages/contracts/vectors/star-vectors.json");

/** What evaluation's rating gives for the sheet of one assessor; its own tests hold the file against the rule. */
export const starVectors = JSON.parse(readFileSync(file, "utf8")) as readonly Vectors[];
