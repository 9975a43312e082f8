import { Refusal } from "@ocop/contracts";
import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** Most of each that one operation may hold, fragments written out. */
export const limits = {
  /** fields inside fields */
  depth: 12,
  /** fields under another name, `__typename` too */
  aliases: 15,
  directives: 8,
  mutations: 4,
  /** fields and fragments after every fragment is written out */
  expansion: 2_000,
} as const;

export type Limit = keyof typeof limits;

/** Words and marks of the text of one document; comments and commas are none. */
export const maxTokens = 1_000;

type Measures = Readonly<Record<Limit, number>>;

/** Far above every limit, and still exact to add up: nested fragments double with each level. */
const most = 1_000_000;

const plus = (one: number, other: number): number => Math.min(one + other, most);

const nothing: Measures = { depth: 0, aliases: 0, directives: 0, mutations: 0, expansion: 0 };

const beside = (one: Measures, other: Measures): Measures => ({
  depth: Math.max(one.depth, other.depth),
  aliases: plus(one.aliases, other.aliases),
  directives: plus(one.directives, other.directives),
  mutations: plus(one.mutations, other.mutations),
  expansion: plus(one.expansion, other.expansion),
});

/** The schema asked about itself nests by nature; whether it answers at all is decided elsewhere. */
const isIntrospection = (name: string): boolean => name === "__schema" || name === "__type";

const countOf = (directives: readonly DirectiveNode[] | undefined): number => directives?.length ?? 0;

/**
 * Measures a document as if every fragment were written out, in time that grows with its text alone: each
 * fragment is measured once, and one that holds itself adds nothing more.
 */
const measurer = (document: DocumentNode) => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const known = new Map<string, Measures>();

  const ofFragment = (name: string): Measures => {
    const before = known.get(name);
    if (before) return before;
    const fragment = fragments.get(name);
    if (!fragment) return nothing;
    known.set(name, nothing);
    const own = { ...nothing, directives: countOf(fragment.directives) };
    const measures = beside(own, ofSet(fragment.selectionSet));
    known.set(name, measures);
    return measures;
  };

  const insideOf = (selection: SelectionNode): Measures => {
    switch (selection.kind) {
      case Kind.FIELD: {
        const inside = selection.selectionSet ? ofSet(selection.selectionSet) : nothing;
        const depth = isIntrospection(selection.name.value) ? 1 : inside.depth + 1;
        return { ...inside, depth, aliases: plus(inside.aliases, selection.alias ? 1 : 0), mutations: 1 };
      }
      case Kind.INLINE_FRAGMENT:
        return ofSet(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return ofFragment(selection.name.value);
    }
  };

  const ofSelection = (selection: SelectionNode): Measures => {
    const inside = insideOf(selection);
    const directives = plus(inside.directives, countOf(selection.directives));
    return { ...inside, directives, expansion: plus(inside.expansion, 1) };
  };

  const ofSet = ({ selections }: SelectionSetNode): Measures =>
    selections.reduce((sum, selection) => beside(sum, ofSelection(selection)), nothing);

  return ({ operation, directives, variableDefinitions = [], selectionSet }: OperationDefinitionNode): Measures => {
    const inside = ofSet(selectionSet);
    const ofVariables = variableDefinitions.reduce((sum, variable) => sum + countOf(variable.directives), 0);
    return {
      ...inside,
      directives: plus(inside.directives, countOf(directives) + ofVariables),
      mutations: operation === OperationTypeNode.MUTATION ? inside.mutations : 0,
    };
  };
};

/**
 * Refuses a document that asks for more than one operation may, before anything is planned or asked.
 *
 * @throws Refusal `GRAPHQL_VALIDATION_FAILED` {limit, max, got}; `got` counts at most to a million
 */
export const checkLimits = (document: DocumentNode): void => {
  const measure = measurer(document);
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const measures = measure(node);
    for (const limit of Object.keys(limits) as Limit[])
      if (measures[limit] > limits[limit])
        throw new Refusal("GRAPHQL_VALIDATION_FAILED", { limit, max: limits[limit], got: measures[limit] });
  }
};

/** @throws GraphQLError when the text is no document, or one of more than {@link maxTokens} tokens */
export const parseDocument = (text: string): DocumentNode => parse(text, { maxTokens, noLocation: true });
