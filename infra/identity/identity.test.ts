import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, createLog, createTokenVerifier, type Server } from "@ocop/service-kit";
import { accessTokenOf, SignInFailed } from "../commands/sign-in";
import { configOf, type IdentityConfig } from "./config";
import { keysIn } from "./keys";
import { demoPeople } from "./people";
import { serveIdentity } from "./serve";

const log = createLog("identity", { level: "silent" });

/** The issuer's name is its address, so the port is chosen first. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const publicHost = "http://127.0.0.1:4000";

let dataDir: string;
let config: IdentityConfig;
let identity: Server;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "ocop-identity-"));
  const port = await freePort();
  config = configOf({
    OCOP_MODE: "development",
    PORT: String(port),
    OIDC_ISSUER: `http://127.0.0.1:${String(port)}`,
    OCOP_PUBLIC_HOST: publicHost,
    OCOP_DATA_DIR: dataDir,
  });
  identity = await serveIdentity(config, log);
});

afterAll(async () => {
  await identity.stop();
  await rm(dataDir, { recursive: true });
});

const claimsOf = (token: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(String(token.split(".")[1]), "base64url").toString()) as Readonly<Record<string, unknown>>;

/** Begins a sign-in for the console, as the gateway does. */
const begin = (more: Readonly<Record<string, string>> = {}): Promise<Response> => {
  const parameters = {
    client_id: "console",
    response_type: "code",
    scope: "openid",
    redirect_uri: `${publicHost}/callback`,
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ...more,
  };
  return fetch(`${config.issuer}/auth?${new URLSearchParams(parameters).toString()}`, { redirect: "manual" });
};

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

const choicePage = async (
  more: Readonly<Record<string, string>> = {},
): Promise<{ page: string; url: URL; cookie: string }> => {
  const begun = await begin(more);
  const url = new URL(String(begun.headers.get("location")), config.issuer);
  const cookie = cookiesOf(begun);
  return { page: await (await fetch(url, { headers: { cookie } })).text(), url, cookie };
};

const errorOf = (response: Response): string | null =>
  new URL(String(response.headers.get("location"))).searchParams.get("error");

describe("signing in a demo person", () => {
  it("gives a token that the platform's verifier believes", async () => {
    const verify = createTokenVerifier({ issuer: config.issuer, audience: "ocop" });
    const token = await accessTokenOf(config.issuer, "demo-province-a");
    expect(await verify(token)).toEqual({
      subject: "demo-province-a",
      client: "shell",
      scopes: [],
      expiresAt: Number(claimsOf(token)["exp"]) * 1_000,
    });
  });

  it("puts the subject into the token and no right, for 15 minutes", async () => {
    const claims = claimsOf(await accessTokenOf(config.issuer, "demo-central"));
    expect(Object.keys(claims).sort()).toEqual(["aud", "client_id", "exp", "iat", "iss", "jti", "sub"]);
    expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(900);
  });

  it("is refused for someone whom nobody knows, and says who", async () => {
    await expect(accessTokenOf(config.issuer, "demo-nobody")).rejects.toThrow(
      new SignInFailed(`${config.issuer} knows no demo person "demo-nobody"`),
    );
  });

  it("says in one sentence when nothing answers", async () => {
    await expect(accessTokenOf("http://127.0.0.1:1", "demo-central")).rejects.toThrow(
      "Nothing answers at http://127.0.0.1:1: is the platform running?",
    );
  });

  it("is refused without a PKCE challenge", async () => {
    const response = await begin({ code_challenge: "", code_challenge_method: "" });
    expect(errorOf(response)).toBe("invalid_request");
  });

  it("is refused for a resource that is not the platform's", async () => {
    expect(errorOf(await begin({ resource: "urn:elsewhere" }))).toBe("invalid_target");
  });

  it("leads nowhere but to the addresses of the two clients", async () => {
    const response = await begin({ redirect_uri: "http://127.0.0.1:4000/elsewhere" });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });

  it("goes back with access_denied when it is cancelled", async () => {
    const { url, cookie } = await choicePage();
    const post = { method: "POST", headers: { cookie }, redirect: "manual" } as const;
    const resume = await fetch(new URL(`${url.pathname}/cancel`, url), post);
    const answer = await fetch(String(resume.headers.get("location")), {
      headers: { cookie: `${cookie}; ${cookiesOf(resume)}` },
      redirect: "manual",
    });
    expect(answer.headers.get("location")).toMatch(`${publicHost}/callback?error=access_denied`);
  });
});

