import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** One request that a hostile client may send, and how the door says no. */
export type Attack = { readonly name: string; readonly body: string; readonly code: string };

const operation = (query: string): string => JSON.stringify({ query });

const times = (count: number, text: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(" ");

/** A fragment that spreads the next one ten times over, thirty deep: 10³⁰ fields for whoever expands it. */
const fragmentBomb = `{ products { nodes { ...F0 } } } ${times(
  30,
  (nth) => `fragment F${String(nth)} on Product { ${times(10, () => `...F${String(nth + 1)}`)} }`,
)} fragment F30 on Product { id }`;

/** Fields of every subgraph under conditions of their own: each combination would be a plan. */
const plannerBomb = `query (${times(20, (nth) => `$v${String(nth)}: Boolean!`)}) { products { nodes { ${times(
  20,
  (nth) =>
    `a${String(nth)}: certificate @include(if: $v${String(nth)}) { id } b${String(nth)}: publicPage @skip(if: $v${String(nth)}) { url }`,
)} } } }`;

export const attacks: readonly Attack[] = [
  {
    name: "5,000 aliases",
    body: operation(`{ ${times(5_000, (nth) => `a${String(nth)}: __typename`)} }`),
    code: "GRAPHQL_PARSE_FAILED",
  },
  {
    name: "100 aliases",
    body: operation(`{ ${times(100, (nth) => `a${String(nth)}: __typename`)} }`),
    code: "GRAPHQL_VALIDATION_FAILED",
  },
  {
    name: "depth 50",
    body: operation(
      `{ products { nodes { ${"producer { products { nodes { ".repeat(16)}id${" } } }".repeat(16)} } } }`,
    ),
    code: "GRAPHQL_VALIDATION_FAILED",
  },
  { name: "fragment bomb, 10³⁰ fields", body: operation(fragmentBomb), code: "GRAPHQL_VALIDATION_FAILED" },
  { name: "planner bomb, 40 conditions", body: operation(plannerBomb), code: "GRAPHQL_VALIDATION_FAILED" },
  {
    name: "a dear list",
    body: operation(
      "{ products(first: 100) { nodes { listings(first: 100) { salePoint { listings(first: 100) { nodes { id } } } } } } }",
    ),
    code: "COST_LIMIT_EXCEEDED",
  },
  {
    name: "100 operations in a batch",
    body: JSON.stringify(Array.from({ length: 100 }, () => ({ query: "{ __typename }" }))),
    code: "BAD_REQUEST",
  },
  {
    name: "list of 10,000 ids",
    body: JSON.stringify({
      query: "query ($ids: [ID!]) { products(where: { ids: $ids }) { nodes { id } } }",
      variables: {
        ids: Array.from({ length: 10_000 }, (_, nth) => `id-${String(nth)}`),
      },
    }),
    code: "BAD_USER_INPUT",
  },
];

export type Refusal = {
  readonly name: string;
  readonly status: number;
  readonly code: string;
  /** milliseconds from request to answer, seen by the client */
  readonly p50: number;
  readonly worst: number;
};

const post = async (url: string, body: string): Promise<{ status: number; code: string }> => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "apollo-require-preflight": "true" },
    body,
  });
  const answer = (await response.json()) as { errors?: readonly { extensions: { code: string } }[] };
  return { status: response.status, code: answer.errors?.[0]?.extensions.code ?? "none" };
};

/** Sends one attack `count` times, one after the other, after three that are not counted. */
export const refusalOf = async (url: string, { name, body, code }: Attack, count = 60): Promise<Refusal> => {
  for (let nth = 0; nth < 3; nth += 1) await post(url, body);
  const taken: number[] = [];
  let last = { status: 0, code: "none" };
  for (let nth = 0; nth < count; nth += 1) {
    const start = performance.now();
    last = await post(url, body);
    taken.push(performance.now() - start);
    if (last.code !== code) throw new Error(`${name}: answered ${last.code} (${String(last.status)}), not ${code}`);
  }
  taken.sort((a, b) => a - b);
  return { name, ...last, p50: taken[Math.floor(count / 2)] ?? 0, worst: taken[count - 1] ?? 0 };
};

/** Sends all attacks in turn, one at a time, until told to stop. @returns how many were sent */
export const keepAttacking = (url: string): { stop(): Promise<number> } => {
  let isStopping = false;
  const run = async (): Promise<number> => {
    let sent = 0;
    while (!isStopping) {
      const attack = attacks[sent % attacks.length];
      if (attack) await post(url, attack.body);
      sent += 1;
    }
    return sent;
  };
  const running = run();
  return {
    stop: () => {
      isStopping = true;
      return running;
    },
  };
};

/** Resident memory of a process, MiB (proc(5), VmRSS). */
export const residentMemory = (pid: number): number => {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1];
  return Number(kib ?? 0) / 1024;
};
