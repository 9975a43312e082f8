import { allows, couldPass, eitherOf, type Rule, type Viewer } from "@ocop/contracts";
import type { GraphQLSchema } from "graphql";
import type { Rules } from "../src/guard";
import { rulesOf } from "../src/rule-list";
import type { Asking } from "./rights-paths";

/** One mutation on a row that is there, with an input that is refused by whoever may send it: nothing ever changes. */
export type RefusedAct = {
  readonly name: string;
  readonly input: object;
  /** the row that the mutation's rules are held against */
  readonly row: object;
  /** the rules of the act itself where the row makes them fewer than those of its root field */
  readonly by?: readonly string[];
  /** rules by which one may know of the row: who passes one of them is told `FORBIDDEN`, never `outOfScope` */
  readonly readers?: readonly string[];
  /** what the act says to whoever may do it */
  readonly allowed: string;
  /** what it says to whoever may do it to other rows: `NOT_FOUND` to those who may not know of this one */
  readonly outOfScope: "FORBIDDEN" | "NOT_FOUND";
};

export type ActParts<V extends Viewer> = {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  readonly rules: Rules<V>;
  readonly viewers: Readonly<Record<string, V>>;
  readonly ask: Asking<V>;
  readonly acts: readonly RefusedAct[];
  readonly now: Date;
  /** every row that an act could change, as one text */
  readonly everything: () => Promise<string>;
};

export type ActReport = {
  /** one sentence for each act that judged a viewer otherwise than its rules, or changed something */
  readonly differences: readonly string[];
  readonly compared: number;
  /** mutations that no act sends */
  readonly unsent: readonly string[];
};

const isSomeone = ({ subject, system }: Viewer): boolean => subject !== null || system !== null;

/**
 * Sends mutations on one row as every viewer and holds what each act says against the rules of its root field:
 * the verdict on the row itself, asked after it was locked, and not only that some row could be written.
 */
export const compareActs = async <V extends Viewer>(parts: ActParts<V>): Promise<ActReport> => {
  const { schema, sdl, rules, viewers, ask, acts, now, everything } = parts;
  const ruled = new Map(rulesOf(sdl).flatMap(({ type, field, rule }) => (type === "Mutation" ? [[field, rule]] : [])));
  const named = (names: readonly string[]): readonly Rule<V, object>[] =>
    names.flatMap((one) => (rules[one] ?? []) as Rule<V, object>);
  const rootOf = (name: string): readonly string[] => {
    const rule = ruled.get(name);
    return rule?.kind === "authz" ? rule.anyOf : [];
  };
  const expected = (act: RefusedAct, viewer: V): string => {
    const root = rootOf(act.name);
    const passes = (names: readonly string[]) => named(names).some((rule) => allows(rule, viewer, act.row, now));
    if (!couldPass(eitherOf(named(root).map(({ scope }) => scope(viewer)))))
      return isSomeone(viewer) ? "FORBIDDEN" : "UNAUTHENTICATED";
    if (viewer.actedAs !== null) return "FORBIDDEN";
    if (passes(act.by ?? root)) return act.allowed;
    return passes(act.readers ?? []) ? "FORBIDDEN" : act.outOfScope;
  };

  const differences: string[] = [];
  let compared = 0;
  for (const act of acts) {
    const { name, input } = act;
    const document = `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename } }`;
    const before = await everything();
    for (const [who, viewer] of Object.entries(viewers)) {
      const { errors } = await ask(viewer, document, { input });
      const [got, wanted] = [errors.map(({ extensions: { code } }) => code).join(), expected(act, viewer)];
      compared += 1;
      if (got !== wanted) differences.push(`${name} as ${who}: ${got || "done"} instead of ${wanted}`);
    }
    if ((await everything()) !== before) differences.push(`${name} changed something`);
  }
  const sent = new Set(acts.map(({ name }) => name));
  const unsent = Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => !sent.has(name));
  return { differences, compared, unsent };
};
