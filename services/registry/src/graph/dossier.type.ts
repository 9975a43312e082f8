import { Authz, DateTime, Part, Sized } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { CommuneReport } from "../domain/commune-report";
import type { Dossier, DossierSnapshot, DossierState, Evidence, MissingItem, Return } from "../domain/dossier";
import type { FieldValue, FormValues, OpenValues, RegistrationType } from "../domain/dossier-form";
import { dossierReaders, evidenceReaders } from "../domain/rights";
import type { Answers } from "../domain/self-assessment";
import { DossierStateEnum, MissingPartEnum, RegistrationTypeEnum, ReturnedByEnum } from "./enums";

@Part()
@ObjectType("DossierField", { description: "One filled field of a form; its value stands in the member of its kind." })
export class DossierFieldType {
  @Field(() => String, { description: "Key of the field." })
  readonly key!: string;

  @Field(() => String, { nullable: true, description: "A text or a day YYYY-MM-DD." })
  readonly text!: string | null;

  @Field(() => Boolean, { nullable: true, description: "Yes or no." })
  readonly flag!: boolean | null;

  @Field(() => Int, { nullable: true, description: "A whole number." })
  readonly number!: number | null;

  @Field(() => [String], { nullable: true, description: "Chosen boxes." })
  readonly choices!: readonly string[] | null;
}

/** The filled fields of a form, each value in the member of its kind. */
export const fieldsOf = (values: OpenValues): readonly DossierFieldType[] =>
  Object.entries(values).map(([key, value]: readonly [string, FieldValue]) => ({
    key,
    text: typeof value === "string" ? value : null,
    flag: typeof value === "boolean" ? value : null,
    number: typeof value === "number" ? value : null,
    choices: typeof value === "object" ? value : null,
  }));

@Part()
@ObjectType("DossierAnswer", { description: "The producer's own answer to one criterion (tiêu chí)." })
export class DossierAnswerType {
  @Field(() => String, { description: "Code of the criterion." })
  readonly criterion!: string;

  @Field(() => String, { nullable: true, description: "Key of the option; null for none of these, 0 points." })
  readonly option!: string | null;
}

@Part()
@ObjectType("DossierEvidence", { description: "Evidence (minh chứng): a paper or record that supports criteria." })
export class DossierEvidenceType implements Evidence {
  @Field(() => String, { description: "Code of one of the 15 kinds, for example business-registration." })
  readonly kind!: string;

  @Field(() => String, { description: "Title of the paper." })
  readonly title!: string;

  @Field(() => [String], { description: "Codes of the criteria it supports." })
  readonly criteria!: readonly string[];
}

@Part()
@ObjectType("DossierMissingItem", { description: "Something that is missing before the dossier may be submitted." })
export class DossierMissingItemType implements MissingItem {
  @Field(() => MissingPartEnum, { description: "Part of the dossier." })
  readonly part!: MissingItem["part"];

  @Field(() => String, { nullable: true, description: "Key of the field or code of the criterion." })
  readonly key!: string | null;
}

@Part()
@ObjectType("CommuneReport", { description: "Report of the commune (báo cáo của cấp xã, Mẫu 03)." })
export class CommuneReportType implements CommuneReport {
  @Field(() => String, { description: "Use of local material (nguyên liệu địa phương)." })
  readonly localMaterial!: string;

  @Field(() => String, { description: "Use of local labour (lao động địa phương)." })
  readonly localLabour!: string;

  @Field(() => String, { description: "Origin of the product idea (nguồn gốc ý tưởng)." })
  readonly ideaOrigin!: string;

  @Field(() => String, { description: "Local identity and knowledge (bản sắc, trí tuệ địa phương)." })
  readonly localIdentity!: string;

  @Field(() => String, { description: "Request to the province (đề nghị)." })
  readonly request!: string;

  @Field(() => Int, { description: "Samples (sản phẩm mẫu) that go with the request." })
  readonly sampleCount!: number;
}

