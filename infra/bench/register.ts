import { anonymous, type Viewer } from "@ocop/contracts";
import { machineTime, newTrace, printTrace, signViewer } from "@ocop/service-kit";
import { Agent, request } from "undici";
import { readCpu } from "./cpu";
import type { LargeRegister } from "./large-register";
import { pick } from "./operations";

/** One line: what is asked again and again, each time otherwise, by so many at a time. */
type Line = { readonly name: string; readonly as: Viewer; readonly query: string; readonly variables: () => object };

export type RegisterFigure = {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly cpu: Readonly<Record<string, number>>;
};

/** People who ask at the same time; each waits for an answer before the next question. */
export const askers = 4;

const agent = new Agent({ connections: askers });

type Answer<Data> = { readonly data: Data; readonly errors?: readonly unknown[] };

const ask = async <Data>({ url, key }: LargeRegister, as: Viewer, query: string, variables: object): Promise<Data> => {
  const body = JSON.stringify({ query, variables });
  const signed = signViewer({ viewer: as, audience: "registry", body, key, traceparent: printTrace(newTrace()) });
  const response = await request(`${url}/graphql`, {
    ...{ method: "POST", dispatcher: agent, body },
    headers: { "content-type": "application/json", ...signed },
  });
  const answer = (await response.body.json()) as Answer<Data>;
  if (answer.errors) throw new Error(`${query}: ${JSON.stringify(answer.errors)}`);
  return answer.data;
};

const measure = async (register: LargeRegister, line: Line, seconds: number): Promise<RegisterFigure> => {
  const during = async (length: number): Promise<readonly number[]> => {
    const taken: number[] = [];
    const end = machineTime() + length * 1_000;
    const one = async (): Promise<void> => {
      while (machineTime() < end) {
        const start = performance.now();
        await ask(register, line.as, line.query, line.variables());
        taken.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: askers }, one));
    return taken.sort((a, b) => a - b);
  };
  await during(Math.max(1, seconds / 3));
  const spent = readCpu(register.processes);
  const taken = await during(seconds);
  const at = (share: number): number => taken[Math.min(taken.length - 1, Math.floor(share * taken.length))] ?? 0;
  return {
    name: line.name,
    requestsPerSecond: taken.length / seconds,
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    cpu: Object.fromEntries(Object.entries(spent()).map(([name, ms]) => [name, ms / Math.max(1, taken.length)])),
  };
};

const fields =
  "{ nodes { id code setCode state name { value } producer { name } province { name { value } } } pageInfo { endCursor } }";
const list = `query ($where: ProductWhere, $sort: ProductSort) { products(first: 20, where: $where, sort: $sort) ${fields} }`;
const count = "query ($where: ProductWhere) { products(first: 1, where: $where) { totalCount } }";
const facets = `query ($where: ProductWhere) { productFacets(where: $where) {
  total complete territories { count unit { name { value } } } sets { setCode count } stars { stars count } } }`;
const dossiers =
  "{ dossiers(first: 20) { nodes { id state slipNo product { name { value } } } pageInfo { endCursor } } }";

type Named = { readonly nodes: readonly { readonly id: string; readonly name: { readonly value: string } }[] };

const officerOf = (provinceId: string): Viewer => ({
  ...anonymous,
  subject: `bench-officer-${provinceId}`,
  assignments: [
    { id: provinceId, role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: provinceId, regionIds: [provinceId] },
  ],
});

const unmarked = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d");

/** What there is to ask for: provinces, and the words of some thousand names. */
const readWords = async (register: LargeRegister) => {
  const { administrativeUnits } = await ask<{ administrativeUnits: Named }>(
    register,
    anonymous,
    `{ administrativeUnits(first: 100, where: { listVersion: "2026-04", level: PROVINCE }) { nodes { id name { value } } } }`,
    {},
  );
  const provinces = administrativeUnits.nodes.map(({ id }) => id);
  const names: string[] = [];
  for (const provinceId of provinces) {
    const { products } = await ask<{ products: Named }>(register, anonymous, list, {
      where: { provinceId },
      sort: "RECOGNISED_ON",
    });
    names.push(...products.nodes.map(({ name }) => name.value));
  }
  return { provinces, names, words: names.flatMap((name) => name.split(" ")) };
};

/** Two words that stand side by side in a name, half of the time as people in a hurry type them: without marks. */
const twoWords = (names: readonly string[]): string => {
  const words = (pick(names, 1)[0] ?? "").split(" ");
  const start = Math.floor(Math.random() * Math.max(1, words.length - 1));
  const text = words.slice(start, start + 2).join(" ");
  return Math.random() < 0.5 ? text : unmarked(text);
};

/** The lines of the register, each held against 50 ms at the 95th percentile within the service. */
export const measureRegister = async (
  register: LargeRegister,
  seconds: number,
  say: (figure: RegisterFigure) => void,
): Promise<readonly RegisterFigure[]> => {
  const { provinces, names, words } = await readWords(register);
  const short = words.filter((word) => [...word].length === 2);
  const oneOf = (texts: readonly string[]): string => pick(texts, 1)[0] ?? "";
  const inProvince = () => ({ provinceId: oneOf(provinces) });
  const asking = (name: string, query: string, variables: () => object, as: Viewer = anonymous): Line => ({
    ...{ name, query, variables, as },
  });
  const lines = [
    asking("list of a province", list, () => ({ where: inProvince() })),
    asking("list of a province, recognised last first", list, () => ({ where: inProvince(), sort: "RECOGNISED_ON" })),
    asking("list of the nation, ending first first", list, () => ({
      where: { certificate: ["EXPIRING"], stars: [3 + Math.floor(Math.random() * 2)] },
      sort: "CERTIFICATE_EXPIRES_ON",
    })),
    asking("search, two words of a name", list, () => ({ where: { text: twoWords(names) } })),
    asking("search, a word and a province", list, () => ({ where: { text: oneOf(words), ...inProvince() } })),
    asking("search, beginning of a word", list, () => ({ where: { text: [...oneOf(words)].slice(0, 3).join("") } })),
    asking("search, first letter", list, () => ({ where: { text: [...oneOf(words)][0] ?? "" } })),
    asking("search, a word of two letters", list, () => ({
      where: { text: Math.random() < 0.5 ? oneOf(short) : unmarked(oneOf(short)) },
    })),
    asking("facets of the nation", facets, () => ({ where: {} })),
    asking("facets of a province", facets, () => ({ where: inProvince() })),
    asking("facets of four stars", facets, () => ({ where: { stars: [4] } })),
    asking("facets of a search, two words", facets, () => ({ where: { text: twoWords(names) } })),
    asking("total count of a province", count, () => ({ where: inProvince() })),
    asking("total count of a search, two words", count, () => ({ where: { text: twoWords(names) } })),
    ...provinces
      .slice(0, 1)
      .map((province) => asking("dossiers of a province officer", dossiers, () => ({}), officerOf(province))),
  ];
  const figures: RegisterFigure[] = [];
  for (const line of lines) {
    const figure = await measure(register, line, seconds);
    say(figure);
    figures.push(figure);
  }
  return figures;
};
