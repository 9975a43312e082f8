import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { providePrograms, startEngines } from "../engines.mjs";
import { bootstrap } from "./bootstrap.mjs";
import { emptyDataDirectory, openDataDirectory, requireSpace } from "./data-directory.mjs";
import { describeStack, environmentOf, privateEngines } from "./environment.mjs";
import { Failure } from "./failure.mjs";
import {
  bootstrapDirectory,
  loadReferenceEntry,
  migrateEntry,
  processes,
  root,
  services,
  storyEntry,
} from "./layout.mjs";
import { reservePorts } from "./ports.mjs";
import { end, endCommands, isSame, run } from "./process.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { readStamp, referenceStamp, writeStamp } from "./stamp.mjs";
import { summaryOf } from "./summary.mjs";
import { Supervised } from "./supervisor.mjs";

/**
 * The platform while it runs from one data directory. `up()` ends when everything serves; `down()`
 * stops what was started, services first and engines last, whenever it is called.
 */
export class Stack {
  /** Null until the data directory is ours: before that nothing in it may be touched. */
  #releaseData = null;
  #releasePorts = async () => {};
  #engines = { mariadb: null, redis: null };
  #running = [];
  #watch = null;
  #engineStart = null;
  #revival = null;
  isStopping = false;
  #reportFatal;
  story = null;
  /** Rejects when the platform cannot go on. */
  fatal = new Promise((_, reject) => {
    this.#reportFatal = reject;
  });

  constructor({ settings, env, display }) {
    Object.assign(this, { settings, env, display });
    this.fatal.catch(() => {});
    this.logs = join(settings.dataDir, "logs");
    this.runFile = join(settings.dataDir, "run.json");
  }

