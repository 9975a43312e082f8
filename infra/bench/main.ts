import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { dayOf } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import { z } from "zod";
import { measure, type Figure } from "./load";
import { report } from "./report";
import { measureRevocation } from "./revocation";

const root = join(__dirname, "../../..");
const dataDir = join(root, ".ocop", "bench");
const seconds = Number(process.argv[2] ?? 8);

const stack = z.object({
  addresses: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()),
  processes: z.array(z.object({ name: z.string(), pid: z.number() })),
  story: z.record(z.string(), z.unknown()).nullable(),
});

/** A platform of its own, with the real products and the story, on free ports and fresh data. */
type Stack = z.infer<typeof stack>;

const startStack = async (): Promise<{ readonly stack: Stack; readonly process: ChildProcess }> => {
  const child = spawn(
    process.execPath,
    [join(root, "infra/start.mjs"), "--port-base", "auto", "--data-dir", dataDir, "--reset"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  while (!output.includes("Ctrl-C stops everything")) {
    if (child.exitCode !== null) throw new Error(`the platform did not start:\n${output}`);
    await pause(200);
  }
  return { stack: stack.parse(JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8"))), process: child };
};

const startFloor = async (database: string | null, sql: string, keys: readonly string[], bytes: number) => {
  const child = fork(join(__dirname, "floor.js"), [JSON.stringify({ database, sql, keys, bytes })]);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${String(port)}/`, processes: { floor: child.pid ?? 0 } };
};

const ask = async <T>(gateway: string, query: string, variables: object = {}): Promise<T> => {
  const response = await fetch(`${gateway}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "apollo-require-preflight": "true" },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data: T; errors?: unknown };
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};

const pick = <T>(items: readonly T[], count: number): readonly T[] => {
  const start = Math.floor(Math.random() * items.length);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, nth) => items[(start + nth * 7) % items.length] as T,
  );
};

const body = (query: string, variables: () => object) => (): string =>
  JSON.stringify({ query, variables: variables() });

const list = `query List($where: ProductWhere) { products(first: 50, where: $where) { nodes { id code setCode state name { value } } } }`;
const joined = `query Joined($where: ProductWhere) { products(first: 20, where: $where) { nodes {
  id name { value } producer { name } commune { name { value } } stars certificate { certificateNo status issuedOn expiresOn regime }
  salePoints(first: 3) { name { value } } publicPage { url } } } }`;
const point = `query Point($list: String!, $code: String!) { administrativeUnitByCode(listVersion: $list, code: $code) { id name { value } level } }`;

const main = async (): Promise<void> => {
  const { stack, process: platform } = await startStack();
  const floors: ChildProcess[] = [];
  try {
    const { addresses, env, processes } = stack;
    const gateway = addresses["gateway"] ?? "";
    const pids = Object.fromEntries(processes.map(({ name, pid }) => [name, pid]));
    const all = await ask<{ products: { nodes: { id: string }[] } }>(
      gateway,
      "{ products(first: 100) { nodes { id } } }",
    );
    const ids = all.products.nodes.map(({ id }) => id);
    const units = await ask<{ administrativeUnits: { nodes: { code: string }[] } }>(
      gateway,
      `{ administrativeUnits(first: 100, where: { listVersion: "2026-04", level: COMMUNE }) { nodes { code } } }`,
    );
    const codes = units.administrativeUnits.nodes.map(({ code }) => code);
    const page = new URL(String(stack.story?.["publicPage"]));
    const registry = env["DATABASE_URL_REGISTRY"] ?? null;

    const bare = await startFloor(null, "", [], 4_000);
    const sqlList = await startFloor(
      registry,
      "SELECT id, code, set_code, state, name_vi, name_en FROM product ORDER BY name_vi, id LIMIT 50",
      [],
      0,
    );
    const sqlPoint = await startFloor(
      registry,
      "SELECT id, name, level FROM administrative_unit WHERE list_version = '2026-04' AND code = ?",
      codes,
      0,
    );
    floors.push(bare.child, sqlList.child, sqlPoint.child);

    const graph = `${gateway}/graphql`;
    const figures: Figure[] = [];
    const line = async (name: string, load: Omit<Parameters<typeof measure>[0], "name">): Promise<void> => {
      const figure = await measure({ name, ...load }, seconds);
      process.stdout.write(
        `${name}: ${figure.requestsPerSecond.toFixed(0)}/s, p50 ${String(figure.p50)} ms, p99 ${String(figure.p99)} ms\n`,
      );
      if (figure.failed > 0) throw new Error(`${name}: ${String(figure.failed)} requests failed`);
      figures.push(figure);
    };
    await line("floor: bare HTTP handler", { url: bare.url, body: null, processes: bare.processes });
    await line("floor: HTTP + mysql2, list of 50", { url: sqlList.url, body: null, processes: sqlList.processes });
    await line("floor: HTTP + mysql2, one by code", { url: sqlPoint.url, body: null, processes: sqlPoint.processes });
    await line("list of 50 products", {
      url: graph,
      body: body(list, () => ({ where: { ids: pick(ids, 50) } })),
      processes: pids,
    });
    await line("20 products joined over four subgraphs", {
      url: graph,
      body: body(joined, () => ({ where: { ids: pick(ids, 20) } })),
      processes: pids,
    });
    await line("one unit by code", {
      url: graph,
      body: body(point, () => ({ list: "2026-04", code: pick(codes, 1)[0] })),
      processes: pids,
    });
    await line("QR page", {
      url: page.origin,
      body: null,
      path: () => `${page.pathname}?lang=${Math.random() < 0.5 ? "vi" : "en"}`,
      processes: { traceability: pids["traceability"] ?? 0 },
    });
    const revocation = await measureRevocation(stack);
    const text = report({
      figures,
      revocation,
      machine: `${String(cpus().length)} × ${cpus()[0]?.model ?? "unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`,
      seconds,
      day: dayOf(systemClock().now()),
    });
    writeFileSync(join(root, "docs/figures.md"), text);
    process.stdout.write(`\n${text}\n`);
  } finally {
    for (const floor of floors) floor.kill();
    platform.kill("SIGTERM");
    if (platform.exitCode === null) await once(platform, "exit");
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
