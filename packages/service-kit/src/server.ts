import { Refusal } from "@ocop/contracts";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { type AddressInfo, Server as Listener, type Socket } from "node:net";
import type { Clock } from "./clock";
import { problemOf, problemType } from "./errors";
import type { GraphContext } from "./graph-context";
import { type GraphDoor, graphDoor } from "./graph-door";
import { healthRoutes, liveRoute, operatorRoutes, type ReadyChecks } from "./health";
import type { Log } from "./log";
import { createMetrics, type Metrics } from "./metrics";
import { type Trace, traceFrom } from "./trace";
import type { ViewerContext } from "./viewer-context";

declare module "fastify" {
  interface FastifyRequest {
    /** The step of the trace that this request is. */
    trace: Trace;
    /** Who asks, once a door has verified it. */
    viewerContext: ViewerContext | null;
  }
}

export type ServerParts<Context extends GraphContext> = {
  /** Name of the service: the audience of its viewer contexts, the label of its logs and metrics. */
  readonly name: string;
  readonly mode: "development" | "production";
  /** Loopback unless something else is asked for. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics?: Metrics;
  readonly subgraph?: GraphDoor<Context>;
  readonly ready?: ReadyChecks;
  /** HTTP doors beside the graph. */
  readonly routes?: (app: FastifyInstance) => void | Promise<void>;
  /** A door that strangers reach tells them that it lives; readiness and metrics are the main port's. */
  readonly isPublic?: boolean;
  /**
   * Seconds for which clients are told that an idle connection can be used again, 72 unless given. A process that
   * retires waits as long before it closes one: fewer where processes replace one another.
   */
  readonly idleSeconds?: number;
  /** Answers an address that cannot be read, such as `/p/%ff`; problem details unless given. */
  readonly unreadable?: Answer;
  /** Addresses or networks of proxies, separated by commas, whose `X-Forwarded-For` is believed; nobody's unless given. */
  readonly trustedProxy?: string | null;
};

/** Answers a request that reached no route. Its `query` and `params` are null when its address cannot be read. */
export type Answer = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

export type Server = {
  readonly app: FastifyInstance;
  /** `http://host:port`, without a path. */
  readonly url: string;
  /** Does this process answer its own `/health/ready` with 200? Asked inside it: its port may be shared. */
  isReady(): Promise<boolean>;
  /** Takes nothing new, lets what runs end for at most ten seconds, then closes whatever is left. */
  stop(): Promise<void>;
  /**
   * Leaves without a failed request, when another process answers on the same port: takes no new connection, goes
   * on answering on those there are and asks their clients to leave, closes idle ones when no client can mean to
   * use them any more, and after fifteen seconds in all whatever is left.
   */
  retire(): Promise<void>;
};

/** Another process listens where this one should. */
export class PortInUse extends Error {
  override readonly name = "PortInUse";
  constructor(
    readonly host: string,
    readonly port: number,
  ) {
    super(`Port ${String(port)} on ${host} is in use by another process`);
  }
}

/** Milliseconds that running requests are given when the process stops. */
const drainLimit = 10_000;

/** Milliseconds for which an idle connection is held after clients stopped counting on it: a last request may be on its way. */
const idleMargin = 2_000;

/** Milliseconds that a process is given to retire. */
const retireLimit = 15_000;

/** What Fastify tells clients unless it is told otherwise. */
const usualIdleSeconds = 72;

const traceOf = ({ headers: { traceparent } }: FastifyRequest): Trace =>
  traceFrom(typeof traceparent === "string" ? traceparent : null);

/** Bytes of headers that a subgraph takes: the viewer context of a person with some hundred assignments. Strangers get the usual 16 KiB. */
const viewerHeaderLimit = 131_072;

type AppParts = Pick<ServerParts<GraphContext>, "log" | "unreadable" | "idleSeconds" | "trustedProxy"> & {
  readonly metrics: Metrics;
  readonly isSubgraph: boolean;
};

