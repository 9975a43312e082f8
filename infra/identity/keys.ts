import { hkdfSync } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { z } from "zod";

const signingKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
  alg: z.literal("ES256"),
  use: z.literal("sig"),
});

const keyFile = z.object({ keys: z.array(signingKey).min(1) });

/** The private keys that sign tokens; the first one signs. */
export type SigningKeys = z.infer<typeof keyFile>;

const makeKeys = async (): Promise<SigningKeys> => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return keyFile.parse({ keys: [{ ...jwk, kid, alg: "ES256", use: "sig" }] });
};

const isAbsent = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";

const readKeys = async (file: string): Promise<SigningKeys | null> => {
  try {
    return keyFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (isAbsent(error)) return null;
    throw new Error(`${file} holds no usable keys; delete it and new ones are made`, { cause: error });
  }
};

/**
 * The signing keys kept in `<dataDir>/identity/jwks.json` (mode 0600), made at the first start: a restart
 * that made new ones would end every sign-in. The file appears whole or not at all.
 *
 * @throws Error naming the file when it is damaged
 */
export const keysIn = async (dataDir: string): Promise<SigningKeys> => {
  const folder = join(dataDir, "identity");
  const file = join(folder, "jwks.json");
  const kept = await readKeys(file);
  if (kept) {
    await chmod(file, 0o600);
    return kept;
  }
  const made = await makeKeys();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${String(process.pid)}`;
  await writeFile(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
  return made;
};

/** Signs the provider's own cookies. Derived, so that there is one secret to keep and it changes with the signing key. */
export const cookieKeyOf = ({ keys: [first] }: SigningKeys): Buffer => {
  if (!first) throw new Error("There is no signing key to derive from");
  return Buffer.from(hkdfSync("sha256", Buffer.from(first.d, "base64url"), "", "ocop identity cookies", 32));
};
