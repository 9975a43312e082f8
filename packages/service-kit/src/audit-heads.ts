import { createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ServiceName } from "@ocop/contracts";
import { z } from "zod";
import type { Finding, SignedPlace } from "./audit-chain";
import { canonicalJson } from "./canonical";
import { ed25519KeyOf, publicX } from "./signing-key";

const shape = z.strictObject({
  service: z.string(),
  seq: z.int().min(1),
  hash: z.string().regex(/^[\da-f]{64}$/),
  at: z.iso.datetime(),
  signature: z.string(),
  publicKey: z.string(),
});

/**
 * How far the chain of a service had come, signed. It is kept outside the database: whoever cuts the tail of a
 * chain leaves one that holds, but not one that reaches this place.
 */
export type Head = Readonly<z.output<typeof shape>>;

/** Where the heads of a service are kept, below the data directory. */
export const headsFileOf = (dataDir: string, service: ServiceName): string =>
  join(dataDir, "audit", `${service}.jsonl`);

/** The keys of heads: the first one signs, each of them is believed. */
export const headKeysOf = (secrets: readonly string[]): readonly KeyObject[] =>
  secrets.map((secret) => ed25519KeyOf(secret, "ocop audit head"));

const signedBytes = (service: string, { seq, hash, at }: SignedPlace): Buffer =>
  Buffer.from(canonicalJson({ service, seq, hash, at }));

export const signHead = (key: KeyObject, service: ServiceName, place: SignedPlace): Head => ({
  service,
  ...place,
  signature: sign(null, signedBytes(service, place), key).toString("base64url"),
  publicKey: publicX(key),
});

/** Adds one line to the file of heads, which is made when it is not there. */
export const appendHead = async (file: string, head: Head): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(head)}\n`, { mode: 0o600 });
};

/** The lines of a file of heads; none while there is no file. */
export const readHeads = async (file: string): Promise<readonly string[]> => {
  try {
    return (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
};

const parsed = (line: string): Head | null => {
  try {
    return shape.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

const isSigned = (head: Head): boolean => {
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: head.publicKey }, format: "jwk" });
  return verify(null, signedBytes(head.service, head), key, Buffer.from(head.signature, "base64url"));
};

export type CheckedHeads = { readonly heads: readonly Head[]; readonly findings: readonly Finding[] };

/**
 * The heads that are signed with one of the keys. A line by another key is passed over where a later head stands
 * for it, as after a change of keys, and is a finding where none does.
 */
export const checkHeads = (
  lines: readonly string[],
  service: ServiceName,
  keys: readonly KeyObject[],
): CheckedHeads => {
  const known = new Set(keys.map(publicX));
  const heads: Head[] = [];
  const foreign: Head[] = [];
  const findings: Finding[] = [];
  const bad = (nth: number, seq: number | null, why: string): void => {
    findings.push({ kind: "bad head", seq, entryId: null, text: `line ${String(nth + 1)} of the heads ${why}` });
  };
  for (const [nth, line] of lines.entries()) {
    const head = parsed(line);
    if (!head) bad(nth, null, "cannot be read");
    else if (head.service !== service) bad(nth, head.seq, `is of ${head.service}`);
    else if (!known.has(head.publicKey)) foreign.push(head);
    else if (isSigned(head)) heads.push(head);
    else bad(nth, head.seq, "has a bad signature");
  }
  const reach = heads.reduce((last, { seq }) => Math.max(last, seq), 0);
  for (const { seq, at } of foreign.filter((head) => head.seq > reach))
    findings.push({ kind: "bad head", seq, entryId: null, text: `the head of ${at} is signed with another key` });
  return { heads, findings };
};