const createApp = ({
  log,
  metrics,
  unreadable,
  idleSeconds,
  trustedProxy = null,
  isSubgraph,
}: AppParts): FastifyInstance => {
  const observe = (request: FastifyRequest, reply: FastifyReply, route: string): void => {
    const { method, trace } = request;
    const seconds = reply.elapsedTime / 1_000;
    metrics.observe({ method, route, status: reply.statusCode, seconds });
    const level = operatorRoutes.includes(route) ? "debug" : "info";
    log[level]({ traceId: trace.traceId, method, route, status: reply.statusCode, seconds }, "answered");
  };
  const sendProblem = (error: unknown, { trace }: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = problemOf(error, trace.traceId);
    if (problem.status === 500) log.error({ err: error, traceId: trace.traceId }, "unexpected error at a door");
    return reply.code(problem.status).type(problemType).send(JSON.stringify(problem));
  };
  const app = fastify({
    logger: false,
    forceCloseConnections: "idle",
    bodyLimit: 1_048_576,
    ...(isSubgraph ? { http: { maxHeaderSize: viewerHeaderLimit } } : {}),
    trustProxy: trustedProxy ?? false,
    ...(idleSeconds === undefined ? {} : { keepAliveTimeout: idleSeconds * 1_000 + idleMargin }),
    // Such a request passes no hook, no route and no error handler: what is thrown here would end the process.
    frameworkErrors: (error, request, reply) => {
      request.trace = traceOf(request);
      try {
        void (unreadable ? unreadable(request, reply) : sendProblem(error, request, reply));
      } catch (failure) {
        void sendProblem(failure, request, reply);
      }
      observe(request, reply, "none");
    },
  });
  app.decorateRequest("trace");
  app.decorateRequest("viewerContext", null);
  app.addHook("onRequest", (request, _reply, done) => {
    request.trace = traceOf(request);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    observe(request, reply, request.routeOptions.url ?? "none");
    done();
  });
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => sendProblem(new Refusal("NOT_FOUND"), request, reply));
  return app;
};

const listen = async (app: FastifyInstance, host: string, port: number): Promise<string> => {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") throw new PortInUse(host, port);
    throw error;
  }
  const address = app.server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${name}:${String(address.port)}`;
};

/** Connections that have not sent a request yet: browsers open some in advance, and Node does not count them as idle. */
const unusedConnections = ({ server }: FastifyInstance): ReadonlySet<Socket> => {
  const unused = new Set<Socket>();
  server.on("connection", (socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", ({ socket }) => unused.delete(socket));
  return unused;
};

/** Only running requests are waited for: connections are closed as soon as they fall idle. */
const drain = async (app: FastifyInstance, unused: ReadonlySet<Socket>, limit: number): Promise<void> => {
  const closeIdle = (): void => {
    app.server.closeIdleConnections();
    for (const socket of unused) socket.destroy();
  };
  const sweep = setInterval(closeIdle, 50);
  const timer = setTimeout(() => {
    app.server.closeAllConnections();
  }, limit);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(timer);
  }
};

/** Says with each answer whether its connection can be used again, and for how long. */
const announceIdleTime = (app: FastifyInstance, idleSeconds: number | undefined, isRetiring: () => boolean): void => {
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isRetiring()) void reply.header("connection", "close");
    else if (idleSeconds !== undefined && reply.raw.shouldKeepAlive)
      void reply.header("keep-alive", `timeout=${String(idleSeconds)}`);
    done(null, payload);
  });
};

/** Takes no new connection. An HTTP server closes idle ones with that, which this must not: a request may be on its way. */
const stopListening = ({ server }: FastifyInstance): void => {
  Listener.prototype.close.call(server);
};

/** Waits until every connection is gone, at most so many milliseconds. */
const untilLeft = ({ server }: FastifyInstance, limit: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, limit);
    server.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Serves one process over HTTP: its subgraph, its doors, its health and its metrics.
 *
 * @throws PortInUse when something else listens on the port
 */
export const startServer = async <Context extends GraphContext = GraphContext>(
  parts: ServerParts<Context>,
): Promise<Server> => {
  const { name, host = "127.0.0.1", port, log, metrics = createMetrics(name), ready = {}, idleSeconds } = parts;
  let isStopping = false;
  let isRetiring = false;
  const app = createApp({ ...parts, metrics, isSubgraph: parts.subgraph !== undefined });
  announceIdleTime(app, idleSeconds, () => isRetiring);
  const unused = unusedConnections(app);
  if (parts.isPublic) liveRoute(app);
  else healthRoutes(app, { ready, log, metrics, isStopping: () => isStopping });
  const endGraph = parts.subgraph ? await graphDoor(app, parts.subgraph, parts) : () => Promise.resolve();
  await parts.routes?.(app);
  const url = await listen(app, host, port);
  log.info({ url }, "listening");
  let stopped: Promise<void> | null = null;
  const end = async (limit: number): Promise<void> => {
    isStopping = true;
    await drain(app, unused, limit);
    await endGraph();
    log.info("stopped");
  };
  const stop = (limit = drainLimit): Promise<void> => (stopped ??= end(limit));
  const retire = async (): Promise<void> => {
    const held = Math.min((idleSeconds ?? usualIdleSeconds) * 1_000 + idleMargin, retireLimit);
    isRetiring = true;
    const left = untilLeft(app, held);
    stopListening(app);
    log.info("retiring");
    await left;
    await stop(retireLimit - held);
  };
  let retired: Promise<void> | null = null;
  return {
    app,
    url,
    isReady: async () => !isStopping && (await app.inject("/health/ready")).statusCode === 200,
    stop: () => stop(),
    retire: () => (retired ??= retire()),
  };
};
