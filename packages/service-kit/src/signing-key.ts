import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from "node:crypto";

/** DER of a private key up to its 32 bytes of seed. */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The private Ed25519 key of a secret for one purpose. The same secret gives the same key in every process, and
 * keys of different purposes tell nothing of one another.
 *
 * @param secret of at least 32 characters
 * @param purpose what is signed with it, for example `ocop audit heads`
 * @see RFC 5869 (HKDF), RFC 8032 §5.1.5 (Ed25519), RFC 8410 §7 (form of the key)
 */
export const ed25519KeyOf = (secret: string, purpose: string): KeyObject => {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: "der", type: "pkcs8" });
};

/** The 32 bytes of the public half, as RFC 8037 writes them into `x`: base64url. */
export const publicX = (key: KeyObject): string => {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  if (x === undefined) throw new Error("This key is not an Ed25519 key");
  return x;
};
