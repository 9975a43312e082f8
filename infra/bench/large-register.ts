import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { z } from "zod";
import { environmentWith } from "./config";
import type { Processes } from "./cpu";
import { dataDir, root, type Stack } from "./stack";

/** How many rows the register of a nation holds. */
export const sizes = { products: 50_000, producers: 30_000, dossiers: 200_000 } as const;

/** What the private MariaDB of a data directory says of itself. */
const engine = z.object({ pid: z.number(), port: z.number(), socket: z.string() });

const service = "registry_large";
const schema = `ocop_${service}`;

/** A schema of its own beside those of the platform, by the same statements, empty. @returns its address */
const makeSchema = async ({ port, socket }: z.infer<typeof engine>): Promise<string> => {
  const secrets = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")));
  const password = randomBytes(24).toString("base64url");
  const connection = await createConnection({
    socketPath: socket,
    user: "root",
    password: secrets["MARIADB_ROOT_PASSWORD"] ?? "",
    multipleStatements: true,
  });
  try {
    await connection.query(`DROP DATABASE IF EXISTS ${schema}; DROP DATABASE IF EXISTS ${schema}_audit`);
    await connection.query(
      readFileSync(join(root, "infra/mysql/init.sql"), "utf8")
        .replaceAll("${SERVICE}", service)
        .replaceAll("${PASSWORD}", password),
    );
  } finally {
    await connection.end();
  }
  return `mysql://${schema}:${password}@127.0.0.1:${String(port)}/${schema}`;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
};

const run = promisify(execFile);

/** The register of a nation in a process of its own, and what it is asked with. */
export type LargeRegister = {
  readonly child: ChildProcess;
  readonly url: string;
  /** signs who asks */
  readonly key: string;
  readonly processes: Processes;
  /** seconds that filling it took */
  readonly filled: number;
};

/**
 * Makes a register as large as that of the nation, from a seed, in a schema of its own on the platform's private
 * MariaDB, and starts a registry of its own on it.
 */
export const startLargeRegister = async ({ env }: Stack, now: () => number): Promise<LargeRegister> => {
  const known = engine.parse(JSON.parse(readFileSync(join(dataDir, "mariadb.json"), "utf8")));
  const port = await freePort();
  const environment = environmentWith({
    ...env,
    NODE_ENV: "production",
    OCOP_MODE: "development",
    OCOP_ROLES: "graph",
    PORT: String(port),
    DATABASE_URL_REGISTRY: await makeSchema(known),
  });
  const program = (file: string): string => join(root, "services/registry/dist/src", file);
  for (const command of ["migrate", "load-reference"])
    await run(process.execPath, [program(`commands/${command}.js`)], { env: environment });
  const start = now();
  const given = Object.entries(sizes).flatMap(([name, size]) => [`--${name}`, String(size)]);
  await run(process.execPath, [program("commands/generate.js"), "--into", schema, ...given], { env: environment });
  const filled = (now() - start) / 1_000;
  const child = spawn(process.execPath, [program("main.js")], {
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${String(port)}`;
  for (let isUp = false; !isUp;) {
    if (child.exitCode !== null) throw new Error("the register did not start");
    await pause(200);
    isUp = await fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
  return {
    ...{ child, url, filled },
    key: (env["OCOP_VIEWER_KEY_REGISTRY"] ?? "").split(",")[0] ?? "",
    processes: { registry: child.pid ?? 0, mariadb: known.pid },
  };
};
