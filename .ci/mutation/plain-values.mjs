/**
 * Stryker passes over everything under `as`, and our tables of rules are `as const`: it would leave out what matters
 * most. Types mean nothing to the tests, so this plugin takes `as` and `satisfies` off the tree before the
 * first change is looked for. It ignores nothing itself; Stryker has no other place that sees the tree so early.
 */
export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "plain-values",
    value: {
      shouldIgnore: (path) => {
        if (path.isProgram())
          path.traverse({
            "TSAsExpression|TSSatisfiesExpression": (typed) => {
              typed.replaceWith(typed.node.expression);
            },
          });
        return undefined;
      },
    },
  },
];
