import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../src/clock";
import { createLog } from "../src/log";
import { type Server, startServer } from "../src/server";

let server: Server;
let agent: Agent;
let finishSlow: () => void = () => undefined;

beforeEach(async () => {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  server = await startServer({
    name: "retiring",
    mode: "production",
    port: 0,
    idleSeconds: 2,
    log: createLog("test", { level: "silent" }),
    clock: systemClock(),
    routes: (app) => {
      app.get("/quick", () => "quick");
      app.get("/slow", () => new Promise((resolve) => (finishSlow = () => resolve("slow"))));
    },
  });
});

afterEach(async () => {
  agent.destroy();
  await server.stop();
});

type Answer = {
  readonly status: number;
  readonly text: string;
  readonly connection: string | undefined;
  readonly keepAlive: string | string[] | undefined;
};

const get = (path: string, by = agent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = request(server.url + path, { agent: by }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () => {
        const { connection, "keep-alive": keepAlive } = response.headers;
        resolve({ status: response.statusCode ?? 0, text, connection, keepAlive });
      });
    });
    call.on("error", reject).end();
  });

/** A connection on which nothing was asked yet, as browsers open some in advance. */
const opened = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  await once(socket, "connect");
  await pause(50);
  return socket;
};

describe("a process that retires", () => {
  it("has told its clients for how long an idle connection can be used", async () => {
    expect(await get("/quick")).toMatchObject({ connection: "keep-alive", keepAlive: "timeout=2" });
    const unkept = new Agent({ keepAlive: false });
    expect(await get("/quick", unkept)).toMatchObject({ connection: "close", keepAlive: undefined });
  });

  it("answers a further request on a connection it holds, and asks the client to leave", async () => {
    await get("/quick");
    const retired = server.retire();
    await pause(100);
    expect(await get("/quick")).toMatchObject({ status: 200, text: "quick", connection: "close" });
    const began = performance.now();
    await retired;
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it("takes no new connection from the first moment on", async () => {
    await get("/quick");
    const retired = server.retire();
    await expect(get("/quick", new Agent())).rejects.toThrow("ECONNREFUSED");
    await retired;
  });

  it("holds an idle connection for as long as it promised, and a margin, before it closes it", async () => {
    await get("/quick");
    const unused = await opened();
    const closed = once(unused, "close");
    const began = performance.now();
    await server.retire();
    expect(performance.now() - began).toBeGreaterThan(3_500);
    expect(performance.now() - began).toBeLessThan(6_000);
    await closed;
  });

  it("lets a running request end, and says in its answer that the connection ends too", async () => {
    const slow = get("/slow");
    await pause(100);
    const retired = server.retire();
    await pause(100);
    finishSlow();
    expect(await slow).toMatchObject({ status: 200, text: "slow", connection: "close" });
    await retired;
  });

  it("stays ready for whoever asks on a connection it holds, since the address still answers", async () => {
    await get("/quick");
    expect(await server.isReady()).toBe(true);
    const retired = server.retire();
    expect(await server.isReady()).toBe(true);
    expect((await get("/health/ready")).status).toBe(200);
    await retired;
    expect(await server.isReady()).toBe(false);
  });

  it("still ends at once when it is stopped meanwhile", async () => {
    await get("/quick");
    const began = performance.now();
    const retired = server.retire();
    await server.stop();
    await retired;
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
