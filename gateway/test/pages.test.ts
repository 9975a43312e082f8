import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buildASTSchema, parse, validate } from "graphql";
import type { GatewayConfig } from "../src/config";
import { exampleQuery } from "../src/graphiql";
import { graphsOf } from "../src/compose";
import { serveGateway } from "../src/serve";
import { registry, serve, silent, unlimited } from "./fixtures";
import { audience, type Issuer, startIssuer } from "./issuer";

const key = "r".repeat(32);
const graphs = graphsOf([{ name: "registry", sdl: registry.sdl }]);

let issuer: Issuer;
let subgraph: Awaited<ReturnType<typeof serve>>;
let gateway: Awaited<ReturnType<typeof serveGateway>>;

/** The gateway's public address is part of its configuration, so the port is chosen first. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const start = async (mode: GatewayConfig["mode"], issuerUrl = issuer.url): Promise<typeof gateway> => {
  const port = await freePort();
  const config: GatewayConfig = {
    mode,
    host: "127.0.0.1",
    clockOffsetSeconds: 0,
    port,
    issuer: issuerUrl,
    audience,
    publicHost: `http://127.0.0.1:${String(port)}`,
    scanHost: "http://127.0.0.1:4010",
    partnerHost: "http://127.0.0.1:4020",
    processes: 1,
    ...unlimited,
    subgraphs: [
      { name: "registry", url: subgraph.url, keys: [key] },
      { name: "commerce", url: "http://127.0.0.1:1", keys: [key] },
    ],
  };
  return serveGateway(config, graphs, silent);
};

beforeAll(async () => {
  issuer = await startIssuer();
  subgraph = await serve("registry", registry, key);
  gateway = await start("development");
});

afterAll(async () => {
  await gateway.stop();
  await subgraph.stop();
  issuer.close();
});

const get = (path: string, cookie = "", base = gateway.url): Promise<Response> =>
  fetch(new URL(path, base), { redirect: "manual", headers: { cookie } });

const textOf = async (path: string, cookie = ""): Promise<string> => (await get(path, cookie)).text();

/** The cookies an answer sets, by name: value and attributes. */
const cookiesOf = (response: Response): Readonly<Record<string, string>> =>
  Object.fromEntries(response.headers.getSetCookie().map((line) => [line.slice(0, line.indexOf("=")), line]));

const sent = (line: string | undefined): string => String(line).split(";")[0] ?? "";

/** Leaves for the provider: where the browser is sent, and the cookie that waits for its return. */
const leave = async (path = "/sign-in"): Promise<{ to: URL; pending: string }> => {
  const response = await get(path);
  const pending = cookiesOf(response)["ocop_signing_in"];
  return { to: new URL(String(response.headers.get("location"))), pending: String(pending) };
};

/** Signs a person in to the end. */
const signIn = async (path?: string, livesFor = 900): Promise<{ response: Response; cookie: string }> => {
  const { to, pending } = await leave(path);
  const asked = to.searchParams;
  const code = issuer.code({ subject: "demo-producer-a", challenge: String(asked.get("code_challenge")), livesFor });
  const answer = new URLSearchParams({ code, state: String(asked.get("state")), iss: issuer.url });
  const response = await get(`/callback?${answer.toString()}`, sent(pending));
  return { response, cookie: sent(cookiesOf(response)["ocop_token"]) };
};

