import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Seals bytes so that only a holder of the secret can read them, and only where they belong. */
export type Cipher = {
  /**
   * @param place what the bytes belong to, for example `producer/<id>/phone`; not secret, and bound to the result
   * @returns format 1, key id, nonce, tag and ciphertext: 33 bytes longer than `plain`
   */
  seal(plain: Buffer, place: string): Buffer;
  /** @throws Error when the bytes were changed, moved to another place or sealed with a key that is not at hand */
  open(sealed: Buffer, place: string): Buffer;
};

const format = 1;
const lengths = { key: 32, keyId: 4, nonce: 12, tag: 16 } as const;
const head = 1 + lengths.keyId + lengths.nonce + lengths.tag;

type Key = { readonly id: Buffer; readonly bytes: Buffer };

const derived = (secret: string | Buffer, purpose: string, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", purpose, length));

const keyOf = (secret: string | Buffer): Key => ({
  id: derived(secret, "ocop key id", lengths.keyId),
  bytes: derived(secret, "ocop cipher", lengths.key),
});

/**
 * AES-256-GCM. The first secret seals, all of them open, so that a key is replaced without a pause: whatever
 * is sealed names the key it was sealed with.
 *
 * @param secrets of at least 32 characters or bytes each
 * @see NIST SP 800-38D, §8.2.2 (random nonces of 96 bits)
 */
export const createCipher = (secrets: readonly (string | Buffer)[]): Cipher => {
  const keys = secrets.map(keyOf);
  const [current] = keys;
  if (!current) throw new Error("A cipher needs a secret");
  return {
    seal: (plain, place) => {
      const nonce = randomBytes(lengths.nonce);
      const cipher = createCipheriv("aes-256-gcm", current.bytes, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(format), current.id, nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed, place) => {
      if (sealed.length < head || sealed[0] !== format) throw new Error("These bytes were not sealed here");
      const id = sealed.subarray(1, 1 + lengths.keyId);
      const key = keys.find((one) => one.id.equals(id));
      if (!key) throw new Error(`The key ${id.toString("hex")} is not at hand`);
      const nonce = sealed.subarray(1 + lengths.keyId, 1 + lengths.keyId + lengths.nonce);
      const opener = createDecipheriv("aes-256-gcm", key.bytes, nonce, { authTagLength: lengths.tag });
      opener.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(head - lengths.tag, head));
      return Buffer.concat([opener.update(sealed.subarray(head)), opener.final()]);
    },
  };
};
