import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Whom a graph is made for. One set of subgraphs, three graphs: what an audience may not have is not in its schema.
 *
 * internal: people of the programme, and whoever uses the console. partner: machines of distributors (nhà phân phối).
 * public: everyone.
 */
export const audiences = ["internal", "partner", "public"] as const;

export type Audience = (typeof audiences)[number];

/** The audiences whose graph is cut out of the composed one by tags. */
export type Contract = Exclude<Audience, "internal">;

export const contracts = ["partner", "public"] as const satisfies readonly Contract[];

export type AudienceTraits = {
  /** path of the endpoint */
  readonly path: string;
  /** file with the supergraph, in the folder of the gateway */
  readonly supergraphFile: string;
  /** file with the schema as its clients see it, in the same folder */
  readonly schemaFile: string;
  /** most that one operation may cost */
  readonly costLimit: number;
  /** whether the door opens to tokens of machines: to them alone, to them too, or to them least of all */
  readonly machines: "required" | "welcome" | "refused";
  /** persisted queries may be asked by GET, so that caches on the way can answer */
  readonly allowsGet: boolean;
  /** the schema is published: `GET <path>/schema.graphql` gives it to everyone, in production too */
  readonly isPublished: boolean;
};

export const traitsOf: Readonly<Record<Audience, AudienceTraits>> = {
  internal: {
    path: "/graphql",
    supergraphFile: "supergraph.graphql",
    schemaFile: "schema.internal.graphql",
    costLimit: 5_000,
    machines: "refused",
    allowsGet: false,
    isPublished: false,
  },
  partner: {
    path: "/graphql/partner",
    supergraphFile: "supergraph.partner.graphql",
    schemaFile: "schema.partner.graphql",
    costLimit: 2_000,
    machines: "required",
    allowsGet: false,
    isPublished: true,
  },
  public: {
    path: "/graphql/public",
    supergraphFile: "supergraph.public.graphql",
    schemaFile: "schema.public.graphql",
    costLimit: 1_000,
    machines: "welcome",
    allowsGet: true,
    isPublished: true,
  },
};

/**
 * File with the schema of a contract as it was when a quarter began, in the folder of the gateway.
 *
 * @param quarter its first month, `YYYY-MM`
 */
export const datedFile = (contract: Contract, quarter: string): string => `schema.${contract}.${quarter}.graphql`;

/** What the gateway runs one audience's graph from. */
export type Graph = {
  /** supergraph: how the graph is answered by the subgraphs */
  readonly supergraph: string;
  /** schema as clients see it */
  readonly schema: string;
};

export type Graphs = Readonly<Record<Audience, Graph>>;

/**
 * The graphs as `pnpm compose` left them.
 *
 * @param folder of the gateway
 * @throws Error of the file system, naming the file, when one is missing
 */
export const readGraphs = async (folder: string): Promise<Graphs> => {
  const graphOf = async (audience: Audience): Promise<Graph> => {
    const { supergraphFile, schemaFile } = traitsOf[audience];
    const [supergraph, schema] = await Promise.all(
      [supergraphFile, schemaFile].map((file) => readFile(join(folder, file), "utf8")),
    );
    return { supergraph: supergraph ?? "", schema: schema ?? "" };
  };
  const [internal, partner, open] = await Promise.all([graphOf("internal"), graphOf("partner"), graphOf("public")]);
  return { internal, partner, public: open };
};
