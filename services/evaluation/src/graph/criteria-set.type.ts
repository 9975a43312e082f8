import { Part as PartOf, Public, Shown, Sized } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { Case, CriteriaSet, Criterion, Group, Heading, Named, Note, Option, Part } from "../domain/criteria-set";
import type { StarBand } from "../domain/stars";
import { CriterionKindEnum, NoteEffectEnum } from "./enums";
import { textOf } from "./texts";

@Shown("partner", "public")
@PartOf()
@ObjectType("RulebookTerm", { description: "A word of the rulebook: a stable key and its name." })
export class NamedType implements Omit<Named, "name"> {
  @Field(() => String)
  readonly key!: string;
}

@Shown("partner", "public")
@PartOf()
@ObjectType("StarBand", { description: "Mean scores that make a number of stars: from, included, to below, excluded." })
export class StarBandType implements StarBand {
  @Field(() => Int)
  readonly stars!: number;

  @Field(() => Int)
  readonly from!: number;

  @Field(() => Int, { nullable: true, description: "Null for the highest band, which ends with 100 points." })
  readonly below!: number | null;
}

@Shown("partner", "public")
@PartOf()
@ObjectType("CriterionNote", { description: "A remark of the decision, or a ground to reject the dossier." })
export class NoteType implements Omit<Note, "text"> {
  @Field(() => String)
  readonly key!: string;

  @Field(() => NoteEffectEnum)
  readonly effect!: Note["effect"];
}

@Shown("partner", "public")
@PartOf()
@ObjectType("CriterionOption", { description: "An answer (phương án trả lời) with its points." })
export class OptionType implements Omit<Option, "label"> {
  @Field(() => String, { description: "Unique inside its criterion." })
  readonly key!: string;

  @Field(() => Int)
  readonly points!: number;

  @Field(() => Int, { nullable: true, description: "Least answer for that many stars (dấu sao)." })
  readonly star!: number | null;

  @Field(() => String, { nullable: true, description: "Key of its case, where the criterion has cases." })
  readonly case!: string | null;
}

@Shown("partner", "public")
@PartOf()
@ObjectType("CriterionCase", { description: "An alternative list of options (trường hợp)." })
export class CaseType implements Omit<Case, "title"> {
  @Field(() => String)
  readonly key!: string;
}

@Shown("partner", "public")
@PartOf()
@ObjectType("CriterionHeading", { description: "A heading between group and criterion; it is not scored itself." })
export class HeadingType implements Omit<Heading, "title"> {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Int)
  readonly max!: number;

  @Sized(2)
  @Field(() => [NoteType])
  readonly notes!: readonly Note[];
}

@Shown("partner", "public")
@PartOf()
@ObjectType("Criterion", { description: "A scored question (tiêu chí), answered with exactly one option." })
export class CriterionType implements Omit<Criterion, "title"> {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Int, { description: "Points of the best option." })
  readonly max!: number;

  @Field(() => CriterionKindEnum)
  readonly kind!: Criterion["kind"];

  @Field(() => HeadingType, { nullable: true })
  readonly heading!: Heading | null;

  @Sized(2)
  @Field(() => [CaseType])
  readonly cases!: readonly Case[];

  @Sized(2)
  @Field(() => [NoteType])
  readonly notes!: readonly Note[];

  @Sized(4)
  @Field(() => [OptionType])
  readonly options!: readonly Option[];
}

@Shown("partner", "public")
@PartOf()
@ObjectType("CriteriaGroup", { description: "A numbered block inside a part (nhóm tiêu chí)." })
export class GroupType implements Omit<Group, "title"> {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Int)
  readonly max!: number;

  @Sized(3)
  @Field(() => [CriterionType])
  readonly criteria!: readonly Criterion[];
}

@Shown("partner", "public")
@PartOf()
@ObjectType("CriteriaPart", { description: "Part A, B or C of a criteria set (phần)." })
export class PartType implements Omit<Part, "title"> {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Int)
  readonly max!: number;

  @Sized(4)
  @Field(() => [GroupType])
  readonly groups!: readonly Group[];
}

@Shown("partner", "public")
@Public()
@ObjectType("CriteriaSet", {
  description:
    "Scoring tree of one product set in one regime (bộ tiêu chí), in one content version that never changes.",
})
export class CriteriaSetType implements Omit<CriteriaSet, "name" | "bands"> {
  readonly version!: number;
  readonly setId!: string;

  @Field(() => ID, { description: "Id of this content version." })
  readonly id!: string;

  @Field(() => String)
  readonly regime!: string;

  @Field(() => String, { description: "For example QD26-11; the numbering is the platform's." })
  readonly code!: string;

  @Field(() => Int)
  readonly no!: number;

  @Field(() => Int, { description: "Counts up with each correction of the rulebook." })
  readonly contentVersion!: number;

  @Field(() => String)
  readonly contentSha256!: string;

  @Field(() => Boolean)
  readonly current!: boolean;

  @Field(() => Boolean, { description: "False where the source lacks part of the tree: such a set rates nothing." })
  readonly complete!: boolean;

  @Field(() => Int)
  readonly criteriaCount!: number;

  @Field(() => Int)
  readonly optionCount!: number;

  @Field(() => NamedType)
  readonly industry!: Named;

  @Field(() => NamedType)
  readonly productGroup!: Named;

  @Sized(2)
  @Field(() => [NamedType], { description: "Ministries that take part in the central council." })
  readonly agencies!: readonly Named[];

  @Sized(2)
  @Field(() => [NoteType], { description: "Grounds on which the whole dossier is rejected (hồ sơ bị loại)." })
  readonly rejectRules!: readonly Note[];
}

/** Names and labels in the language asked for. */
export const criteriaTexts = [
  textOf<Named>(NamedType, "name", "What it is called."),
  textOf<Note>(NoteType, "text", "Wording of the decision."),
  textOf<Option>(OptionType, "label", "Wording of the decision."),
  textOf<Case>(CaseType, "title", "Wording of the decision."),
  textOf<Heading>(HeadingType, "title", "Wording of the decision."),
  textOf<Criterion>(CriterionType, "title", "Wording of the decision."),
  textOf<Group>(GroupType, "title", "Wording of the decision."),
  textOf<Part>(PartType, "title", "Wording of the decision."),
  textOf<CriteriaSet>(CriteriaSetType, "name", "Name of the product set (bộ sản phẩm)."),
];
