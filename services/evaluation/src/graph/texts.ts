import type { Localized } from "@ocop/contracts";
import { Language, localize, LocalizedText } from "@ocop/service-kit";
import { Arg, type ClassType, FieldResolver, Resolver, Root } from "type-graphql";

/**
 * The field of a type that shows a text of its row in the language asked for.
 *
 * @example const ProductNames = textOf<Evaluation>(EvaluationType, "productName", "Name of the product.");
 */
export const textOf = <Row extends object>(
  type: ClassType,
  field: { [K in keyof Row]: Row[K] extends Localized ? K : never }[keyof Row] & string,
  description: string,
): NonNullable<unknown> => {
  @Resolver(() => type)
  class Texts {
    @FieldResolver(() => LocalizedText, { name: field, description })
    text(@Root() row: Row, @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language): LocalizedText {
      return localize(row[field] as Localized, lang);
    }
  }
  return Texts;
};
