import { createHmac, timingSafeEqual } from "node:crypto";

/** HMAC-SHA256 over the parts, each closed by a line feed, so that no byte can move from one part to the next unseen. */
const macOf = (key: string, parts: readonly string[]): Buffer => {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part, "utf8").update("\n");
  return mac.digest();
};

/** @returns base64url without padding, 43 characters */
export const sign = (key: string, parts: readonly string[]): string => macOf(key, parts).toString("base64url");

/** Was this signature made over these parts with any of the keys? Takes the same time whatever the answer. */
export const isSigned = (keys: readonly string[], parts: readonly string[], signature: string): boolean => {
  const given = Buffer.from(signature, "base64url");
  return keys
    .map((key) => macOf(key, parts))
    .map((mac) => given.length === mac.length && timingSafeEqual(given, mac))
    .includes(true);
};