@Part()
@ObjectType("DossierReturnReason", { description: "One place that needs work, and why." })
export class DossierReturnReasonType {
  @Field(() => String, { description: "Place, for example FORM_01.phone or EVIDENCE." })
  readonly place!: string;

  @Field(() => String, { description: "Reason in words." })
  readonly reason!: string;
}

@Part()
@ObjectType("DossierReturn", { description: "Why a dossier went back to its producer." })
export class DossierReturnType implements Return {
  @Field(() => ReturnedByEnum, { description: "Who sent it back." })
  readonly by!: Return["by"];

  @Sized(5)
  @Field(() => [DossierReturnReasonType], { description: "At least one." })
  readonly reasons!: Return["reasons"];
}

@Part()
@ObjectType("DossierSnapshot", { description: "One frozen submission; none is ever overwritten." })
export class DossierSnapshotType implements Pick<DossierSnapshot, "number" | "sha256" | "takenAt"> {
  @Field(() => Int, { description: "1 for the first submission." })
  readonly number!: number;

  @Field(() => String, { description: "SHA-256 of its canonical JSON." })
  readonly sha256!: string;

  @Field(() => DateTime, { description: "When it was frozen." })
  readonly takenAt!: Date;
}

@Authz(...dossierReaders)
@Directive('@key(fields: "id")')
@ObjectType("Dossier", { description: "Dossier (hồ sơ sản phẩm): forms 01 and 02 with self-assessment and evidence." })
export class DossierType implements Dossier {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: "Number of the last change; sent back as expectedVersion." })
  readonly version!: number;

  readonly productId!: string;
  readonly producerId!: string;
  readonly provinceRegionId!: string;
  readonly communeRegionId!: string;
  readonly roundId!: string;

  @Field(() => String, { description: "Legal regime it was opened under." })
  readonly regime!: string;

  @Field(() => String, { description: "Product set (bộ sản phẩm)." })
  readonly setCode!: string;

  @Field(() => Int, { nullable: true, description: "Version of the criteria set it was submitted under; null before." })
  readonly criteriaSetVersion!: number | null;

  @Field(() => RegistrationTypeEnum, { description: "First, upgrade or renewal." })
  readonly registrationType!: RegistrationType;

  @Field(() => DossierStateEnum, { description: "With whom it is." })
  readonly state!: DossierState;

  @Field(() => String, { nullable: true, description: "Why the request came after the cut-off of its round." })
  readonly lateReason!: string | null;

  readonly form01!: FormValues;
  readonly form02!: FormValues;
  readonly answers!: Answers;

  @Authz(...evidenceReaders)
  @Field(() => [DossierEvidenceType], { nullable: true, description: "Evidence, described." })
  readonly evidence!: readonly Evidence[];

  @Authz(...evidenceReaders)
  @Field(() => CommuneReportType, { nullable: true, description: "Form 03, once the commune has written it." })
  readonly communeReport!: CommuneReport | null;

  @Authz(...evidenceReaders)
  @Field(() => DossierReturnType, {
    nullable: true,
    description: "Why it was last sent back; null once it is submitted again.",
  })
  readonly returned!: Return | null;

  @Field(() => String, { nullable: true, description: "Product code printed at this evaluation." })
  readonly productCode!: string | null;

  @Field(() => String, { nullable: true, description: "Slip number of the commune (số phiếu PĐK)." })
  readonly slipNo!: string | null;

  @Field(() => Int, { description: "Number of the last snapshot, 0 before the first submission." })
  readonly snapshotNumber!: number;

  @Field(() => String, { nullable: true, description: "SHA-256 of the last snapshot." })
  readonly snapshotSha256!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was last submitted." })
  readonly submittedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When the commune last forwarded it." })
  readonly forwardedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When the province took it in." })
  readonly acceptedAt!: Date | null;
}
