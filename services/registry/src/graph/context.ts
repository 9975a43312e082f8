import type { GraphContext } from "@ocop/service-kit";
import type { Rulebook } from "../domain/dossier";
import type { Queries } from "../domain/ports";
import type { Deps } from "../use-cases/deps";
import { loadersOf, type Loaders } from "./loaders";

/** Runs one act in a transaction of its own, as the viewer of the request. */
export type Act = <Result>(run: (deps: Deps) => Promise<Result>) => Promise<Result>;

/** What resolvers are given. */
export type RegistryContext = GraphContext & {
  readonly queries: Queries;
  readonly loaders: Loaders;
  readonly act: Act;
  /** what dossiers of a product set are checked against, read once a request */
  readonly rulebook: (setCode: string) => Promise<Rulebook>;
  readonly cursorKeys: readonly string[];
};

export type ContextParts = {
  readonly queries: Queries;
  readonly actAs: (base: GraphContext) => Act;
  readonly loadRulebook: (setCode: string) => Promise<Rulebook>;
  readonly cursorKeys: readonly string[];
};

const once = (load: ContextParts["loadRulebook"]): ContextParts["loadRulebook"] => {
  const known = new Map<string, Promise<Rulebook>>();
  return (setCode) => {
    const rulebook = known.get(setCode) ?? load(setCode);
    known.set(setCode, rulebook);
    return rulebook;
  };
};

export const contextWith =
  ({ queries, actAs, loadRulebook, cursorKeys }: ContextParts) =>
  (base: GraphContext): RegistryContext => ({
    ...base,
    queries,
    loaders: loadersOf(queries, base.viewer),
    act: actAs(base),
    rulebook: once(loadRulebook),
    cursorKeys,
  });
