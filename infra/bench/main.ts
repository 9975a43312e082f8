import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { dayOf } from "@ocop/contracts";
import { machineTime, systemClock } from "@ocop/service-kit";
import { processesUnder } from "./cpu";
import { measureDoor, startBareGateway } from "./door";
import { startLargeRegister } from "./large-register";
import { type Figure, type Load, measure, middleOf } from "./load";
import { bodyOf, operations, pick } from "./operations";
import { measureRegister } from "./register";
import { registerHeading, registerSection, report } from "./report";
import { measureRevocation } from "./revocation";
import { type Program, root, type Stack, startProgram, startStack } from "./stack";

/** `pnpm bench [seconds] [platform|register]`: seconds a line, and which part of the figures to measure anew. */
const seconds = Number(process.argv[2] ?? 8);
const part = process.argv[3] ?? "all";

const file = join(root, "docs/figures.md");
const machine = `${String(cpus().length)} × ${cpus()[0]?.model ?? "unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;

const ask = async <T>(gateway: string, query: string): Promise<T> => {
  const response = await fetch(`${gateway}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "apollo-require-preflight": "true" },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { data: T; errors?: unknown };
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};

/** Ids of products and codes of communes to ask for. */
const readKeys = async (gateway: string) => {
  const { products, administrativeUnits } = await ask<
    Readonly<Record<"products" | "administrativeUnits", { nodes: readonly { id: string; code: string }[] }>>
  >(
    gateway,
    `{ products(first: 100) { nodes { id code } }
       administrativeUnits(first: 100, where: { listVersion: "2026-04", level: COMMUNE }) { nodes { id code } } }`,
  );
  return { ids: products.nodes.map(({ id }) => id), codes: administrativeUnits.nodes.map(({ code }) => code) };
};

/** The floors: a bare HTTP handler, and one that sends the same SQL. */
const startFloors = async ({ env }: Stack, codes: readonly string[]) => {
  const database = env["DATABASE_URL_REGISTRY"] ?? null;
  const select = "SELECT id, code, set_code, state, name_vi, name_en FROM product ORDER BY name_vi, id LIMIT 50";
  const byCode = "SELECT id, name, level FROM administrative_unit WHERE list_version = '2026-04' AND code = ?";
  return {
    "floor: bare HTTP handler": await startProgram("floor", { database: null, sql: "", keys: [], bytes: 4_000 }),
    "floor: HTTP + mysql2, list of 50": await startProgram("floor", { database, sql: select, keys: [], bytes: 0 }),
    "floor: HTTP + mysql2, one by code": await startProgram("floor", { database, sql: byCode, keys: codes, bytes: 0 }),
  };
};

const run = async (stack: Stack, started: Pick<Program, "child">[]): Promise<string> => {
  const { addresses, processes, story } = stack;
  const gateway = addresses["gateway"] ?? "";
  const pids = Object.fromEntries(processes.map(({ name, pid }) => [name, pid]));
  const { ids, codes } = await readKeys(gateway);
  const floors = await startFloors(stack, codes);
  const bare = await startBareGateway(stack);
  started.push(...Object.values(floors), bare);

  const figures: Figure[] = [];
  const take = async (load: Load): Promise<Figure> => {
    const figure = await measure(load, seconds);
    process.stdout.write(
      `${figure.name}: ${figure.requestsPerSecond.toFixed(0)}/s, p50 ${String(figure.p50)} ms, p99 ${String(figure.p99)} ms\n`,
    );
    if (figure.failed > 0) throw new Error(`${figure.name}: ${String(figure.failed)} requests failed`);
    return figure;
  };
  const line = async (name: string, load: Omit<Load, "name">): Promise<void> => {
    figures.push(await take({ name, ...load }));
  };
  /** Two loads in turn, five times each, so that both see the same machine; of each the round in the middle. */
  const inTurn = async (one: Load, other: Load): Promise<void> => {
    const rounds: (readonly [Figure, Figure])[] = [];
    for (let round = 0; round < 5; round += 1) rounds.push([await take(one), await take(other)]);
    for (const nth of [0, 1] as const) figures.push(middleOf(rounds.map((round) => round[nth])));
  };
  for (const [name, floor] of Object.entries(floors))
    await line(name, { url: floor.url, body: null, processes: floor.processes });

  const point = bodyOf(operations.point, () => ({ list: "2026-04", code: pick(codes, 1)[0] }));
  const lines = {
    "list of 50 products": bodyOf(operations.list, () => ({ where: { ids: pick(ids, 50) } })),
    "20 products joined over four subgraphs": bodyOf(operations.joined, () => ({ where: { ids: pick(ids, 20) } })),
    "one unit by code": point,
  };
  const subgraphs = Object.fromEntries(Object.entries(pids).filter(([name]) => name !== "gateway"));
  for (const [name, body] of Object.entries(lines))
    await inTurn(
      {
        name: `${name}, bare gateway`,
        url: `${bare.url}/graphql`,
        body,
        processes: { ...bare.processes, ...subgraphs },
      },
      { name, url: `${gateway}/graphql`, body, processes: pids },
    );
  const page = new URL(String(story?.["publicPage"]));
  await line("QR page", {
    url: page.origin,
    body: null,
    path: () => `${page.pathname}?lang=${Math.random() < 0.5 ? "vi" : "en"}`,
    processes: { traceability: pids["traceability"] ?? 0 },
  });
  const door = await measureDoor(
    stack,
    processesUnder(pids["gateway"] ?? 0),
    { url: `${gateway}/graphql`, body: point, processes: {} },
    seconds,
  );
  return report({
    figures,
    door,
    revocation: await measureRevocation(stack),
    machine,
    seconds,
    day: dayOf(systemClock().now()),
  });
};

const runRegister = async (stack: Stack, started: Pick<Program, "child">[]): Promise<string> => {
  const load = loadavg()[0] ?? 0;
  const register = await startLargeRegister(stack, machineTime);
  started.push(register);
  const figures = await measureRegister(register, seconds, ({ name, p50, p95, p99 }) => {
    const [half, most, nearlyAll] = [p50, p95, p99].map((value) => value.toFixed(1));
    process.stdout.write(`${name}: p50 ${half ?? ""} ms, p95 ${most ?? ""} ms, p99 ${nearlyAll ?? ""} ms\n`);
  });
  const day = dayOf(systemClock().now());
  return registerSection({ figures, filled: register.filled, machine, load, seconds, day });
};

/** The two parts of the committed figures; a part that is not measured stays as it is. */
const committed = (): { readonly platform: string; readonly register: string } => {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const at = text.indexOf(registerHeading);
  return at < 0
    ? { platform: text, register: "" }
    : { platform: `${text.slice(0, at).trimEnd()}\n`, register: text.slice(at) };
};

const main = async (): Promise<void> => {
  if (!["all", "platform", "register"].includes(part)) throw new Error("bench [seconds] [platform|register]");
  const { stack, process: platform } = await startStack();
  const started: Pick<Program, "child">[] = [];
  try {
    const before = committed();
    const text = [
      part === "register" ? before.platform : await run(stack, started),
      part === "platform" ? before.register : await runRegister(stack, started),
    ]
      .filter((one) => one !== "")
      .join("\n");
    writeFileSync(file, text);
    process.stdout.write(`\n${text}\n`);
  } finally {
    for (const { child } of started) child.kill();
    platform.kill("SIGTERM");
    if (platform.exitCode === null) await once(platform, "exit");
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
