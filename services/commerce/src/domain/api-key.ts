import { addDays, dayOf, isDay, type Day } from "@ocop/contracts";
import { createHash } from "node:crypto";
import { refuse } from "./refusals";

/**
 * What a machine may be let do, as scope tokens of OAuth. The list holds what opens a door today and nothing else.
 *
 * - `catalogue.read`: the catalogue at the partner door
 * - `graph.read`: the partner's own record in the graph
 *
 * @see RFC 6749, §3.3
 */
export const apiScopes = ["catalogue.read", "graph.read"] as const;
export type ApiScope = (typeof apiScopes)[number];

/** How much a machine may ask, as points of query cost per minute; one operation costs at most 2,000. */
export const plans = {
  STANDARD: { pointsPerMinute: 20_000 },
  LARGE: { pointsPerMinute: 100_000 },
} as const satisfies Readonly<Record<string, { readonly pointsPerMinute: number }>>;
export type ApiPlan = keyof typeof plans;
export const apiPlans = Object.keys(plans) as readonly ApiPlan[];

/**
 * A client credential of one partner, `ocop_live_<id>_<secret>`. The secret is shown once and never stored.
 */
export type ApiKey = {
  readonly id: string;
  readonly version: number;
  readonly partnerId: string;
  /** SHA-256 of the secret, hex. The secret has 256 random bits, so no slow hash is needed against guessing. */
  readonly secretHash: string;
  readonly scopes: readonly ApiScope[];
  readonly plan: ApiPlan;
  readonly createdAt: Date;
  /** first day on which it no longer opens anything */
  readonly expiresOn: Day;
  readonly revokedAt: Date | null;
  /** the last exchange for a token, to the minute */
  readonly lastUsedAt: Date | null;
};

/** Keys of one partner that may be live at once: one in use, and its successor while they are changed over. */
export const liveLimit = 2;

/** Days for which a key may be made. */
export const longestLife = 366;

const prefix = "ocop_live_";
const subjectPrefix = "key:";
const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const clientShape = new RegExp(`^${prefix}(${uuid})$`);
/** 32 bytes in base64url without padding. */
const keyShape = new RegExp(`^${prefix}(${uuid})_([\\w-]{43})$`);
const machineShape = new RegExp(`^${subjectPrefix}(${uuid})$`);

/** The public half of a key: what an OAuth client calls its `client_id`. */
export const clientIdOf = (id: string): string => `${prefix}${id}`;

/** The id in a `client_id`, null when it is none of ours. */
export const idOfClient = (clientId: string): string | null => clientShape.exec(clientId)?.[1] ?? null;

/** The whole key as its partner keeps it: what an OAuth client calls its `client_secret`. */
export const printKey = (id: string, secret: string): string => `${prefix}${id}_${secret}`;

/** Id and secret of a whole key, null when the text has another shape. */
export const parseKey = (text: string): { readonly id: string; readonly secret: string } | null => {
  const [, id, secret] = keyShape.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
};

/** What a token of the key says of its holder. Subjects of people never look like this (`subjectOf`). */
export const machineOf = (id: string): string => `${subjectPrefix}${id}`;

export const isMachine = (subject: string): boolean => subject.startsWith(subjectPrefix);

/** The key behind a machine's subject; null for people, and for what only looks like a machine. */
export const idOfMachine = (subject: string): string | null => machineShape.exec(subject)?.[1] ?? null;

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** What an unknown key is compared with, so that it takes as long as a known one. No secret has this hash. */
const nobodysHash = "0".repeat(64);

/** Compares bytes of one length in a time that does not depend on them. */
export type IsEqual = (one: Uint8Array, other: Uint8Array) => boolean;

/** Is this the key's secret? Takes the same time whatever the answer, for an unknown key (null) too. */
export const isSecretOf = (key: Pick<ApiKey, "secretHash"> | null, secret: string, isEqual: IsEqual): boolean => {
  const hash = Buffer.from(key?.secretHash ?? nobodysHash, "hex");
  return isEqual(hash, Buffer.from(hashOf(secret), "hex")) && key !== null;
};

/** Does the key open anything at this instant? */
export const isLive = ({ revokedAt, expiresOn }: Pick<ApiKey, "revokedAt" | "expiresOn">, now: Date): boolean =>
  revokedAt === null && dayOf(now) < expiresOn;

export type ApiKeyWish = {
  readonly partnerId: string;
  readonly scopes: readonly string[];
  readonly plan: ApiPlan;
  readonly expiresOn: Day;
};

const isScope = (text: string): text is ApiScope => (apiScopes as readonly string[]).includes(text);

const scopesOf = (wanted: readonly string[]): readonly ApiScope[] => {
  if (wanted.length === 0 || !wanted.every(isScope)) return refuse("BAD_USER_INPUT", { field: "scopes" });
  return apiScopes.filter((scope) => wanted.includes(scope));
};

const expiryOf = (day: Day, today: Day): Day =>
  isDay(day) && day > today && day <= addDays(today, longestLife)
    ? day
    : refuse("BAD_USER_INPUT", { field: "expiresOn" });

/**
 * A new key of a partner.
 *
 * A larger plan is an officer's to give. The partner may keep the plan of a key that is live, or it could
 * not change that key over by itself.
 *
 * @param made id and secret, both random
 * @param live the keys of the partner that are live now
 * @param isOfficer whether the maker is an officer rather than the partner itself
 * @throws Refusal `BAD_USER_INPUT` {field}, `TOO_MANY_KEYS` {limit}, `FORBIDDEN` {field: plan}
 */
export const createKey = (
  { id, secret }: { readonly id: string; readonly secret: string },
  { partnerId, scopes, plan, expiresOn }: ApiKeyWish,
  live: readonly ApiKey[],
  { isOfficer, now }: { readonly isOfficer: boolean; readonly now: Date },
): ApiKey => {
  if (live.length >= liveLimit) refuse("TOO_MANY_KEYS", { limit: liveLimit });
  if (plan !== "STANDARD" && !isOfficer && !live.some((key) => key.plan === plan))
    refuse("FORBIDDEN", { field: "plan" });
  return {
    id,
    version: 0,
    partnerId,
    secretHash: hashOf(secret),
    scopes: scopesOf(scopes),
    plan,
    createdAt: now,
    expiresOn: expiryOf(expiresOn, dayOf(now)),
    revokedAt: null,
    lastUsedAt: null,
  };
};

/** Ends a key at once and for good. @throws Refusal `WRONG_STATE` {state} when it was revoked before */
export const revokeKey = (key: ApiKey, now: Date): ApiKey =>
  key.revokedAt === null ? { ...key, revokedAt: now } : refuse("WRONG_STATE", { state: "REVOKED" });

/**
 * The scopes of a token: those asked for, all of the key's when none are.
 *
 * @param wanted scope tokens separated by single spaces, null when the request names none
 * @returns null when the wish is no list of scopes or goes beyond the key
 */
export const narrow = (granted: readonly ApiScope[], wanted: string | null): readonly ApiScope[] | null => {
  if (wanted === null) return granted;
  const asked = wanted.split(" ");
  if (!asked.every((one) => granted.some((scope) => scope === one))) return null;
  return granted.filter((scope) => asked.includes(scope));
};

/** Milliseconds between two writes of a key's last use. */
const useGrain = 60_000;

/** Is it time to write down that the key is used? */
export const isUseNews = ({ lastUsedAt }: Pick<ApiKey, "lastUsedAt">, now: Date): boolean =>
  lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= useGrain;
