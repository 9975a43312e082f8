import type { Viewer } from "@ocop/contracts";
import type { Act, GraphContext, MutationCall } from "@ocop/service-kit";
import type { Rulebook } from "../domain/dossier";
import type { Queries } from "../domain/ports";
import type { RegistryViewer } from "../domain/rights";
import type { Deps } from "../use-cases/deps";
import { loadersOf, type Loaders } from "./loaders";

/** What resolvers are given. */
export type RegistryContext = GraphContext<RegistryViewer> & {
  readonly queries: Queries;
  readonly loaders: Loaders;
  readonly act: Act<Deps>;
  /** what dossiers of a product set are checked against, read once a request */
  readonly rulebook: (setCode: string) => Promise<Rulebook>;
  readonly cursorKeys: readonly string[];
};

export type ContextParts = {
  readonly queries: Queries;
  readonly acts: (base: GraphContext<RegistryViewer>, call?: MutationCall) => Act<Deps>;
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

/**
 * Who asks, with the dossiers that councils gave the person to read: one statement, and only for somebody
 * who signed in. What a person is by facts is never lent under break-glass.
 */
const withReadings = async (queries: Queries, viewer: Viewer): Promise<RegistryViewer> => {
  const { subject, actedAs } = viewer;
  return { ...viewer, readings: subject === null || actedAs !== null ? [] : await queries.readingsOf(subject) };
};

export const contextWith =
  ({ queries, acts, loadRulebook, cursorKeys }: ContextParts) =>
  async (asked: GraphContext): Promise<RegistryContext> => {
    const base = { ...asked, viewer: await withReadings(queries, asked.viewer) };
    return {
      ...base,
      queries,
      loaders: loadersOf(queries, base.viewer, base.now),
      act: acts(base),
      during: (call) => ({ act: acts(base, call) }),
      rulebook: once(loadRulebook),
      cursorKeys,
    };
  };
