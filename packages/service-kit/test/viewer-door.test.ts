import { anonymous, type Rule, type Viewer } from "@ocop/contracts";
import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { Ctx, Query, Resolver } from "type-graphql";
import { viewerOf } from "../testing/ask";
import { Public } from "../src/authz";
import { machineTime, systemClock } from "../src/clock";
import { commonSpec, readConfig } from "../src/config";
import type { GraphContext } from "../src/graph-context";
import { newId } from "../src/id";
import { createLog } from "../src/log";
import { type Server, startServer } from "../src/server";
import { buildSubgraph } from "../src/subgraph";
import { newTrace, printTrace } from "../src/trace";
import { signViewer } from "../src/viewer-context";

/** A subgraph that counts whom it answered: whoever is refused must not be among them. */
const answered: (string | null)[] = [];

@Resolver()
class SecretiveResolver {
  @Public()
  @Query(() => String)
  hiddenTreasure(@Ctx() { viewer }: GraphContext): string {
    answered.push(viewer.subject);
    return viewer.subject ?? "the public";
  }
}

const rules: Readonly<Record<string, Rule<Viewer, object>>> = {};
const { schema } = buildSubgraph<Viewer, GraphContext>({ resolvers: [SecretiveResolver], rules, references: {} });

const key = "k".repeat(32);
const next = "n".repeat(32);
const body = JSON.stringify({ query: "{ hiddenTreasure }" });
const officer = viewerOf({ subject: "demo-province-a" });

const serving = (viewerKeys: readonly string[]): Promise<Server> =>
  startServer<GraphContext>({
    name: "evaluation",
    mode: "production",
    port: 0,
    log: createLog("test", { level: "silent" }),
    clock: systemClock(),
    subgraph: { schema, viewerKeys, context: (base) => base },
  });

type Call = Partial<Parameters<typeof signViewer>[0]>;
type Headers = Readonly<Record<string, string>>;

const signed = (more: Call = {}): Headers =>
  signViewer({
    viewer: officer,
    audience: "evaluation",
    body,
    key,
    traceparent: printTrace(newTrace()),
    ...more,
  });

let server: Server;

const post = async (headers: Headers, sent = body, url = server.url): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: sent,
  });
  return { status: response.status, text: await response.text() };
};

const refusal = {
  type: "about:blank",
  title: "UNAUTHENTICATED",
  status: 401,
  code: "UNAUTHENTICATED",
  facts: {},
  traceId: expect.stringMatching(/^[\da-f]{32}$/) as string,
};

beforeAll(async () => {
  server = await serving([key]);
});
afterAll(() => server.stop());
beforeEach(() => {
  answered.length = 0;
});

describe("a call to a subgraph", () => {
  it("takes the context of a person with two hundred assignments", async () => {
    const province = {
      role: "PROVINCE_OFFICER",
      scopeType: "PROVINCE",
      scopeId: newId(),
      regionIds: [newId()],
    } as const;
    const viewer = viewerOf({ subject: "demo-many-hats", assignments: Array.from({ length: 200 }, () => province) });
    const headers = signed({ viewer });
    expect(JSON.stringify(headers).length).toBeGreaterThan(50_000);
    expect((await post(headers)).status).toBe(200);
  });

  it("is answered with a fresh context for this service and this body", async () => {
    expect(await post(signed())).toEqual({ status: 200, text: '{"data":{"hiddenTreasure":"demo-province-a"}}\n' });
    expect((await post(signed({ viewer: anonymous }))).status).toBe(200);
    expect(answered).toEqual(["demo-province-a", null]);
  });

  it.each<[string, () => Headers, string?]>([
    ["without a context", () => ({})],
    ["with claims that nobody signed", () => ({ "x-ocop-viewer": signed()["x-ocop-viewer"] ?? "" })],
    ["with a signature of nothing", () => ({ "x-ocop-signature": signed()["x-ocop-signature"] ?? "" })],
    ["with the subject alone, as a client would write it", () => ({ "x-ocop-viewer": "demo-central" })],
    ["that is a minute old", () => signed({ issuedAt: machineTime() - 60_000 })],
    ["that is a day old", () => signed({ issuedAt: machineTime() - 86_400_000 })],
    ["from further in the future than clocks may differ", () => signed({ issuedAt: machineTime() + 6_000 })],
    ["meant for another service", () => signed({ audience: "registry" })],
    ["signed over another body", () => signed({ body: JSON.stringify({ query: "{ __typename }" }) })],
    ["with one space more in its body", () => signed(), `${body} `],
    ["with another query under the same context", () => signed(), JSON.stringify({ query: "{ __schema { types } }" })],
    ["signed with a foreign key", () => signed({ key: "f".repeat(32) })],
    ["signed with the name of the service", () => signed({ key: "evaluation" })],
  ])("%s is refused with 401, and told nothing of the schema", async (_which, headers, sent = body) => {
    const { status, text } = await post(headers(), sent);
    expect({ status, ...(JSON.parse(text) as object) }).toEqual(refusal);
    expect(text).not.toMatch(/hiddenTreasure|Query|graphql/i);
    expect(answered).toEqual([]);
  });

  it("is told nothing of the schema by a mistake in its query either, as long as it has no context", async () => {
    for (const query of ["{ nothingLikeIt }", "{", "query a { __schema { types { name } } }", ""]) {
      const { status, text } = await post({}, JSON.stringify({ query }));
      expect({ status, ...(JSON.parse(text) as object) }).toEqual(refusal);
    }
  });

  it("can be repeated while the context lives, and not a minute after its assignments were read", async () => {
    const recorded = signed({ issuedAt: machineTime() - 59_000 });
    expect((await post(recorded)).status).toBe(200);
    await pause(1_100);
    expect((await post(recorded)).status).toBe(401);
    expect(answered).toHaveLength(1);
  });

  it("is refused before its body is read when it brings no context", async () => {
    const { host } = new URL(server.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(
        `http://${host}/graphql`,
        { method: "POST", headers: { "content-type": "application/json", "content-length": "1000000" } },
        (response) => {
          resolve(response.statusCode);
          call.destroy();
        },
      );
      call.on("error", reject);
      call.flushHeaders();
    });
    expect(status).toBe(401);
  });
});

describe("the keys of a subgraph's contexts", () => {
  it("are changed in three steps without a refused call: both accepted, the new one signs, the old one goes", async () => {
    const [both, done] = await Promise.all([serving([next, key]), serving([next])]);
    const statuses = async ({ url }: Server) =>
      Promise.all([signed({ key }), signed({ key: next })].map(async (one) => (await post(one, body, url)).status));
    expect(await statuses(server)).toEqual([200, 401]);
    expect(await statuses(both)).toEqual([200, 200]);
    expect(await statuses(done)).toEqual([401, 200]);
    await Promise.all([both.stop(), done.stop()]);
  });
});

describe("a process that is told no address", () => {
  it("listens on loopback alone", () => {
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    expect(readConfig({ host: commonSpec.host }, {})).toEqual({ host: "127.0.0.1" });
  });
});
