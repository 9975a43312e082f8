import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

const discovery = z.object({ issuer: z.string(), authorization_endpoint: z.url(), token_endpoint: z.url() });
const tokens = z.object({ access_token: z.string() });

const redirectUri = "http://127.0.0.1/callback";

/** A sign-in that did not succeed, as one sentence for a person. */
export class SignInFailed extends Error {
  override readonly name = "SignInFailed";
}

/** The cookies of one sign-in at one host, sent back as they came. */
const cookieJar = () => {
  const cookies = new Map<string, string>();
  return {
    header: () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    keep: (response: Response) => {
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (name === undefined || value === undefined) continue;
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
    },
  };
};

const reach = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
  try {
    return await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    throw new SignInFailed(`Nothing answers at ${new URL(url).origin}: is the platform running?`, { cause: error });
  }
};

const locationOf = (response: Response, asked: string | URL): URL => {
  const location = response.headers.get("location");
  if (location === null)
    throw new SignInFailed(`${new URL(asked).origin} answered ${String(response.status)} during sign-in`);
  return new URL(location, asked);
};

/**
 * Signs a demo person in as a browser would, over HTTP and with nothing but what any client has:
 * authorization code with PKCE for the client `shell`, the person chosen on the provider's own page.
 *
 * @param issuer address of the local identity provider
 * @param subject of the demo person, for example `demo-province-a`
 * @returns an access token, a JWT that lives 15 minutes
 * @throws SignInFailed when the provider is away or knows no such person
 */
export const accessTokenOf = async (issuer: string, subject: string): Promise<string> => {
  const known = discovery.parse(await (await reach(`${issuer}/.well-known/openid-configuration`)).json());
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(16).toString("base64url");
  const cookies = cookieJar();

  const follow = async (url: URL, method = "GET"): Promise<URL> => {
    const response = await reach(url, { method, headers: { cookie: cookies.header() } });
    if (response.status === 404) throw new SignInFailed(`${issuer} knows no demo person "${subject}"`);
    cookies.keep(response);
    return locationOf(response, url);
  };

  const authorize = new URL(known.authorization_endpoint);
  authorize.search = new URLSearchParams({
    client_id: "shell",
    response_type: "code",
    scope: "openid",
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString();

  const choice = await follow(authorize);
  const resume = await follow(new URL(`${choice.pathname}/as/${encodeURIComponent(subject)}`, choice), "POST");
  const answer = (await follow(resume)).searchParams;
  const code = answer.get("code");
  if (code === null || answer.get("state") !== state || answer.get("iss") !== known.issuer)
    throw new SignInFailed(
      `${issuer} refused the sign-in: ${answer.get("error") ?? "the answer is not for this request"}`,
    );

  const exchange = await reach(known.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: "shell",
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  if (!exchange.ok) throw new SignInFailed(`${issuer} gave no token for the code (${String(exchange.status)})`);
  return tokens.parse(await exchange.json()).access_token;
};
