import { LegalDate, Shown } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { ProductState } from "../domain/product";
import {
  anyProduct,
  type CertificateCondition,
  type ProductCondition as Condition,
  type ProductFilter,
  type ProductSort,
} from "../domain/product-filter";
import { searchLimits, searchQuestion } from "../domain/product-search";
import { refuse } from "../domain/refusals";
import { CertificateConditionEnum, ProductStateEnum } from "./enums";

/** Most values of one list, and most groups of `anyOf`. */
const limits = { values: 100, groups: 10 } as const;

@Shown("partner", "public")
@InputType("ProductCondition", { description: "All conditions hold." })
export class ProductCondition {
  @Field(() => ID, { nullable: true })
  readonly producerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Province of today's list." })
  readonly provinceId?: string | null;

  @Field(() => ID, { nullable: true, description: "Commune of today's list." })
  readonly communeId?: string | null;

  @Field(() => [String], { nullable: true, description: "Product sets, any of these, at most 100." })
  readonly setCodes?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: "Industry (ngành) of the product set, I to VI." })
  readonly industry?: string | null;

  @Field(() => String, { nullable: true, description: "Key of the group (nhóm) of the product set." })
  readonly productGroup?: string | null;

  @Field(() => [Int], { nullable: true, description: "Stars of a certificate in force today, any of these, 1 to 5." })
  readonly stars?: readonly number[] | null;

  @Field(() => [CertificateConditionEnum], {
    nullable: true,
    description: "What the certificate that counts is worth today, any of these.",
  })
  readonly certificate?: readonly CertificateCondition[] | null;

  @Field(() => ProductStateEnum, { nullable: true })
  readonly state?: ProductState | null;

  @Field(() => LegalDate, { nullable: true, description: "First day on which the certificate that counts was issued." })
  readonly recognisedFrom?: string | null;

  @Field(() => LegalDate, { nullable: true, description: "The day after the last one." })
  readonly recognisedUntil?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Only, or not, the demonstration territory." })
  readonly demonstration?: boolean | null;

  @Field(() => [ID], { nullable: true, description: "Any of these, at most 100." })
  readonly ids?: readonly string[] | null;
}

@Shown("partner", "public")
@InputType("ProductWhere", { description: "All conditions hold; of a list with nothing in it none does." })
export class ProductWhere extends ProductCondition {
  @Field(() => String, {
    nullable: true,
    description: `Words that all occur in names (Vietnamese and English), code, producer, commune, province or product set; case, tone marks and đ do not count, but rank. The last word may be unfinished: from its first letter on in names, from its third elsewhere. At most ${String(searchLimits.text)} characters and ${String(searchLimits.words)} words.`,
  })
  readonly text?: string | null;

  @Field(() => [ProductCondition], {
    nullable: true,
    description: "At least one of these groups of conditions holds, besides all the others; at most 10.",
  })
  readonly anyOf?: readonly ProductCondition[] | null;

  @Field(() => String, {
    nullable: true,
    description: "One product set.",
    deprecationReason: "use setCodes; removal ≥ 2028-01-01",
  })
  readonly setCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Words of the name; the last one may be unfinished. Case, tone marks and đ do not count. Not together with text.",
    deprecationReason: "use text; removal ≥ 2028-01-01",
  })
  readonly name?: string | null;
}

const listOf = <T>(field: string, values: readonly T[] | null | undefined): readonly T[] | null => {
  if ((values?.length ?? 0) > limits.values) refuse("BAD_USER_INPUT", { field, max: limits.values });
  return values ?? null;
};

const starsOf = (field: string, given: readonly number[] | null | undefined): readonly number[] | null => {
  const stars = listOf(field, given);
  if (stars?.some((one) => one < 1 || one > 5)) refuse("BAD_USER_INPUT", { field, min: 1, max: 5 });
  return stars;
};

const conditionOf = (at: string, given: ProductCondition): Condition => ({
  ...anyProduct,
  producerId: given.producerId ?? null,
  provinceId: given.provinceId ?? null,
  communeId: given.communeId ?? null,
  setCodes: listOf(`${at}.setCodes`, given.setCodes),
  industry: given.industry ?? null,
  productGroup: given.productGroup ?? null,
  stars: starsOf(`${at}.stars`, given.stars),
  certificate: listOf(`${at}.certificate`, given.certificate),
  state: given.state ?? null,
  recognisedFrom: given.recognisedFrom ?? null,
  recognisedUntil: given.recognisedUntil ?? null,
  demonstration: given.demonstration ?? null,
  ids: listOf(`${at}.ids`, given.ids),
});

const questionOf = (field: string, text: string | null | undefined) =>
  text === null || text === undefined || text.trim() === "" ? null : searchQuestion(field, text);

const both = (one: readonly string[] | null, other: string | null | undefined): readonly string[] | null => {
  if (other === null || other === undefined) return one;
  return one === null || one.includes(other) ? [other] : [];
};

/**
 * What a list or the facets of products are asked for.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for lists and texts that are too long, or stars that there are not
 */
export const filterOf = (where: ProductWhere, today: string): ProductFilter => {
  const condition = conditionOf("where", where);
  if ((where.anyOf?.length ?? 0) > limits.groups)
    refuse("BAD_USER_INPUT", { field: "where.anyOf", max: limits.groups });
  const [text, name] = [questionOf("where.text", where.text), questionOf("where.name", where.name)];
  if (text !== null && name !== null) refuse("BAD_USER_INPUT", { field: "where.name" });
  return {
    ...condition,
    setCodes: both(condition.setCodes, where.setCode),
    text,
    name,
    anyOf: where.anyOf?.map((group, nth) => conditionOf(`where.anyOf.${String(nth)}`, group)) ?? null,
    today,
  };
};

/** @throws Refusal `BAD_USER_INPUT` {field: sort} for an order by relevance without a text */
export const sortOf = ({ text }: ProductFilter, sort: ProductSort | null | undefined): ProductSort => {
  if (sort === "RELEVANCE" && text === null) refuse("BAD_USER_INPUT", { field: "sort" });
  return sort ?? (text === null ? "NAME" : "RELEVANCE");
};
