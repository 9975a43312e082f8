import { createHash } from "node:crypto";

/** SHA-256 of a text in base64, as content policies and entity tags write it. */
export const sha256Base64 = (text: string): string => createHash("sha256").update(text, "utf8").digest("base64");
