import "reflect-metadata";
import { types } from "node:util";
import { isDay, type Localized } from "@ocop/contracts";
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";
import {
  ArgsType,
  type ClassType,
  Directive,
  Extensions,
  Field,
  Int,
  ObjectType,
  registerEnumType,
} from "type-graphql";
import { Part, Shown } from "./authz";

/** The languages of the graph; Vietnamese is authoritative. */
export enum Language {
  VI = "VI",
  EN = "EN",
}

registerEnumType(Language, { name: "Language" });

/** A text in the language asked for, or in the other one when that is missing. */
@Shown("partner", "public")
@Directive("@shareable")
@ObjectType("LocalizedText")
export class LocalizedText {
  @Field(() => String)
  readonly value!: string;

  @Field(() => Language)
  readonly lang!: Language;

  /** the text is not in the language that was asked for */
  @Field(() => Boolean)
  readonly isFallback!: boolean;
}

/**
 * The text as the client reads it; a missing English text falls back to the Vietnamese one.
 *
 * @example localize({ vi: "Chè", en: null }, Language.EN) // { value: "Chè", lang: "VI", isFallback: true }
 */
export const localize = (text: Localized, lang: Language = Language.VI): LocalizedText => {
  if (lang === Language.EN && text.en !== null) return { value: text.en, lang, isFallback: false };
  return { value: text.vi, lang: Language.VI, isFallback: lang !== Language.VI };
};

/** Where one page of a connection begins and ends, as the Relay cursor connections specification has it. */
@Shown("partner", "public")
@Directive("@shareable")
@ObjectType("PageInfo")
export class PageInfo {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;

  @Field(() => Boolean)
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true })
  readonly endCursor!: string | null;
}

export enum Currency {
  VND = "VND",
}

registerEnumType(Currency, { name: "Currency" });

/** An amount of money: whole đồng as a decimal string, because a 32-bit integer ends at 2,147,483,647. */
@Shown("partner", "public")
@Directive("@shareable")
@ObjectType("Money")
export class Money {
  @Field(() => String)
  readonly amount!: string;

  @Field(() => Currency)
  readonly currency!: Currency;
}

/** @param dong whole đồng */
export const money = (dong: bigint | number): Money => ({ amount: BigInt(dong).toString(), currency: Currency.VND });

const textOf = (node: ValueNode): unknown => (node.kind === Kind.STRING ? node.value : undefined);

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const parseInstant = (value: unknown): Date => {
  const instant = typeof value === "string" && instantPattern.test(value) ? new Date(value) : null;
  if (instant === null || Number.isNaN(instant.getTime()))
    throw new GraphQLError("DateTime must be an RFC 3339 instant with a time zone");
  return instant;
};

/** An instant: RFC 3339 in UTC with milliseconds. Takes any offset, answers `Z`. In code a `Date`. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  serialize: (value) => (types.isDate(value) ? value : parseInstant(value)).toISOString(),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(textOf(node)),
});

const parseDay = (value: unknown): string => {
  if (typeof value !== "string" || !isDay(value)) throw new GraphQLError("Date must be a day YYYY-MM-DD");
  return value;
};

/** A legal day in Asia/Ho_Chi_Minh, `YYYY-MM-DD`; `Date` in the graph, a text in code. */
export const LegalDate = new GraphQLScalarType<string, string>({
  name: "Date",
  serialize: parseDay,
  parseValue: parseDay,
  parseLiteral: (node) => parseDay(textOf(node)),
});

/** The page that is asked for: `first` from 1 to 100, refused with BAD_USER_INPUT {field} otherwise. */
@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, { defaultValue: 20 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;
}

export type Edge<Node> = { readonly cursor: string; readonly node: Node };

/** One page of a list that can grow. Functions are called only when the client asks: signing cursors takes time. */
export type Connection<Node> = {
  readonly edges: readonly Edge<Node>[] | (() => readonly Edge<Node>[]);
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo | (() => PageInfo);
  /** On root connections only. 25,001 means "more". */
  readonly totalCount?: number | (() => Promise<number>);
};

/**
 * The connection class of a node type: `<name>Connection` and `<name>Edge`, parts of the field that holds them and
 * shown in the graphs that show such a field.
 *
 * @param options `totalCount` on root connections only
 * @example const ProductConnection = connectionOf("Product", ProductType, { totalCount: true });
 */
export const connectionOf = <Node extends object>(
  name: string,
  node: ClassType<Node>,
  { totalCount = false }: { readonly totalCount?: boolean } = {},
): ClassType<Connection<Node>> => {
  @Part()
  @Extensions({ connection: true })
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class NodeEdge implements Edge<Node> {
    @Field(() => String)
    readonly cursor!: string;

    @Field(() => node)
    readonly node!: Node;
  }

  @Part()
  @Extensions({ connection: true })
  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge])
    readonly edges!: readonly NodeEdge[];

    @Field(() => [node])
    readonly nodes!: readonly Node[];

    @Field(() => PageInfo)
    readonly pageInfo!: PageInfo;

    readonly totalCount!: number | (() => Promise<number>);
  }

  if (totalCount) Field(() => Int)(NodeConnection.prototype, "totalCount");
  return NodeConnection;
};

/**
 * A page of rows as a connection.
 *
 * @param args what the client asked: a page after a cursor has one before it
 * @param cursorOf the signed cursor of a row at its place in the page, from {@link cursors}
 */
export const connection = <Node>(
  { rows, hasNextPage }: { readonly rows: readonly Node[]; readonly hasNextPage: boolean },
  args: { readonly after?: string | null },
  cursorOf: (row: Node, nth: number) => string,
): Connection<Node> => {
  const cursorAt = (nth: number): string | null => {
    const row = rows[nth];
    return row === undefined ? null : cursorOf(row, nth);
  };
  return {
    edges: () => rows.map((node, nth) => ({ cursor: cursorOf(node, nth), node })),
    nodes: rows,
    pageInfo: () => ({
      hasNextPage,
      hasPreviousPage: (args.after ?? null) !== null,
      startCursor: cursorAt(0),
      endCursor: cursorAt(rows.length - 1),
    }),
  };
};
