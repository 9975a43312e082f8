import { MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { DossierChanges } from "../domain/dossier";
import type { FieldChange, FieldValue, ProducerForm, RegistrationType } from "../domain/dossier-form";
import { refuse } from "../domain/refusals";
import { ProducerFormEnum, RegistrationTypeEnum } from "./enums";

@InputType("OpenDossierInput")
export class OpenDossierInput extends MutationInput {
  @Field(() => ID)
  readonly productId!: string;

  @Field(() => RegistrationTypeEnum)
  readonly registrationType!: RegistrationType;

  @Field(() => ID, { description: "A round of the product's province." })
  readonly roundId!: string;
}

@InputType("DossierFieldInput", { description: "One field, its value in one of the four members; none empties it." })
export class DossierFieldInput {
  @Field(() => ProducerFormEnum)
  readonly form!: ProducerForm;

  @Field(() => String)
  readonly key!: string;

  @Field(() => String, { nullable: true, description: "A text of at most 4,000 characters, or a day YYYY-MM-DD." })
  readonly text?: string | null;

  @Field(() => Boolean, { nullable: true })
  readonly flag?: boolean | null;

  @Field(() => Int, { nullable: true })
  readonly number?: number | null;

  @Field(() => [String], { nullable: true })
  readonly choices?: readonly string[] | null;
}

const fieldChangeOf = ({ form, key, text, flag, number, choices }: DossierFieldInput): FieldChange => {
  const given = [text, flag, number, choices].filter((value): value is FieldValue => (value ?? null) !== null);
  if (given.length > 1) refuse("BAD_USER_INPUT", { field: `${form}.${key}` });
  return { form, key, value: given[0] ?? null };
};

@InputType("DossierAnswerInput")
export class DossierAnswerInput {
  @Field(() => String, { description: "Code of the criterion." })
  readonly criterion!: string;

  @Field(() => String, {
    nullable: true,
    description: "Key of the option; null for none of these, allowed where no option of 0 points is printed.",
  })
  readonly option?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: "Takes the answer back." })
  readonly withdraw!: boolean;
}

@InputType("DossierEvidenceInput")
export class DossierEvidenceInput {
  @Field(() => String)
  readonly kind!: string;

  @Field(() => String, { description: "At most 300 characters." })
  readonly title!: string;

  @Field(() => [String])
  readonly criteria!: readonly string[];
}

@InputType("SaveDossierInput", { description: "What changed since the last save." })
export class SaveDossierInput extends MutationInput {
  @Field(() => ID)
  readonly dossierId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => [DossierFieldInput], { nullable: true, description: "At most 250." })
  readonly fields?: readonly DossierFieldInput[] | null;

  @Field(() => [DossierAnswerInput], { nullable: true, description: "At most 250." })
  readonly answers?: readonly DossierAnswerInput[] | null;

  @Field(() => [DossierEvidenceInput], {
    nullable: true,
    description: "The whole list, at most 100; left out, it stays.",
  })
  readonly evidence?: readonly DossierEvidenceInput[] | null;
}

const maxItems = 250;

/**
 * What a save asks for, in the words of the domain.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for more than 250 items, or a field with more than one value
 */
export const changesOf = ({ fields, answers, evidence }: SaveDossierInput): DossierChanges => {
  for (const [field, items] of Object.entries({ fields, answers, evidence }))
    if ((items?.length ?? 0) > maxItems) refuse("BAD_USER_INPUT", { field, max: maxItems });
  return {
    fields: (fields ?? []).map(fieldChangeOf),
    answers: (answers ?? []).map(({ criterion, option, withdraw }) => ({
      criterion,
      option: option ?? null,
      withdrawn: withdraw,
    })),
    evidence: evidence?.map(({ kind, title, criteria }) => ({ kind, title, criteria })) ?? null,
  };
};

@InputType("SubmitDossierInput")
export class SubmitDossierInput extends MutationInput {
  @Field(() => ID)
  readonly dossierId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;
}

@InputType("DossierReturnReasonInput")
export class DossierReturnReasonInput {
  @Field(() => String, { description: "For example FORM_01.phone, SELF_ASSESSMENT.1.5 or EVIDENCE." })
  readonly place!: string;

  @Field(() => String, { description: "At most 1,000 characters." })
  readonly reason!: string;
}

@InputType("ReturnDossierInput")
export class ReturnDossierInput extends MutationInput {
  @Field(() => ID)
  readonly dossierId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => [DossierReturnReasonInput], { description: "At least one." })
  readonly reasons!: readonly DossierReturnReasonInput[];
}

@InputType("CompleteCommuneReportInput")
export class CompleteCommuneReportInput extends MutationInput {
  @Field(() => ID)
  readonly dossierId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String)
  readonly localMaterial!: string;

  @Field(() => String)
  readonly localLabour!: string;

  @Field(() => String)
  readonly ideaOrigin!: string;

  @Field(() => String)
  readonly localIdentity!: string;

  @Field(() => String, { description: "Request to the province (đề nghị)." })
  readonly request!: string;

  @Field(() => Int, { description: "Samples that go with it: 5, none for tourism." })
  readonly sampleCount!: number;

  @Field(() => String, { nullable: true, description: "Why the request comes after the cut-off of its round." })
  readonly lateReason?: string | null;
}

@InputType("AcceptDossierInput")
export class AcceptDossierInput extends MutationInput {
  @Field(() => ID)
  readonly dossierId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;
}
