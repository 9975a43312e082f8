/** One small change of the code, and what the tests made of it. */
export type Mutant = {
  /** path from the root of the repository */
  readonly file: string;
  readonly line: number;
  /** that line of the file, without its indentation */
  readonly text: string;
  readonly original: string;
  readonly replacement: string;
  /** `invalid`: with the change a test file cannot even be loaded */
  readonly verdict: "killed" | "survived" | "invalid";
};

/** A change that no test can tell from the original, because both mean the same. */
export type Equivalent = Pick<Mutant, "file" | "text" | "original" | "replacement"> & { readonly reason: string };

/** The least share of killed mutants, in percent, that a file of rules may have. */
export const leastScore = 80;

type Count = { readonly mutants: number; readonly killed: number; readonly survived: number; readonly invalid: number };

export const countOf = (mutants: readonly Mutant[]): Count => {
  const having = (verdict: Mutant["verdict"]) => mutants.filter((one) => one.verdict === verdict).length;
  const [killed, survived, invalid] = [having("killed"), having("survived"), having("invalid")];
  return { mutants: killed + survived, killed, survived, invalid };
};

/** Killed mutants among the valid ones, in percent; 100 where there is nothing to kill. */
export const scoreOf = ({ mutants, killed }: Count): number => (mutants === 0 ? 100 : (100 * killed) / mutants);

/** The files that are below {@link leastScore}. */
export const weakFiles = (mutants: readonly Mutant[]): readonly string[] =>
  filesOf(mutants).filter((file) => scoreOf(countOf(mutants.filter((one) => one.file === file))) < leastScore);

const filesOf = (mutants: readonly Mutant[]): readonly string[] => [...new Set(mutants.map(({ file }) => file))].sort();

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

const cells = (name: string, count: Count): readonly string[] => [
  name,
  ...[count.mutants, count.killed, count.survived, count.invalid].map(String),
  `${scoreOf(count).toFixed(1)} %`,
];

/** Code within a cell of a table: on one line, and no bar that would end the cell. */
const code = (text: string): string => {
  const line = text.replace(/\s+/g, " ").replaceAll("|", "\\|");
  return `\`\`${line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line}\`\``;
};

const identity = ["file", "text", "original", "replacement"] as const;
const isOf = (mutant: Mutant, known: Equivalent): boolean => identity.every((key) => mutant[key] === known[key]);

const place = ({ file, line }: Mutant): string => `${file}:${String(line)}`;

/** What stands in the list of equivalents although no such mutant survives: the code has changed, or a test kills it. */
export const staleEquivalents = (mutants: readonly Mutant[], known: readonly Equivalent[]): readonly Equivalent[] =>
  known.filter((one) => !mutants.some((mutant) => mutant.verdict === "survived" && isOf(mutant, one)));

/** `docs/mutation.md`: the score of every file, and every survivor with what is known of it. */
export const report = (mutants: readonly Mutant[], known: readonly Equivalent[]): string => {
  const survivors = mutants.filter(({ verdict }) => verdict === "survived");
  const explained = survivors.flatMap((mutant) => {
    const equivalent = known.find((one) => isOf(mutant, one));
    return equivalent ? [{ mutant, reason: equivalent.reason }] : [];
  });
  const open = survivors.filter((mutant) => !known.some((one) => isOf(mutant, one)));
  return `# Mutation run of the rules

\`pnpm mutate\` changes the rules in one place at a time, runs the rule tests of the file against each change and
writes this page. A change that no test notices survives. The score is the share of the killed among the valid mutants,
equivalent ones counted as survivors; at least ${String(leastScore)} % for every file. Invalid are changes with which a
test file cannot even be loaded: they are noticed, but count neither way. The run takes half an hour and is no part of
\`npm test\`.

${table(
  ["file", "mutants", "killed", "survived", "invalid", "score"],
  [
    ...filesOf(mutants).map((file) => cells(file, countOf(mutants.filter((one) => one.file === file)))),
    cells("all", countOf(mutants)),
  ],
)}

## Equivalent mutants

${
  explained.length === 0
    ? "None."
    : table(
        ["place", "code", "changed to", "why no test can tell"],
        explained.map(({ mutant, reason }) => [place(mutant), code(mutant.original), code(mutant.replacement), reason]),
      )
}

## Other survivors

${
  open.length === 0
    ? "None."
    : table(
        ["place", "code", "changed to"],
        open.map((mutant) => [place(mutant), code(mutant.original), code(mutant.replacement)]),
      )
}
`;
};
