import { mkdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { root } from "../start/layout.mjs";
import { end, isSame } from "../start/process.mjs";
import { fingerprint, launch, onFreePort, readState, stopEngine } from "./child.mjs";

/**
 * Starts a private Redis in `dir`, or adopts the one that an earlier start left running on the same data.
 * Its settings, the password among them, go in by standard input: nothing secret is on a command line.
 *
 * @param password of the default user; `userPasswords(name)` gives those of the processes, when there are any
 * @param durable false only in tests: the log of changes is written but not forced to disk
 * @returns `{ pid, born, port, adopted, stop() }`
 */
export async function startRedis({ server, dir, log, password, userPasswords, durable, env, say = () => {} }) {
  const data = join(dir, "redis");
  const state = join(dir, "redis.json");
  const settings = [
    readFileSync(join(root, "infra/redis/redis.conf"), "utf8"),
    `dir ${JSON.stringify(data)}`,
    `requirepass ${password}`,
    ...(userPasswords ? [usersConf(userPasswords)] : []),
    ...(durable ? [] : ["appendfsync no"]),
  ];
  const print = fingerprint(server, settings);
  const old = readState(state);
  if (old && isSame(old)) {
    if (old.print === print && (await answers(old.port, password))) return engine(old, true);
    say("ending one that does not answer or has other settings");
    await end(old, 60_000);
  }
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const known = await onFreePort("Redis", { log, ask: (port) => answers(port, password), before: old?.port }, (port) =>
    launch(server, ["-"], {
      input: [...settings, `port ${port}`, ""].join("\n"),
      log,
      state,
      facts: { port, print },
      bound: !durable,
      env,
    }),
  );
  return engine(known, false);

  function engine(known, adopted) {
    return { ...known, adopted, stop: () => stopEngine(known, state) };
  }
}

/** While it reads its log of changes Redis answers LOADING: that is not ready. */
const answers = (port, password) =>
  new Promise((resolve) => {
    let heard = "";
    const socket = connect({ port, host: "127.0.0.1" });
    const finish = () => {
      socket.destroy();
      resolve(heard.startsWith("+OK\r\n+PONG\r\n"));
    };
    socket.setTimeout(1_000, finish);
    socket.on("error", finish);
    socket.on("close", finish);
    socket.on("data", (bytes) => (heard += bytes));
    socket.end(`AUTH ${password}\r\nPING\r\nQUIT\r\n`);
  });

/** `infra/redis/users.conf` with the passwords filled in. */
const usersConf = (passwordOf) =>
  readFileSync(join(root, "infra/redis/users.conf"), "utf8").replaceAll(/\$\{(\w+)\}/g, (_, name) => passwordOf(name));
