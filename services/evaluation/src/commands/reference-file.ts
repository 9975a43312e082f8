import { committedFiles } from "@ocop/service-kit";

/** The committed reference data of evaluation. */
export const committedFile = committedFiles(__dirname);
