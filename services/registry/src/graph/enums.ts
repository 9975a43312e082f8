import { roles, scopeTypes } from "@ocop/contracts";
import { registerEnumType } from "type-graphql";
import { unitLevels } from "../domain/administrative-unit";
import { assignmentStates } from "../domain/assignment";
import { breakGlassStates } from "../domain/break-glass";
import { coachStepKinds } from "../domain/coach";
import { dossierStates, returnedBy } from "../domain/dossier";
import { producerForms, registrationTypes } from "../domain/dossier-form";
import { personalFields, type PersonalField } from "../domain/personal-data";
import { producerKinds, registrableKinds } from "../domain/producer";
import { productStates } from "../domain/product";
import { certificateConditions, productSorts } from "../domain/product-filter";
import { targetUnits } from "../domain/programme";
import { roundLevels } from "../domain/round";
import { totalsMeasures } from "../domain/territory-totals";
import { wayOutcomes } from "../domain/unit-way";

const enumOf = <Value extends string>(
  name: string,
  values: readonly Value[],
  description: string,
): Readonly<Record<Value, Value>> => {
  const members = Object.fromEntries(values.map((value) => [value, value])) as Record<Value, Value>;
  registerEnumType(members, { name, description });
  return members;
};

export const UnitLevelEnum = enumOf(
  "UnitLevel",
  unitLevels,
  "Level of an administrative unit; districts (huyện, quận, thị xã) ended on 01/07/2025.",
);
export const ProducerKindEnum = enumOf(
  "ProducerKind",
  producerKinds,
  "Kind of entity of a producer (chủ thể). COMPANY, HOUSEHOLD and ESTABLISHMENT repeat words of older publications.",
);
export const RegistrableKindEnum = enumOf(
  "RegistrableProducerKind",
  registrableKinds,
  "Kinds of entity of Quyết định 26/2026/QĐ-TTg, Điều 2, that may be registered.",
);
export const PersonalFieldEnum = enumOf(
  "PersonalField",
  Object.keys(personalFields) as PersonalField[],
  "One kind of personal data (dữ liệu cá nhân) of a producer's people.",
);
export const ProductStateEnum = enumOf(
  "ProductState",
  productStates,
  "REGISTERED: no certificate known here. CANDIDATE: a dossier was accepted. RECOGNISED: a certificate is in force. LAPSED: the last one ended or was revoked.",
);
export const CertificateConditionEnum = enumOf(
  "ProductCertificateCondition",
  certificateConditions,
  "What the certificate (giấy chứng nhận) that counts for a product is worth today, by its days: IN_FORCE, EXPIRING (in force, in its last 180 days), EXPIRED, REVOKED, or NONE of these.",
);
export const ProductSortEnum = enumOf(
  "ProductSort",
  productSorts,
  "NAME: Vietnamese order of names. CODE: of product codes. RECOGNISED_ON: certificate issued last first. CERTIFICATE_EXPIRES_ON: ending first first. These three list the products that have one. RELEVANCE: best match of where.text first.",
);
export const DossierStateEnum = enumOf(
  "DossierState",
  dossierStates,
  "DRAFT and RETURNED: with the producer. SUBMITTED: with the commune. FORWARDED: with the province. ACCEPTED: taken in for evaluation.",
);
export const RegistrationTypeEnum = enumOf(
  "RegistrationType",
  registrationTypes,
  "First recognition (lần đầu), upgrade (nâng hạng) or renewal (đánh giá lại).",
);
export const ProducerFormEnum = enumOf(
  "DossierForm",
  producerForms,
  "Forms (mẫu) 01 and 02 of Phụ lục III, which the producer fills.",
);
export const MissingPartEnum = enumOf(
  "DossierPart",
  [...producerForms, "SELF_ASSESSMENT", "EVIDENCE"] as const,
  "Part of a dossier in which something is missing.",
);
export const ReturnedByEnum = enumOf("DossierReturnedBy", returnedBy, "Who sent a dossier back.");
export const RoundLevelEnum = enumOf("RoundLevel", roundLevels, "Level that holds an evaluation round (đợt đánh giá).");
export const RoleEnum = enumOf("AssignmentRole", roles, "Role of an assignment.");
export const ScopeTypeEnum = enumOf("AssignmentScope", scopeTypes, "Kind of scope of an assignment.");
export const AssignmentStateEnum = enumOf(
  "AssignmentState",
  assignmentStates,
  "PROPOSED: waits for a second officer. ACTIVE: granted. REJECTED: turned down by another. WITHDRAWN: taken back by who proposed it. REVOKED: ended.",
);
export const BreakGlassStateEnum = enumOf(
  "BreakGlassState",
  breakGlassStates,
  "REQUESTED: nothing is lent. APPROVED: lent until it ends. ENDED: turned down or ended early.",
);
export const ResolutionEnum = enumOf(
  "UnitResolutionOutcome",
  wayOutcomes,
  "RESOLVED: one unit of the day. SPLIT: several, of which a person must choose. MERGED: several that later became the unit. ENDED: none on that day. UNKNOWN: no list has the code.",
);
export const UnitRelationEnum = enumOf(
  "UnitRelation",
  ["WHOLE", "PART"] as const,
  "WHOLE: all of the earlier unit lies in the later one. PART: a share, of unknown size.",
);
export const TotalsMeasureEnum = enumOf("TotalsMeasure", totalsMeasures, "What is counted.");

export const TargetUnitEnum = enumOf(
  "ProgrammeTargetUnit",
  targetUnits,
  "What a target of the programme counts: products, villages, per cent of a whole, or points in each province.",
);

export const CoachStepKindEnum = enumOf(
  "CoachStepKind",
  coachStepKinds,
  "PIN_EVIDENCE: the claimed answer lacks evidence alone. RAISE_ANSWER: another option, with evidence for it.",
);
