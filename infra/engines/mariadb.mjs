import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../start/failure.mjs";
import { root, services } from "../start/layout.mjs";
import { end, isSame, lastWordOf } from "../start/process.mjs";
import { fingerprint, launch, onFreePort, readState, shortFolder, stopEngine } from "./child.mjs";

const asRoot = () => (process.getuid?.() === 0 ? ["--user=root"] : []);

/** Strict, utf8mb4, UTC. What may be lost in a crash is the only thing that tests may choose. */
const settings = (durable) => [
  "--bind-address=127.0.0.1",
  "--skip-name-resolve",
  "--skip-log-bin",
  "--character-set-server=utf8mb4",
  "--collation-server=utf8mb4_unicode_520_ci",
  "--sql-mode=STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION",
  "--default-time-zone=+00:00",
  "--transaction-isolation=READ-COMMITTED",
  "--local-infile=0",
  "--max-connections=400",
  `--innodb-flush-log-at-trx-commit=${durable ? 1 : 0}`,
  `--innodb-buffer-pool-size=${durable ? "256M" : "128M"}`,
  ...(durable ? [] : ["--skip-innodb-doublewrite", "--innodb-log-file-size=32M"]),
];

/**
 * Starts a private MariaDB in `dir`, making it first when it is not there, or adopts the one that an
 * earlier start left running on the same data.
 *
 * @param durable false only in tests: a crash may lose the last second
 * @param socketDir where to put the socket; a new folder in the temporary one when it is not given
 * @returns `{ pid, born, port, socket, adopted, created, query(sql), stop() }`; `created`: its data is new
 */
export async function startMariadb({ programs, dir, log, rootPassword, durable, socketDir, env, say = () => {} }) {
  const data = join(dir, "mariadb");
  /** Not the machine's: a MariaDB that starts removes the temporary tables of every other one that works in the same folder. */
  const temporary = join(dir, "mariadb.tmp");
  const state = join(dir, "mariadb.json");
  const print = fingerprint(data, programs.server, settings(durable));
  const old = readState(state);
  if (old && isSame(old)) {
    if (old.print === print && existsSync(old.socket) && (await answers(old.socket))) return engine(old, true, false);
    say("ending one that does not answer or has other settings");
    await end(old, 60_000);
  }
  if (old) rmSync(dirname(old.socket), { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const created = !existsSync(data);
  if (created) await initialise();
  const place = [
    "--no-defaults",
    `--datadir=${data}`,
    `--tmpdir=${temporary}`,
    `--pid-file=${join(data, "mariadbd.pid")}`,
  ];
  const socket = join(socketDir ?? shortFolder("ocop-"), "mariadb.sock");
  const known = await onFreePort("MariaDB", { log, ask: () => answers(socket), before: old?.port }, (port) =>
    launch(programs.server, [...place, `--socket=${socket}`, `--port=${port}`, ...settings(durable), ...asRoot()], {
      log,
      state,
      facts: { port, socket, print },
      bound: !durable,
      env,
    }),
  );
  return engine(known, false, created);

  /** Made beside and moved into place: a data directory is there whole or not at all. */
  async function initialise() {
    say("making its data directory");
    const unfinished = `${data}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    await execute(programs.installer, [
      "--no-defaults",
      `--datadir=${unfinished}`,
      `--tmpdir=${temporary}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      "--skip-name-resolve",
      ...asRoot(),
    ]);
    const hosts = durable ? ["localhost"] : ["localhost", "127.0.0.1"];
    await execute(
      programs.server,
      [
        "--no-defaults",
        "--bootstrap",
        `--datadir=${unfinished}`,
        `--tmpdir=${temporary}`,
        "--skip-log-bin",
        ...asRoot(),
      ],
      [
        "FLUSH PRIVILEGES;",
        ...hosts.map((host) => `CREATE USER IF NOT EXISTS root@'${host}';`),
        ...hosts.map((host) => `GRANT ALL PRIVILEGES ON *.* TO root@'${host}' WITH GRANT OPTION;`),
        ...hosts.map((host) => `ALTER USER root@'${host}' IDENTIFIED BY '${rootPassword}';`),
        `DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host NOT IN (${hosts.map((host) => `'${host}'`).join(", ")}));`,
      ].join("\n"),
    );
    renameSync(unfinished, data);
  }

  function execute(program, args, input = "") {
    return new Promise((resolve, reject) => {
      const child = execFile(program, args, { env, maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
        if (!error) return resolve();
        writeFileSync(log, `${stdout}\n${stderr}`);
        reject(
          new Failure(
            `MariaDB's data directory ${data} could not be made: ${firstComplaint(`${stdout}\n${stderr}`)}.`,
            log,
          ),
        );
      });
      child.stdin.on("error", () => {});
      child.stdin.end(input);
    });
  }

  function engine(known, adopted, created) {
    return {
      ...known,
      adopted,
      created,
      query: (sql) => query(sql, known.socket),
      stop: async () => {
        await stopEngine(known, state);
        rmSync(dirname(known.socket), { recursive: true, force: true });
      },
    };
  }

  async function answers(socket) {
    try {
      return (await query("SELECT 1", socket)) === "1\n";
    } catch (error) {
      if (!/ERROR 1045 /.test(error.message)) return false;
      throw new Failure(
        `The databases in ${data} were made with other secrets: restore secrets.json beside them, or start with --reset to lose their data.`,
      );
    }
  }

  /** Runs statements as root through the socket. */
  function query(sql, socket) {
    return new Promise((resolve, reject) => {
      const args = [
        "--no-defaults",
        "--batch",
        "--skip-column-names",
        `--socket=${socket}`,
        "--user=root",
        "--default-character-set=utf8mb4",
      ];
      const child = execFile(
        programs.client,
        args,
        { env: { ...env, MYSQL_PWD: rootPassword } },
        (error, stdout, stderr) => {
          if (!error) return resolve(stdout);
          reject(
            new Failure(`MariaDB refused its set-up: ${stderr.trim().split("\n").at(-1) || lastWordOf(log)}.`, log),
          );
        },
      );
      child.stdin.on("error", () => {});
      child.stdin.end(sql);
    });
  }
}

const firstComplaint = (text) =>
  text.split("\n").find((line) => /\berror\b|no space|denied/i.test(line)) ?? "it said nothing";

/** `infra/mysql/init.sql` for all services: schema, audit schema and user of each. */
export function schemasSql(passwordOf) {
  const template = readFileSync(join(root, "infra/mysql/init.sql"), "utf8");
  return services
    .map((service) => template.replaceAll("${SERVICE}", service).replaceAll("${PASSWORD}", passwordOf(service)))
    .join("\n");
}
