import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What the proxy does to the bytes that pass, in both directions. All off at first. */
export type Faults = {
  /** milliseconds each chunk is held back */
  latency: number;
  /** up to so many milliseconds more, at random */
  jitter: number;
  /** bytes a second at most towards the client, 0 for as many as come */
  slowRead: number;
  /** connections stand, but nothing reaches the server */
  holdRequests: boolean;
  /** the server hears and acts, but no answer comes back */
  holdAnswers: boolean;
};

export type FaultProxy = Faults & {
  /** `127.0.0.1:port` */
  readonly port: number;
  /** breaks every connection at once and refuses new ones until {@link FaultProxy.restore} */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
};

/** A TCP proxy on a free loopback port that fails on demand, for tests of MariaDB and Redis clients. */
export const startFaultProxy = async (target: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultProxy> => {
  const sockets = new Set<Socket>();
  const faults: Faults = { latency: 0, jitter: 0, slowRead: 0, holdRequests: false, holdAnswers: false };
  let refusing = false;

  const held = async (bytes: number, toClient: boolean): Promise<void> => {
    while (!refusing && (toClient ? faults.holdAnswers : faults.holdRequests)) await pause(5);
    const slow = toClient && faults.slowRead > 0 ? (bytes / faults.slowRead) * 1000 : 0;
    const milliseconds = faults.latency + Math.random() * faults.jitter + slow;
    if (milliseconds > 0) await pause(milliseconds);
  };

  const pump = async (from: Socket, to: Socket, toClient: boolean): Promise<void> => {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      await held(chunk.length, toClient);
      if (to.destroyed) return;
      if (!to.write(chunk)) await new Promise((resolve) => to.once("drain", resolve).once("close", resolve));
    }
    to.end();
  };

  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const upstream = connect(target.port, target.host);
    const breakBoth = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", breakBoth);
      socket.on("close", () => {
        sockets.delete(socket);
        breakBoth();
      });
    }
    pump(client, upstream, false).catch(breakBoth);
    pump(upstream, client, true).catch(breakBoth);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const cut = (): void => {
    refusing = true;
    for (const socket of sockets) socket.destroy();
  };
  return Object.assign(faults, {
    port: (server.address() as AddressInfo).port,
    cut,
    restore: () => {
      Object.assign(faults, { holdRequests: false, holdAnswers: false });
      refusing = false;
    },
    close: () => {
      cut();
      return new Promise<void>((resolve, reject) => {
        server.close((error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    },
  });
};