const foreignAddress = /(?:src|href|url\()\s*=?\s*["']?(?:https?:)?\/\/(?!127\.0\.0\.1:4010)/;

describe("the landing page", () => {
  it("speaks Vietnamese, and English when asked", async () => {
    const [vi, en] = await Promise.all([textOf("/"), textOf("/?lang=en")]);
    expect([/<html lang="(\w+)"/.exec(vi)?.[1], /<html lang="(\w+)"/.exec(en)?.[1]]).toEqual(["vi", "en"]);
    expect(vi).toContain("Chương trình Mỗi xã một sản phẩm");
    expect(en).toContain("One Commune One Product");
  });

  it("leads to GraphiQL, the scan host, health and every demo person in development", async () => {
    const text = await textOf("/?lang=en");
    for (const address of ["/graphiql", "http://127.0.0.1:4010", "/health/ready", "/health/subgraphs"])
      expect(text).toContain(`href="${address}"`);
    expect(text).toContain("/sign-in?lang=en&amp;as=demo-producer-a");
  });

  it("shows a name as text, whatever it holds", async () => {
    expect(await textOf("/")).toContain("Đặng &#60;Làm&#62; Mẫu");
  });

  it("runs no script and loads nothing from elsewhere", async () => {
    const response = await get("/");
    const text = await response.text();
    expect(text).not.toContain("<script");
    expect(text).not.toMatch(foreignAddress);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("stands while the identity provider is away, and says so", async () => {
    const alone = await start("development", "http://127.0.0.1:1");
    const response = await get("/?lang=en", "", alone.url);
    const text = await response.text();
    await alone.stop();
    expect(response.status).toBe(200);
    expect(text).toContain("The identity provider does not answer.");
  });

  it("says nothing of GraphiQL, sign-in and demo people in production, where none of them is", async () => {
    const production = await start("production");
    const text = await (await get("/?lang=en", "", production.url)).text();
    const doors = ["/graphiql", "/sign-in", "/callback?code=x"].map((path) => get(path, "", production.url));
    const statuses = (await Promise.all(doors)).map(({ status }) => status);
    await production.stop();
    expect(text).not.toMatch(/graphiql|sign-in|demo-/i);
    expect(statuses).toEqual([404, 404, 404]);
  });
});

describe("signing in by browser", () => {
  it("leaves for the provider with a PKCE challenge, a state and the person asked for", async () => {
    const { to, pending } = await leave("/sign-in?lang=en&as=demo-auditor");
    expect(`${to.origin}${to.pathname}`).toBe(`${issuer.url}/auth`);
    expect(Object.fromEntries(to.searchParams)).toEqual({
      client_id: "console",
      response_type: "code",
      scope: "openid",
      redirect_uri: `${gateway.url}/callback`,
      state: expect.stringMatching(/^[\w-]{22}$/) as string,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: "S256",
      ui_locales: "en",
      prompt: "login",
      login_hint: "demo-auditor",
    });
    expect(pending).toMatch(/; Path=\/callback; Max-Age=600; HttpOnly; SameSite=Lax$/);
  });

  it("comes back with a token that scripts cannot read, and opens GraphiQL with it", async () => {
    const { response, cookie } = await signIn();
    expect([response.status, response.headers.get("location")]).toEqual([302, "/graphiql"]);
    expect(cookiesOf(response)["ocop_token"]).toMatch(/; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    expect(cookiesOf(response)["ocop_signing_in"]).toMatch(/^ocop_signing_in=; Path=\/callback; Max-Age=0;/);
    const token = cookie.slice("ocop_token=".length);
    expect(await textOf("/graphiql", cookie)).toContain(`"additionalHeaders":{"authorization":"Bearer ${token}"}`);
    expect(await textOf("/?lang=en", cookie)).toContain("Signed in as <strong>demo-producer-a</strong>");
  });

  it.each([
    ["a state that it never sent", { state: "x".repeat(22) }],
    ["another issuer", { iss: "http://127.0.0.1:1" }],
  ])("refuses an answer with %s and keeps no token", async (_case, wrong) => {
    const { to, pending } = await leave();
    const code = issuer.code({ subject: "demo-central", challenge: String(to.searchParams.get("code_challenge")) });
    const right = { code, state: String(to.searchParams.get("state")), iss: issuer.url };
    const response = await get(`/callback?${new URLSearchParams({ ...right, ...wrong }).toString()}`, sent(pending));
    expect([response.status, Object.keys(cookiesOf(response))]).toEqual([400, ["ocop_signing_in"]]);
  });

  it("refuses an answer in a browser that began nothing", async () => {
    const { to } = await leave();
    const answer = new URLSearchParams({ code: "x", state: String(to.searchParams.get("state")), iss: issuer.url });
    const response = await get(`/callback?${answer.toString()}`);
    expect([response.status, Object.keys(cookiesOf(response))]).toEqual([400, ["ocop_signing_in"]]);
  });

  it("keeps no token when the code was asked for with another challenge", async () => {
    const { to, pending } = await leave();
    const code = issuer.code({ subject: "demo-central", challenge: "another" });
    const answer = new URLSearchParams({ code, state: String(to.searchParams.get("state")), iss: issuer.url });
    const response = await get(`/callback?${answer.toString()}`, sent(pending));
    expect([response.status, Object.keys(cookiesOf(response))]).toEqual([502, ["ocop_signing_in"]]);
  });

  it("goes back to the landing page when the person cancels", async () => {
    const { to, pending } = await leave("/sign-in?lang=en");
    const answer = { error: "access_denied", state: String(to.searchParams.get("state")), iss: issuer.url };
    const response = await get(`/callback?${new URLSearchParams(answer).toString()}`, sent(pending));
    expect([response.status, response.headers.get("location")]).toEqual([302, "/?lang=en"]);
  });

  it.each(["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "http://["])(
    "never returns to another host: %s",
    async (place) => {
      const { response } = await signIn(`/sign-in?return=${encodeURIComponent(place)}`);
      expect(response.headers.get("location")).toBe("/graphiql");
    },
  );

  it("returns to the query that was open", async () => {
    const { response } = await signIn(`/sign-in?return=${encodeURIComponent("/graphiql?query={__typename}")}`);
    expect(response.headers.get("location")).toBe("/graphiql?query={__typename}");
  });

  it("begins at the public address, where its cookies belong", async () => {
    const response = await get("/sign-in?lang=en", "", gateway.url.replace("127.0.0.1", "localhost"));
    expect([response.status, response.headers.get("location")]).toEqual([302, `${gateway.url}/sign-in?lang=en`]);
  });

  it("is asked for again, silently, when the token has expired", async () => {
    const { cookie } = await signIn("/sign-in", 1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const response = await get("/graphiql?query=%7Ba%7D", cookie);
    const location = String(response.headers.get("location"));
    expect(location).toBe(`/sign-in?silent&return=${encodeURIComponent("/graphiql?query=%7Ba%7D")}`);
    expect((await leave(location)).to.searchParams.has("prompt")).toBe(false);
  });

  it("ends with the token taken out of the browser", async () => {
    const { cookie } = await signIn();
    const response = await fetch(new URL("/sign-out?lang=en", gateway.url), {
      method: "POST",
      redirect: "manual",
      headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/?lang=en"]);
    expect(cookiesOf(response)["ocop_token"]).toMatch(/^ocop_token=; Path=\/; Max-Age=0;/);
  });

  it("shows a page of its own when the provider is away", async () => {
    const alone = await start("development", "http://127.0.0.1:1");
    const response = await get("/sign-in?lang=en", "", alone.url);
    const text = await response.text();
    await alone.stop();
    expect([response.status, /<h1>([^<]*)/.exec(text)?.[1]]).toEqual([502, "Sign-in failed"]);
  });
});

describe("GraphiQL", () => {
  it("is open to the public in development, without a token", async () => {
    expect(await textOf("/graphiql")).toContain('"additionalHeaders":{}');
  });

  it("is served whole by the gateway", async () => {
    const response = await get("/graphiql");
    const text = await response.text();
    expect(text).not.toMatch(foreignAddress);
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self';");
    const parts = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => String(path));
    expect(parts).toHaveLength(3);
    const base = String(parts[0]).replace(/[^/]+$/, "");
    const workers = ["editor-worker.js", "json-worker.js", "graphql-worker.js"].map((name) => base + name);
    for (const path of [...parts, ...workers]) {
      const asset = await get(path);
      expect([asset.status, asset.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    }
  });

  it("begins with a query that the graph answers", () => {
    const sdl = readFileSync(join(__dirname, "../../services/registry/schema.graphql"), "utf8");
    expect(validate(buildASTSchema(parse(sdl), { assumeValidSDL: true }), parse(exampleQuery))).toEqual([]);
  });

  it.each(["/graphiql/0000000000000000/start.js", "/graphiql/x/..%2f..%2fpackage.json"])(
    "has no other file: %s",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});
