import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const audience = "https://graph.ocop.test";

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs claims as the provider would, ES256. @see RFC 7515, RFC 9068 */
const tokenWith =
  (key: KeyObject) =>
  (claims: object): string => {
    const text = `${base64url({ alg: "ES256", kid: "key-1", typ: "at+jwt" })}.${base64url(claims)}`;
    const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  };

export type Identity = {
  readonly issuer: string;
  /** An access token for a subject; `claims` replace what it usually says. */
  readonly token: (subject: string, claims?: object) => string;
  /** The same, signed with a key that the issuer does not publish. */
  readonly forged: (subject: string) => string;
  readonly end: () => void;
};

/** An OpenID Connect issuer that publishes one key and signs with it. */
export const startIdentity = async (): Promise<Identity> => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const foreign = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "key-1", alg: "ES256", use: "sig" };
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url === "/keys" ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const claimsOf = (sub: string) => ({
    iss: issuer,
    aud: audience,
    sub,
    client_id: "distributor",
    iat: Math.floor(Date.now() / 1_000),
    exp: Math.floor(Date.now() / 1_000) + 600,
  });
  return {
    issuer,
    token: (subject, claims = {}) => tokenWith(privateKey)({ ...claimsOf(subject), ...claims }),
    forged: (subject) => tokenWith(foreign)(claimsOf(subject)),
    end: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
