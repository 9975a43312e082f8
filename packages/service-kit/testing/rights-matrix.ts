import { allows, type Rule, type Viewer } from "@ocop/contracts";
import type { Rules } from "../src/guard";

/**
 * The four situations in which every rule is asked: the row lies in the assignment's scope, outside it, in it
 * but after the assignment ended, and in a unit that was merged with the one the assignment names.
 */
export const situations = ["in scope", "out of scope", "expired", "merged territory"] as const;
export type Situation = (typeof situations)[number];

/** The viewers of one role by situation; null where the role knows no such situation. */
export type InSituations<V extends Viewer> = Readonly<Record<Situation, V | null>>;

/** One kind of row in one state, and the rules that are held against such rows. */
export type MatrixTable = {
  readonly title: string;
  readonly rules: readonly string[];
  /** a row with every field that these rules read, in the scope of the roles */
  readonly row: object;
};

export type MatrixParts<V extends Viewer> = {
  /** what a reader has to know, above the tables */
  readonly preface: string;
  readonly rules: Rules<V>;
  /** facts of a service count as roles */
  readonly roles: Readonly<Record<string, InSituations<V>>>;
  readonly tables: readonly MatrixTable[];
  readonly now: Date;
};

type Asked<V extends Viewer> = Pick<MatrixParts<V>, "rules" | "roles" | "now">;

const ruleNamed = <V extends Viewer>(rules: Rules<V>, name: string): Rule<V, object> => {
  const rule = rules[name];
  if (!rule) throw new Error(`no rule is named "${name}"`);
  return rule as Rule<V, object>;
};

const printTable = <V extends Viewer>({ rules, roles, now }: Asked<V>, { title, row, ...table }: MatrixTable) => {
  const cellOf = (rule: Rule<V, object>, situation: Situation): string =>
    Object.entries(roles)
      .flatMap(([role, viewers]) => {
        const viewer = viewers[situation];
        return viewer !== null && allows(rule, viewer, row, now) ? [role] : [];
      })
      .join(", ") || "–";
  const lineOf = (name: string): string => {
    const rule = ruleNamed(rules, name);
    return `| ${[`\`${name}\``, ...situations.map((situation) => cellOf(rule, situation))].join(" | ")} |`;
  };
  return [
    `## ${title}`,
    "",
    `| ${["rule", ...situations].join(" | ")} |`,
    `| ${["rule", ...situations].map(() => "---").join(" | ")} |`,
    ...table.rules.map(lineOf),
    "",
  ];
};

/**
 * Rule × role × situation as reviewers read it: for each kind of row a table, one line a rule, and for each
 * situation the roles to which it says yes.
 *
 * @throws Error when a table names a rule that does not exist, or a rule stands in no table
 */
export const printMatrix = <V extends Viewer>({ preface, tables, ...asked }: MatrixParts<V>): string => {
  const shown = new Set(tables.flatMap(({ rules }) => rules));
  const missing = Object.keys(asked.rules).filter((name) => !shown.has(name));
  if (missing.length > 0) throw new Error(`no table shows ${missing.join(", ")}`);
  return [preface, "", ...tables.flatMap((table) => printTable(asked, table))].join("\n");
};