  async up() {
    const { settings, env, display } = this;
    const { dataDir } = settings;
    const need = privateEngines(env);
    if (settings.reset && !(need.mariadb && need.redis))
      throw new Failure(
        "--reset forgets private engines only: empty the databases and the Redis that the environment names yourself.",
      );
    requireSpace(root);
    requireSpace(dataDir);
    this.#releaseData = openDataDirectory(dataDir);
    await this.#endLeftovers();
    if (settings.reset) await display.step("forget the old data", () => this.#reset());
    const { table, release } = await reservePorts(settings.portBase);
    this.ports = table;
    this.#releasePorts = release;
    const secrets = ensureSecrets(join(dataDir, "secrets.json"));

    const [built, engines] = await Promise.allSettled([bootstrap({ env, display }), this.#startEngines(need, secrets)]);
    if (engines.status === "rejected") throw engines.reason;
    if (built.status === "rejected") throw built.reason;
    this.#stopIfAsked();

    const described = describeStack({ ports: this.ports, secrets, engines: this.#engines, dataDir, env });
    this.addresses = described.addresses;
    this.values = described.values;
    await this.#prepareData();
    this.#stopIfAsked();
    await this.#releasePorts();
    await this.#startProcesses();
    this.#stopIfAsked();
    this.story = settings.seed ? await this.#tellStory() : null;
    this.#writeRun();
    display.line(summaryOf({ addresses: this.addresses, story: this.story, dataDir, env }));
  }

  /** Makes `up()` end soon, wherever it is. */
  async interrupt() {
    this.isStopping = true;
    clearInterval(this.#watch);
    await Promise.all([endCommands(), ...this.#running.map((process) => process.stop())]);
  }

  /** Called when `up()` has ended, well or badly. */
  async down() {
    await this.interrupt();
    await this.#revival;
    await this.#releasePorts();
    await Promise.all([this.#engines.mariadb?.stop(), this.#engines.redis?.stop()]);
    if (!this.#releaseData) return;
    rmSync(this.runFile, { force: true });
    this.#releaseData();
  }

  #stopIfAsked() {
    if (this.isStopping) throw new Failure("Stopped before everything was started.");
  }

  /** A start that was ended by kill -9 leaves its processes behind; its engines are adopted, the rest is ended. */
  async #endLeftovers() {
    if (!existsSync(this.runFile)) return;
    const left = readRun(this.runFile).filter(isSame);
    if (left.length > 0)
      await this.display.step("end what an earlier start left", () =>
        Promise.all(left.map((process) => end(process, 5_000))),
      );
    rmSync(this.runFile, { force: true });
  }

  async #reset() {
    for (const name of ["mariadb", "redis"]) {
      const state = join(this.settings.dataDir, `${name}.json`);
      if (existsSync(state)) await end(JSON.parse(readFileSync(state, "utf8")), 10_000);
    }
    emptyDataDirectory(this.settings.dataDir);
  }

  async #startEngines(need, secrets) {
    if (!need.mariadb && !need.redis) return;
    const { env, display } = this;
    await display.step("MariaDB and Redis", async (say) => {
      const programs = await providePrograms(need, { env, log: join(bootstrapDirectory, "apt.log"), say });
      say("");
      this.#engineStart = async () => {
        this.#engines = await startEngines({
          programs,
          dir: this.settings.dataDir,
          logs: this.logs,
          secrets,
          env,
          say,
        });
      };
      await this.#engineStart();
      if (this.#engines.mariadb?.created)
        for (const name of ["reference.stamp", "story.json"])
          rmSync(join(this.settings.dataDir, name), { force: true });
      const tell = (name, engine) =>
        engine && `${name} ${engine.adopted ? "was running" : "started"} on port ${engine.port}`;
      say([tell("MariaDB", this.#engines.mariadb), tell("Redis", this.#engines.redis)].filter(Boolean).join(", "));
    });
  }

  /** Migrations and reference data, unless nothing of them changed since they last went into these databases. */
  async #prepareData() {
    const { display, settings } = this;
    const file = join(settings.dataDir, "reference.stamp");
    const databases = services.map((name) => this.values[`DATABASE_URL_${name.toUpperCase()}`]);
    const stamp = referenceStamp(root, String(settings.seed), ...databases.map((url) => url.replace(/:\d+\//, "/")));
    if (this.#engines.mariadb && readStamp(file) === stamp) return;
    await display.step("migrate", (say) =>
      this.#forEachService("migrate", migrateEntry, [], say, (name) => `The migrations of ${name} failed.`),
    );
    const flags = settings.seed ? ["--demonstration"] : [];
    await display.step("load reference data", (say) =>
      this.#forEachService(
        "load-reference",
        loadReferenceEntry,
        flags,
        say,
        (name) => `The reference data of ${name} could not be loaded.`,
      ),
    );
    writeStamp(file, stamp);
  }

  /** Runs one command of each service side by side and shows the last line of each. */
  async #forEachService(what, entryOf, args, say, adviceOf) {
    const last = {};
    const results = await Promise.allSettled(
      services.map((name) =>
        run(process.execPath, [join(root, entryOf(name)), ...args], {
          cwd: root,
          env: environmentOf(name, { values: this.values, ports: this.ports, env: this.env }),
          log: join(this.logs, `${what}-${name}.log`),
          advice: `${adviceOf(name)}`,
          onLine: (line) => {
            last[name] = wordsOf(line).replace(`${name}: `, "");
            say(
              Object.entries(last)
                .map(([service, text]) => `${service}: ${text}`)
                .join(" · "),
            );
          },
        }),
      ),
    );
    const failed = results.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
    say("");
  }

  async #startProcesses() {
    this.#running = processes.map(
      ({ name, entry }) =>
        new Supervised({
          name,
          entry,
          port: this.ports[name],
          environment: environmentOf(name, { values: this.values, ports: this.ports, env: this.env }),
          log: join(this.logs, `${name}.log`),
          onLaunch: () => this.#writeRun(),
          onRestart: (sentence) => this.display.line(`! ${sentence}`),
        }),
    );
    await this.display.step("identity, four services, gateway", async (say) => {
      const waiting = new Set(processes.map(({ name }) => name));
      const starts = this.#running.map(async (process) => {
        await process.start();
        waiting.delete(process.name);
        say(waiting.size > 0 ? `waiting for ${[...waiting].join(", ")}` : "");
      });
      await Promise.all(starts);
    });
    this.#watch = setInterval(() => void this.#watchEngines(), 500);
  }

  /** Told once to a data directory and its addresses; its ids, dates and addresses stand in the table of every later start. */
  async #tellStory() {
    const file = join(this.settings.dataDir, "story.json");
    const told = this.#engines.mariadb && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
    if (told?.portBase === this.ports.gateway) return told.story;
    return this.display.step("tell the story", async (say) => {
      const last = await run(process.execPath, [join(root, storyEntry)], {
        cwd: root,
        env: environmentOf("story", { values: this.values, ports: this.ports, env: this.env }),
        log: join(this.logs, "story.log"),
        onLine: (line) => line.startsWith("{") || say(wordsOf(line)),
        advice: "The story could not be told through the graph.",
      });
      say("");
      const story = parseStory(last, join(this.logs, "story.log"));
      writeWhole(file, JSON.stringify({ portBase: this.ports.gateway, story }, null, 2));
      return story;
    });
  }

  /** An engine that dies is started again on its data and its port, where the processes look for it. */
  async #watchEngines() {
    if (this.isStopping || this.#revival) return;
    const before = this.#engines;
    const dead = Object.keys(before).filter((name) => before[name] && !isSame(before[name]));
    if (dead.length === 0) return;
    const logOf = (name) => join(this.logs, `${name}.log`);
    for (const name of dead) this.display.line(`! ${name} ended. Starting it again; log: ${logOf(name)}`);
    this.#revival = this.#engineStart()
      .then(() => {
        const moved = dead.find((name) => this.#engines[name].port !== before[name].port);
        if (!moved) return;
        const sentence = `Port ${before[moved].port} of ${moved} was taken by another process: start the platform again.`;
        throw new Failure(sentence, logOf(moved));
      })
      .catch(this.#reportFatal);
    await this.#revival;
    this.#revival = null;
  }

  /** What other commands read: addresses, variables, and which processes run. For the owner's eyes. */
  #writeRun() {
    writeWhole(
      this.runFile,
      JSON.stringify(
        {
          pid: process.pid,
          portBase: this.ports.gateway,
          addresses: this.addresses,
          env: this.values,
          processes: this.#running
            .filter(({ known }) => known)
            .map(({ name, known, log }) => ({ name, ...known, log })),
          story: this.story,
        },
        null,
        2,
      ),
    );
  }
}

function readRun(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).processes ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function parseStory(line, log) {
  try {
    return JSON.parse(line);
  } catch {
    throw new Failure("The story ended without saying what it made.", log);
  }
}

function writeWhole(file, text) {
  writeFileSync(`${file}.new`, `${text}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** A line of a command as a person reads it: the message of a JSON line, or the text. */
function wordsOf(line) {
  try {
    return String(JSON.parse(line).msg ?? line).slice(0, 60);
  } catch {
    return line.slice(0, 60);
  }
}