describe("the page on which a person is chosen", () => {
  it("offers each of the 24 demo people once, in Vietnamese unless English is asked for", async () => {
    const { page, url, cookie } = await choicePage();
    expect(demoPeople).toHaveLength(24);
    for (const { subject, name, role } of demoPeople) {
      expect(page.split(`/as/${subject}"`)).toHaveLength(2);
      expect(page).toContain(`<strong>${name}</strong><span>${role.vi}</span>`);
    }
    const english = await (await fetch(`${url.toString()}?lang=en`, { headers: { cookie } })).text();
    expect(english).toContain('<html lang="en">');
    expect(english).toContain("Province officer, Trial Province");
  });

  it("speaks the language that the client asks for", async () => {
    expect((await choicePage({ ui_locales: "en" })).page).toContain("Choose a person to sign in");
  });

  it("puts the person asked for first, with the focus", async () => {
    const { page } = await choicePage({ login_hint: "demo-auditor" });
    expect(/formaction="[^"]*\/as\/([\w-]+)"( autofocus)?/.exec(page)?.slice(1)).toEqual([
      "demo-auditor",
      " autofocus",
    ]);
  });

  it("loads nothing from elsewhere", async () => {
    const { page } = await choicePage();
    expect(page).not.toMatch(/(?:src|href|url\()\s*=?\s*["']?(?:https?:)?\/\//);
  });

  it("can be answered only in the browser that began", async () => {
    const { url } = await choicePage();
    const post = { method: "POST", redirect: "manual" } as const;
    const stranger = await fetch(new URL(`${url.pathname}/as/demo-central`, url), post);
    expect([stranger.status, stranger.headers.get("location")]).toEqual([400, null]);
    const other = (await choicePage()).cookie;
    const mixed = await fetch(new URL(`${url.pathname}/as/demo-central`, url), { ...post, headers: { cookie: other } });
    expect([mixed.status, mixed.headers.get("location")]).toEqual([400, null]);
  });
});

describe("the provider", () => {
  it("lists its people and says that it works", async () => {
    expect(await (await fetch(`${config.issuer}/people`)).json()).toEqual(demoPeople);
    expect((await fetch(`${config.issuer}/health/live`)).status).toBe(200);
    expect((await fetch(`${config.issuer}/health/ready`)).status).toBe(200);
  });

  it("keeps its keys, so that a token outlives a restart", async () => {
    const token = await accessTokenOf(config.issuer, "demo-producer-a");
    await identity.stop();
    identity = await serveIdentity(config, log);
    const verify = createTokenVerifier({ issuer: config.issuer, audience: "ocop" });
    expect((await verify(token)).subject).toBe("demo-producer-a");
    expect((await stat(join(dataDir, "identity/jwks.json"))).mode & 0o777).toBe(0o600);
  });

  it("refuses to start on damaged keys, names the file and leaves it as it is", async () => {
    const damaged = await mkdtemp(join(tmpdir(), "ocop-identity-"));
    const file = join(damaged, "identity/jwks.json");
    await mkdir(join(damaged, "identity"));
    await writeFile(file, '{"keys":[{"kty":"EC"');
    await expect(keysIn(damaged)).rejects.toThrow(`${file} holds no usable keys; delete it and new ones are made`);
    expect(await readFile(file, "utf8")).toBe('{"keys":[{"kty":"EC"');
    await rm(damaged, { recursive: true });
  });

  it("refuses to start in production", () => {
    const environment = {
      OCOP_MODE: "production",
      PORT: "4030",
      OIDC_ISSUER: "http://127.0.0.1:4030",
      OCOP_PUBLIC_HOST: publicHost,
      OCOP_DATA_DIR: dataDir,
    };
    expect(() => configOf(environment)).toThrow(
      new ConfigError([
        "OCOP_MODE=production: the local identity provider is for development only; set OIDC_ISSUER to a real one",
      ]),
    );
  });
});
