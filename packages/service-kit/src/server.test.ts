import { anonymous, Refusal, type Rule, type Viewer } from "@ocop/contracts";
import type { AddressInfo } from "node:net";
import { createServer, request as httpRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import { ask, viewerOf } from "../testing/ask";
import { stopTimers } from "../testing/timers";
import { Authz, Public } from "./authz";
import { systemClock } from "./clock";
import type { GraphContext } from "./graph-context";
import { createLog } from "./log";
import { PortInUse, type Server, startServer } from "./server";
import { buildSubgraph } from "./subgraph";
import { newTrace, printTrace } from "./trace";
import { signViewer } from "./viewer-context";

const key = "k".repeat(32);

/** Called when the slow question arrives. */
let slowBegins = (): void => undefined;

type Context = GraphContext & { readonly facts: number };

@Resolver()
class GreetingResolver {
  @Public()
  @Query(() => String)
  whoAsks(@Ctx() { viewer, facts }: Context): string {
    return `${viewer.subject ?? "the public"} with ${String(facts)}`;
  }

  @Authz("signedIn")
  @Query(() => Int, { nullable: true })
  refused(@Arg("id", () => ID) id: string): number {
    throw new Refusal("NO_QUORUM", { needed: 4, got: Number(id) });
  }

  @Public()
  @Query(() => Int, { nullable: true })
  broken(): number {
    throw new Error("password of the database is hunter2");
  }

  @Public()
  @Query(() => Int)
  async slow(): Promise<number> {
    slowBegins();
    await pause(300);
    return 1;
  }
}

const rules: Readonly<Record<string, Rule<Viewer, object>>> = {
  signedIn: { scope: ({ subject }) => (subject === null ? [] : "everything") },
};

const { schema } = buildSubgraph<Viewer, Context>({ resolvers: [GreetingResolver], rules, references: {} });

const lines: string[] = [];
const log = createLog("greeting", { level: "debug", destination: { write: (line) => void lines.push(line) } });

const start = (
  mode: "development" | "production",
  more: Partial<Parameters<typeof startServer<Context>>[0]> = {},
): Promise<Server> =>
  startServer<Context>({
    name: "greeting",
    mode,
    port: 0,
    log,
    clock: systemClock(),
    subgraph: { schema, viewerKeys: [key], context: (base) => Promise.resolve({ ...base, facts: 3 }) },
    ...more,
  });

let server: Server;
let isDatabaseUp = true;

const person = viewerOf({ subject: "demo-person" });
const asked = () => ({ url: server.url, audience: "greeting", key });

const post = async (
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; type: string | null; text: string }> => {
  const response = await fetch(`${server.url}/graphql`, { method: "POST", body, headers });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
};

const json = { "content-type": "application/json" };

const signed = (body: string, more: Partial<Parameters<typeof signViewer>[0]> = {}) => ({
  ...json,
  ...signViewer({ viewer: anonymous, audience: "greeting", body, key, traceparent: printTrace(newTrace()), ...more }),
});

beforeAll(async () => {
  server = await start("production", {
    ready: {
      database: () => (isDatabaseUp ? Promise.resolve() : Promise.reject(new Error("down"))),
      redis: () => Promise.resolve("PONG"),
    },
    routes: (app) => {
      app.get("/door/:name", (request) => {
        if ((request.params as { name: string }).name === "closed")
          throw new Refusal("STALE_VERSION", { currentVersion: 2 });
        throw new Error("password of the door is hunter2");
      });
    },
  });
});

afterAll(() => server.stop());

beforeEach(() => {
  lines.length = 0;
});

describe("the graph of a service", () => {
  it("answers a call that carries the viewer, with the facts of the service", async () => {
    expect(await ask(asked(), "{ whoAsks }", { as: person })).toEqual({
      status: 200,
      data: { whoAsks: "demo-person with 3" },
      errors: [],
    });
    expect((await ask(asked(), "{ whoAsks }", { as: anonymous })).data).toEqual({ whoAsks: "the public with 3" });
  });

  it("shows a refusal by its code and facts with the trace id of the caller, and logs nothing", async () => {
    const trace = newTrace();
    const body = JSON.stringify({ query: '{ refused(id: "3") }' });
    const answer = await post(body, signed(body, { viewer: person, traceparent: printTrace(trace) }));
    expect(JSON.parse(answer.text)).toEqual({
      data: { refused: null },
      errors: [
        {
          message: "NO_QUORUM",
          locations: [{ line: 1, column: 3 }],
          path: ["refused"],
          extensions: { code: "NO_QUORUM", facts: { needed: 4, got: 3 }, traceId: trace.traceId },
        },
      ],
    });
    expect(lines.filter((line) => line.includes('"error"'))).toEqual([]);
  });

  it("masks an unexpected error and logs it under its trace id", async () => {
    const { errors } = await ask(asked(), "{ broken }", { as: person });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ message: "INTERNAL_SERVER_ERROR", path: ["broken"] });
    expect(JSON.stringify(errors)).not.toContain("hunter2");
    const traceId = errors[0]?.extensions.traceId ?? "none";
    expect(lines.filter((line) => line.includes("hunter2") && line.includes(traceId))).toHaveLength(1);
  });

  it("keeps the server's own codes for a request that cannot be run, without suggestions or schema in production", async () => {
    const codeOf = async (document: string, variables = {}) => {
      const { errors } = await ask(asked(), document, { as: person, variables });
      return errors.map(({ message, extensions }) => `${extensions.code}: ${message}`);
    };
    expect(await codeOf("{ whoAsk }")).toEqual([
      'GRAPHQL_VALIDATION_FAILED: Cannot query field "whoAsk" on type "Query".',
    ]);
    expect((await codeOf("{"))[0]).toMatch(/^GRAPHQL_PARSE_FAILED/);
    expect((await codeOf("query a { whoAsks } query b { whoAsks }"))[0]).toMatch(/^OPERATION_RESOLUTION_FAILURE/);
    expect((await codeOf("query ($id: ID!) { refused(id: $id) }", { id: {} }))[0]).toMatch(/^BAD_USER_INPUT/);
    expect((await codeOf('query ($id: ID = "1") { refused(id: $id) }', { id: null }))[0]).toMatch(/^BAD_USER_INPUT/);
    expect((await codeOf("{ __schema { queryType { name } } }"))[0]).toMatch(
      /^INTROSPECTION_DISABLED|^GRAPHQL_VALIDATION_FAILED/,
    );
  });

  it("refuses a call without, with a stale, a foreign or another body's viewer, before the schema is reached", async () => {
    const body = JSON.stringify({ query: "{ whoAsks nosuch }" });
    const unsigned: readonly Readonly<Record<string, string>>[] = [
      json,
      { ...json, "x-ocop-viewer": "e30", "x-ocop-signature": "e30" },
      signed(body, { issuedAt: 0 }),
      signed(body, { key: "f".repeat(32) }),
      signed(body, { audience: "registry" }),
      signed(`${body} `),
    ];
    for (const headers of unsigned) {
      const { status, type, text } = await post(body, headers);
      expect(type).toBe("application/problem+json; charset=utf-8");
      expect({ status, ...(JSON.parse(text) as object) }).toEqual({
        type: "about:blank",
        title: "UNAUTHENTICATED",
        status: 401,
        code: "UNAUTHENTICATED",
        facts: {},
        traceId: expect.stringMatching(/^[\da-f]{32}$/) as string,
      });
    }
  });

  it("is asked in tests as the gateway asks: a call under a foreign key is one UNAUTHENTICATED error", async () => {
    const { status, data, errors } = await ask({ ...asked(), key: "f".repeat(32) }, "{ whoAsks }", { as: person });
    expect([status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([401, null, ["UNAUTHENTICATED"]]);
  });

  it("refuses every way around the signed body: text, forms, GET and a body that is no JSON", async () => {
    const body = JSON.stringify({ query: "{ whoAsks }" });
    const plain = { ...signed(body), "content-type": "text/plain" };
    expect((await post(body, plain)).status).toBe(415);
    expect(
      (await post("query=%7BwhoAsks%7D", { ...plain, "content-type": "application/x-www-form-urlencoded" })).status,
    ).toBe(415);
    expect((await fetch(`${server.url}/graphql?query={whoAsks}`, { headers: signed("") })).status).toBe(404);
    expect((await post("{", signed("{"))).status).toBe(400);
    expect((await post("", signed(""))).status).toBe(400);
  });

  it("shows its schema in development and not in production", async () => {
    const open = await start("development");
    const document = "{ __schema { queryType { name } } }";
    expect((await ask({ ...asked(), url: open.url }, document, { as: person })).data).toEqual({
      __schema: { queryType: { name: "Query" } },
    });
    await open.stop();
    expect((await ask(asked(), document, { as: person })).status).toBe(400);
  });
});

describe("the doors of a service", () => {
  it("answer a refusal and a bug as problem details", async () => {
    const closed = await fetch(`${server.url}/door/closed`);
    expect(closed.status).toBe(409);
    expect(await closed.json()).toMatchObject({ code: "STALE_VERSION", facts: { currentVersion: 2 } });
    const broken = await fetch(`${server.url}/door/broken`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain("hunter2");
    expect(lines.filter((line) => line.includes("hunter2"))).toHaveLength(1);
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
  });

  it("name every check that decides whether the process is ready", async () => {
    const ready = async () => {
      const response = await fetch(`${server.url}/health/ready`);
      return { code: response.status, ...((await response.json()) as object) };
    };
    expect(await ready()).toEqual({ code: 200, status: "ok", checks: { database: "ok", redis: "ok" } });
    isDatabaseUp = false;
    expect(await ready()).toEqual({ code: 503, status: "failed", checks: { database: "failed", redis: "ok" } });
    isDatabaseUp = true;
    expect(await (await fetch(`${server.url}/health/live`)).json()).toEqual({ status: "ok" });
  });

  it("do not wait for a check that never answers", async () => {
    const waiting = await start("production", { ready: { storage: () => new Promise(() => undefined) } });
    const response = await fetch(`${waiting.url}/health/ready`);
    expect(await response.json()).toEqual({ status: "failed", checks: { storage: "failed" } });
    await waiting.stop();
  });

  it("answer an address that cannot be read as a bad request, under the trace of the caller", async () => {
    const trace = newTrace();
    for (const path of ["/door/%zz", "/door/%ff"]) {
      const response = await fetch(server.url + path, { headers: { traceparent: printTrace(trace) } });
      expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
      expect({ answered: response.status, ...((await response.json()) as object) }).toEqual({
        answered: 400,
        type: "about:blank",
        title: "BAD_REQUEST",
        status: 400,
        code: "BAD_REQUEST",
        facts: {},
        traceId: trace.traceId,
      });
    }
    expect(lines.filter((line) => line.includes('"answered"') && line.includes(trace.traceId))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('"error"'))).toEqual([]);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'http_request_duration_seconds_count{service="greeting",method="GET",route="none",status="400"}',
    );
  });

  it("answer it in their own way when they have one", async () => {
    const own = await start("production", {
      unreadable: ({ trace }, reply) => reply.code(404).type("text/plain").send(`nothing here, ${trace.traceId}`),
    });
    const response = await fetch(`${own.url}/%zz`);
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringMatching(/^nothing here, [\da-f]{32}$/),
    ]);
    await own.stop();
    const broken = await start("production", {
      unreadable: () => {
        throw new Error("password of the page is hunter2");
      },
    });
    const failed = await fetch(`${broken.url}/%zz`);
    expect([failed.status, await failed.text()]).toEqual([500, expect.not.stringContaining("hunter2")]);
    expect(lines.filter((line) => line.includes("hunter2"))).toHaveLength(1);
    expect((await fetch(`${broken.url}/health/live`)).status).toBe(200);
    await broken.stop();
  });

  it("tell strangers that the process lives and nothing else of its health", async () => {
    const open = await start("production", { isPublic: true });
    const statusOf = async (path: string) => (await fetch(open.url + path)).status;
    expect(await Promise.all(["/health/live", "/health/ready", "/metrics"].map(statusOf))).toEqual([200, 404, 404]);
    await open.stop();
  });

  it("count requests by the pattern of their route", async () => {
    await fetch(`${server.url}/door/one`);
    await fetch(`${server.url}/door/two`);
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toContain(
      'http_request_duration_seconds_count{service="greeting",method="GET",route="/door/:name",status="500"}',
    );
    expect(text).toContain("process_cpu_seconds_total");
    expect(text).not.toContain("/door/one");
  });
});

