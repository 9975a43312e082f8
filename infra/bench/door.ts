import { join } from "node:path";
import { services } from "@ocop/contracts";
import { attacks, keepAttacking, type Refusal, refusalOf, residentMemory } from "./attacks";
import { type Figure, type Load, measure } from "./load";
import { type Program, root, type Stack, startProgram } from "./stack";

/** The bare gateway over the subgraphs of a running platform. */
export const startBareGateway = ({ addresses, env }: Stack): Promise<Program> =>
  startProgram("bare-gateway", {
    supergraph: join(root, "gateway/supergraph.graphql"),
    subgraphs: Object.fromEntries(
      services.map((name) => [
        name,
        {
          url: addresses[name],
          key: (env[`OCOP_VIEWER_KEY_${name.toUpperCase()}`] ?? "").split(",")[0],
        },
      ]),
    ),
  });

/** What the door refuses, how soon, and what that does to everyone else. */
export type DoorFigures = {
  readonly refusals: readonly Refusal[];
  /** MiB by which the gateway grew while it refused */
  readonly grown: number;
  /** p99 of other clients in milliseconds, without and with an attacker beside them */
  readonly alone: number;
  readonly attacked: number;
};

/** Other clients send at a steady rate that leaves the machine room; their p99 is compared, not their number. */
const others = { connections: 4, rate: 200 } as const;

export const measureDoor = async (
  { addresses }: Stack,
  gatewayPids: readonly number[],
  load: Omit<Load, "name">,
  seconds: number,
): Promise<DoorFigures> => {
  const graph = `${addresses["gateway"] ?? ""}/graphql`;
  const memory = (): number => gatewayPids.reduce((sum, pid) => sum + residentMemory(pid), 0);
  const before = memory();
  const refusals: Refusal[] = [];
  for (const attack of attacks) refusals.push(await refusalOf(graph, attack));
  const grown = memory() - before;
  const p99 = async (name: string): Promise<number> =>
    ((await measure({ name, ...load, ...others }, seconds)) satisfies Figure).p99;
  const alone = await p99("others alone");
  const attacker = keepAttacking(graph);
  try {
    return { refusals, grown, alone, attacked: await p99("others beside an attacker") };
  } finally {
    await attacker.stop();
  }
};
