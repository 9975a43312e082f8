import { Refusal } from "@ocop/contracts";
import { type AccessToken, ed25519KeyOf, machineTime, newId, publicX } from "@ocop/service-kit";
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from "jose";
import { tokenLife, type MachineToken, type TokenWish } from "../domain/machine-token";

export type MachineTokens = {
  /** An access token for {@link tokenLife} seconds. */
  readonly sign: (wish: TokenWish) => Promise<string>;
  /** @throws Refusal `UNAUTHENTICATED` for a token that was not signed here or has run out */
  readonly verify: (token: string) => Promise<MachineToken>;
  /** The public keys: that in use and, while it is changed, the other one. */
  readonly keys: JSONWebKeySet;
};

export type MachineTokenParts = {
  /** `iss`: the public address of the partner host */
  readonly issuer: string;
  readonly audience: string;
  /** the first signs, all verify */
  readonly secrets: readonly string[];
  /** Milliseconds on the machine's clock: the platform's offset never moves the life of a token. */
  readonly now?: () => number;
};

const algorithm = "EdDSA";
/** @see RFC 9068, §2.1 */
const type = "at+jwt";

const publicHalf = async (key: ReturnType<typeof ed25519KeyOf>) => {
  const jwk = { kty: "OKP", crv: "Ed25519", x: publicX(key) };
  return { ...jwk, alg: algorithm, use: "sig", kid: await calculateJwkThumbprint(jwk) };
};

const isFilled = (value: unknown): value is string => typeof value === "string" && value !== "";

const read = ({ sub, client_id: client, scope, exp }: JWTPayload): AccessToken & MachineToken => {
  if (!isFilled(sub) || !isFilled(client) || !isFilled(scope) || exp === undefined)
    throw new Refusal("UNAUTHENTICATED");
  return { subject: sub, client, expiresAt: exp * 1_000, scopes: scope.split(" ") };
};

/**
 * Signs and verifies the tokens of machines. The keys are derived from secrets, so that every process of
 * commerce has the same ones, and each is named by its thumbprint.
 *
 * @see RFC 9068 (claims), RFC 8037 (EdDSA), RFC 7638 (thumbprint)
 */
export const createMachineTokens = async ({
  issuer,
  audience,
  secrets,
  now = machineTime,
}: MachineTokenParts): Promise<MachineTokens> => {
  const privates = secrets.map((secret) => ed25519KeyOf(secret, "ocop machine tokens"));
  const keys = { keys: await Promise.all(privates.map(publicHalf)) };
  const [[key], [current]] = [privates, keys.keys];
  if (!key || !current) throw new Error("Tokens need a key");
  const known = createLocalJWKSet(keys);
  return {
    keys,
    sign: ({ subject, client, scopes }) => {
      const at = Math.floor(now() / 1_000);
      return new SignJWT({ client_id: client, scope: scopes.join(" ") })
        .setProtectedHeader({ alg: algorithm, kid: current.kid, typ: type })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setJti(newId())
        .setIssuedAt(at)
        .setExpirationTime(at + tokenLife)
        .sign(key);
    },
    verify: async (token) => {
      const rules = { issuer, audience, typ: type, algorithms: [algorithm], currentDate: new Date(now()) };
      try {
        return read((await jwtVerify(token, known, rules)).payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) throw new Refusal("UNAUTHENTICATED");
        throw error;
      }
    },
  };
};