describe("a server's life", () => {
  it("says which port another process holds", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const refused = start("production", { port });
    await expect(refused).rejects.toThrow(PortInUse);
    await expect(refused).rejects.toThrow(`Port ${String(port)} on 127.0.0.1 is in use by another process`);
    other.close();
  });

  it("lets a running request end when it stops, and takes no new one", async () => {
    const stopping = await start("production");
    const begun = new Promise<void>((resolve) => (slowBegins = resolve));
    const running = ask({ ...asked(), url: stopping.url }, "{ slow }", { as: person });
    await begun;
    const [answer] = await Promise.all([running, stopping.stop(), stopping.stop()]);
    expect(answer.data).toEqual({ slow: 1 });
    await expect(fetch(`${stopping.url}/health/live`)).rejects.toThrow();
  });

  it("does not wait for a client that keeps its connection open and silent", async () => {
    const stopping = await start("production");
    const silent = httpRequest(stopping.url, { method: "POST", headers: { connection: "keep-alive" } });
    silent.on("error", () => undefined);
    await new Promise((resolve) => silent.once("socket", (socket) => socket.once("connect", resolve)));
    const idle = await fetch(`${stopping.url}/health/live`);
    await idle.text();
    // The limit for what still runs never comes: it is not what ends the process.
    stopTimers();
    await stopping.stop();
    jest.useRealTimers();
    silent.destroy();
  });
});
