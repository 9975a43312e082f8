import type { DoorFigures } from "./door";
import { sizes } from "./large-register";
import type { Figure } from "./load";
import { askers, type RegisterFigure } from "./register";

export type Revocation = Readonly<Record<string, number>>;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

const ms = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

const cpuOf = ({ cpu }: Pick<Figure, "cpu">): string =>
  Object.entries(cpu)
    .filter(([, value]) => value >= 0.005)
    .map(([name, value]) => `${name} ${ms(value)}`)
    .join(", ");

const total = ({ cpu }: Figure): number => Object.values(cpu).reduce((sum, value) => sum + value, 0);

/** The floor that each line is held against. */
const floorOf = (name: string): string => {
  if (name.startsWith("list") || name.startsWith("20 products")) return "floor: HTTP + mysql2, list of 50";
  return name.startsWith("one unit") ? "floor: HTTP + mysql2, one by code" : "floor: bare HTTP handler";
};

/** CPU of the process that joins the subgraphs, the platform's gateway against the bare one. */
const doorCost = (figures: readonly Figure[]): readonly (readonly string[])[] =>
  figures.flatMap(({ name, cpu }) => {
    const bare = figures.find((figure) => figure.name === `${name}, bare gateway`)?.cpu["bare-gateway"];
    const own = cpu["gateway"];
    if (bare === undefined || own === undefined) return [];
    return [[name, ms(bare), ms(own), (own / bare).toFixed(2)]];
  });

const doorSection = (figures: readonly Figure[], { refusals, grown, alone, attacked }: DoorFigures): string => `
## What the door costs

CPU-ms per request of the gateway's processes with everything on, against the graph library alone behind the same HTTP
server and client (\`infra/bench/bare-gateway.ts\`), in turn, five times each; the round in the middle of each.

${table(["line", "bare gateway", "gateway", "ratio"], doorCost(figures))}

## What the door refuses

Sixty requests of each kind, one after the other; milliseconds as the client sees them.

${table(
  ["attack", "status", "code", "p50 ms", "worst ms"],
  refusals.map(({ name, status, code, p50, worst }) => [name, String(status), code, p50.toFixed(1), worst.toFixed(1)]),
)}

The gateway grew by ${grown.toFixed(0)} MiB meanwhile. Other clients, 200 requests a second for one unit by code: p99
${ms(alone)} ms alone, ${ms(attacked)} ms beside a client that sends all of these without a pause.
`;

/** Where the part on the register begins in `docs/figures.md`. */
export const registerHeading = "## The register at the size of the nation";

const thousands = (value: number): string => value.toLocaleString("en-US");

/** What the register of a nation answers within the service. */
export const registerSection = ({
  figures,
  filled,
  machine,
  load,
  seconds,
  day,
}: {
  readonly figures: readonly RegisterFigure[];
  readonly filled: number;
  readonly machine: string;
  /** how many processes waited for a processor when it began, the benchmark itself not counted */
  readonly load: number;
  readonly seconds: number;
  readonly day: string;
}): string => `${registerHeading}

Written by \`pnpm bench\` on ${day}. Machine: ${machine}, load average ${load.toFixed(1)} before it began.
${thousands(sizes.products)} products of ${thousands(sizes.producers)} producers with ${thousands(sizes.dossiers)} dossiers, generated from a seed in ${filled.toFixed(0)} s, asked over HTTP within
the service by ${String(askers)} at a time, ${String(seconds)} s a line after a warm-up, random variables in every request; load generator and
engine on the same machine. The aim is 50 ms at the 95th percentile.

${table(
  ["line", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU-ms per request"],
  figures.map((figure) => [
    figure.name,
    figure.requestsPerSecond.toFixed(0),
    ...[figure.p50, figure.p95, figure.p99].map(ms),
    cpuOf(figure),
  ]),
)}
`;

/** `docs/figures.md`: every figure with the machine, the day and the command that prints it. */
export const report = ({
  figures,
  door,
  revocation,
  machine,
  seconds,
  day,
}: {
  readonly figures: readonly Figure[];
  readonly door: DoorFigures;
  readonly revocation: Revocation;
  readonly machine: string;
  readonly seconds: number;
  readonly day: string;
}): string => {
  const ratio = (figure: Figure): string => {
    const floor = figures.find(({ name }) => name === floorOf(figure.name));
    return floor && floor !== figure ? `1 : ${(total(figure) / total(floor)).toFixed(1)}` : "–";
  };
  return `# Figures

Written by \`pnpm bench\` on ${day}. Machine: ${machine}. 16 connections, ${String(seconds)} s a line after a warm-up, random
variables in every request, load generator, engines and all processes on the same machine. Read them as ratios.
CPU-ms is process accounting (user and system) divided by the requests answered; the ratio sets a line's CPU-ms against the
floor of the same run: a bare HTTP handler, or HTTP and mysql2 with the same SQL.

${table(
  ["line", "requests/s", "p50 ms", "p99 ms", "CPU-ms per request", "CPU, floor : line", "failed"],
  figures.map((figure) => [
    figure.name,
    figure.requestsPerSecond.toFixed(0),
    ms(figure.p50),
    ms(figure.p99),
    cpuOf(figure),
    ratio(figure),
    String(figure.failed),
  ]),
)}
${doorSection(figures, door)}
## From the second officer's confirmation to everyone's eyes

${table(
  ["where", "revoked after, ms"],
  Object.entries(revocation).map(([where, after]) => [where, after.toFixed(0)]),
)}
`;
};
