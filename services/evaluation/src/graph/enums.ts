import { certificateStatuses, selfScoreRules } from "@ocop/contracts";
import { registerEnumType } from "type-graphql";
import { seatRoles } from "../domain/council";
import {
  minimumsFromChoices,
  missedMinimumChoices,
  noneChoices,
  reasonChoices,
  ruleLevels,
  secretaryChoices,
  spreadChoices,
} from "../domain/council-rules";
import { criterionKinds, noteEffects } from "../domain/criteria-set";
import { decisiveBases } from "../domain/evaluate";
import { evaluationStates, registrationTypes } from "../domain/evaluation";
import { authorities } from "../domain/regime";
import { revocationStates } from "../domain/revocation";
import { revocationGrounds } from "../domain/revocation-ground";
import { roundStates } from "../domain/score-sheet";
import { betweenBandsChoices } from "../domain/stars";

/** A closed list of the domain as an enum of the graph: written once, there. */
const graphEnum = (name: string, values: readonly string[], description: string): object => {
  const choices = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(choices, { name, description });
  return choices;
};

export const CriterionKindEnum = graphEnum(
  "CriterionKind",
  criterionKinds,
  "How a criterion is answered; BOOLEAN is no or yes for 0 or 1 point.",
);
export const NoteEffectEnum = graphEnum(
  "CriterionNoteEffect",
  noteEffects,
  "What follows from a remark of the decision: REJECT leaves no stars, STOP ends the assessment of what follows.",
);
export const CouncilRulesLevelEnum = graphEnum(
  "CouncilRulesLevel",
  ruleLevels,
  "Whose working rules they are; DEFAULT are the platform's, for what a province does not state.",
);
export const SpreadExceededEnum = graphEnum(
  "SpreadExceededEffect",
  spreadChoices,
  "What a council does when its totals lie too far apart.",
);
export const MissedMinimumEnum = graphEnum(
  "MissedMinimumEffect",
  missedMinimumChoices,
  "What a missed star minimum does.",
);
export const MinimumsFromEnum = graphEnum(
  "MinimumsFrom",
  minimumsFromChoices,
  "Whose answer is held against the star minimums; without an agreement always the majority's, the lower one on a tie.",
);
export const NoneOfTheOptionsEnum = graphEnum(
  "NoneOfTheOptions",
  noneChoices,
  "What the answer `none of these` is worth.",
);
export const BetweenBandsEnum = graphEnum(
  "BetweenBands",
  betweenBandsChoices,
  "How a mean between two bands printed as whole numbers is read.",
);
export const ReasonsForEnum = graphEnum("ReasonsFor", reasonChoices, "What needs a written reason on a score sheet.");
export const SecretaryScoresEnum = graphEnum(
  "SecretaryScores",
  secretaryChoices,
  "Whether a council's secretary scores.",
);
export const SelfScoreRuleEnum = graphEnum(
  "SelfScoreRule",
  selfScoreRules,
  "When a scoring member sees what the producer claims (điểm tự chấm): once the own sheet is in, from the release on, or never.",
);
export const SeatRoleEnum = graphEnum(
  "CouncilSeatRole",
  seatRoles,
  "Role of a seat: CHAIR (chủ tịch), DEPUTY_CHAIR (phó chủ tịch), SECRETARY (thư ký), MEMBER (ủy viên), EXPERT (chuyên gia mời), ADVISOR (tổ tư vấn, never votes).",
);
export const EvaluationStateEnum = graphEnum(
  "EvaluationState",
  evaluationStates,
  "Where an evaluation stands. Sheets of others are readable from CLOSED on; the result is public in PUBLISHED.",
);
export const EvaluationRegistrationEnum = graphEnum(
  "EvaluationRegistration",
  registrationTypes,
  "First recognition (lần đầu), upgrade (nâng hạng) or renewal (đánh giá lại).",
);
export const ScoringRoundStateEnum = graphEnum(
  "ScoringRoundState",
  roundStates,
  "OPEN while members fill their sheets, CLOSED afterwards, SIGNED with the minutes.",
);
export const DecisiveBasisEnum = graphEnum(
  "DecisiveBasis",
  decisiveBases,
  "Whose option is held against the minimums: the one the council agreed on, or the majority's.",
);
export const AuthorityEnum = graphEnum(
  "RecognisingAuthority",
  authorities,
  "Level that recognises a product. Districts did so for three stars under 148/QĐ-TTg until 01/07/2025.",
);
export const CertificateStatusEnum = graphEnum(
  "CertificateStatus",
  certificateStatuses,
  "What a certificate is worth on a day; EXPIRING is valid, inside its last 180 days.",
);
export const RevocationGroundEnum = graphEnum(
  "RevocationGround",
  revocationGrounds,
  "Ground of a revocation (26/2026/QĐ-TTg, Điều 8): a to e in the order of the law.",
);
export const RevocationStateEnum = graphEnum(
  "RevocationState",
  revocationStates,
  "REQUESTED by one officer, CONFIRMED by another.",
);
