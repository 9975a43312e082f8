import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const audience = "ocop";

export type Claims = {
  readonly subject?: string;
  readonly audience?: string;
  readonly livesFor?: number;
  readonly scope?: string;
};

/** A sign-in as the provider sees it: for whom the code stands, and the challenge it was asked with. */
export type Grant = { readonly subject: string; readonly challenge: string; readonly livesFor?: number };

/** An identity provider as small as it can be: discovery, keys, and the exchange of a code for a token. */
export type Issuer = {
  readonly url: string;
  /** Makes a code that can be exchanged once, by whoever holds the verifier of the challenge. */
  code(grant: Grant): string;
  /** A token of this issuer's, ES256; `livesFor` in seconds, negative for one that has expired. */
  token(claims?: Claims): string;
  close(): void;
};

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export const startIssuer = async (): Promise<Issuer> => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" };
  const grants = new Map<string, Grant>();

  const exchange = (form: URLSearchParams): object | null => {
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (grant?.challenge !== challenge) return null;
    const { subject, livesFor = 900 } = grant;
    return { access_token: token({ subject, livesFor }), token_type: "Bearer" };
  };

  const people = [{ subject: "demo-producer-a", name: "Đặng <Làm> Mẫu", role: { vi: "Chủ thể", en: "Producer" } }];

  const answers: Readonly<Record<string, (body: string) => object | null>> = {
    "/jwks": () => ({ keys: [jwk] }),
    "/people": () => people,
    "/token": (body) => exchange(new URLSearchParams(body)),
    "/.well-known/openid-configuration": () => ({
      issuer: url,
      jwks_uri: `${url}/jwks`,
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
    }),
  };

  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const answer = answers[request.url ?? ""]?.(body) ?? null;
      response.statusCode = answer === null ? 400 : 200;
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  const token: Issuer["token"] = ({
    subject = "demo-producer-a",
    audience: aud = audience,
    livesFor = 900,
    scope = "graph.read",
  } = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: url, aud, sub: subject, client_id: "console", scope, iat: now, exp: now + livesFor };
    const signed = `${encoded({ alg: "ES256", typ: "at+jwt", kid })}.${encoded(claims)}`;
    const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  };

  return {
    url,
    token,
    code: (grant) => {
      const code = randomUUID();
      grants.set(code, grant);
      return code;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
