import type { Log, Trace } from "@ocop/service-kit";
import { z } from "zod";
import type { SubgraphLink } from "./gateway";
import type { Client } from "./identity";
import { askOwn, complain, refuseWhileAway } from "./own-question";
import { createRemembered, usableFor } from "./remembered";

/** What commerce is asked about a machine, and nobody else can ask. */
export const clientQuery = `query ClientOf($subject: String!) {
  _clientOf(subject: $subject) { partnerId plan pointsPerMinute scopes }
}`;

const question = {
  query: clientQuery,
  data: z.object({
    _clientOf: z
      .object({
        partnerId: z.string(),
        plan: z.string(),
        pointsPerMinute: z.number().positive(),
        scopes: z.array(z.string()),
      })
      .nullable(),
  }),
};

/** Milliseconds after which an answer is asked for again; sooner when there is none, since a new key may be on its way. */
const freshFor = (client: Client | null): number => (client === null ? 2_000 : 30_000);

export type KnownClient = { readonly client: Client | null; readonly readAt: number };

export type Clients = {
  /**
   * The partner behind the key of a machine, at most 30 s old; null when the key opens nothing (any more). While
   * commerce is away the last answer serves for up to a minute.
   *
   * @param subject `sub` of a token for machines: `key:<id>`
   * @throws Refusal `SUBGRAPH_UNAVAILABLE` when commerce is away and no answer is left: nobody else knows
   */
  of(subject: string, trace: Trace): Promise<KnownClient>;
};

type ClientsParts = {
  readonly commerce: SubgraphLink;
  /** milliseconds on the machine's clock */
  readonly now: () => number;
  readonly log: Log;
};

export const createClients = ({ commerce, now, log }: ClientsParts): Clients => {
  const remembered = createRemembered<Client | null>({
    ask: async (subject, trace) => (await askOwn(commerce, question, { subject }, trace))._clientOf,
    freshFor,
    usableFor,
    now,
    onFailure: complain(log, "the partner of a machine cannot be read"),
  });
  return {
    of: (subject, trace) =>
      remembered.of(subject, trace).then(({ answer, readAt }) => ({ client: answer, readAt }), refuseWhileAway),
  };
};
