import { EventEmitter } from "node:events";
import type { Log } from "./log";
import { prefixOf, producerConnection, workerConnection } from "./redis";

/** Who waits for work in this process: the relay of a service under its name, its jobs under `<service>.jobs`. */
const emitter = new EventEmitter().setMaxListeners(0);

/** There is work for whoever waits under this name. Costs nothing when nobody does. */
export const nudge = (name: string): void => {
  emitter.emit(name);
};

/** @returns how to stop listening */
export const onNudge = (name: string, act: () => void): (() => void) => {
  emitter.on(name, act);
  return () => {
    emitter.off(name, act);
  };
};

const channelOf = (service: string): string => `${prefixOf(service)}:nudge`;

/**
 * For a process that writes events while the relay runs in another: tells it over Redis. A nudge that
 * is lost costs the relay's rest of a second, nothing else.
 *
 * @returns how to stop
 */
export const announceNudges = (service: string, redis: string, log: Log): (() => void) => {
  const connection = producerConnection(redis, log);
  const forget = onNudge(service, () => {
    connection.publish(channelOf(service), "").catch((error: unknown) => {
      log.debug({ err: error }, "nudge: not announced");
    });
  });
  return () => {
    forget();
    connection.disconnect();
  };
};

/**
 * Calls `act` at every nudge of the service, of this process or announced by another.
 *
 * @returns how to stop
 */
export const hearNudges = (service: string, redis: string, log: Log, act: () => void): (() => void) => {
  const connection = workerConnection(redis, log);
  connection.on("message", act);
  // The library would subscribe again by itself, but let a failure of that end the process.
  connection.on("ready", () => {
    connection.subscribe(channelOf(service)).catch((error: unknown) => {
      log.debug({ err: error }, "nudge: not subscribed");
    });
  });
  const forget = onNudge(service, act);
  return () => {
    forget();
    connection.disconnect();
  };
};
