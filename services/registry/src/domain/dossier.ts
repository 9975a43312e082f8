import { cleanLines, cleanText, isInForce } from "@ocop/contracts";
import type { CommuneReport } from "./commune-report";
import {
  missingFields,
  withChanges,
  withRecord,
  type EvidenceKind,
  type FieldChange,
  type FormDefinition,
  type FormValues,
  type OpenValues,
  type ProducerForm,
  type RegistrationType,
} from "./dossier-form";
import type { Producer } from "./producer";
import type { CertificateCopy, Product } from "./product";
import { classificationOf, needsSamples, type ProductSet } from "./product-set";
import { refuse } from "./refusals";
import type { Round } from "./round";
import { unanswered, withAnswers, type AnswerChange, type Answers, type CriteriaSetCopy } from "./self-assessment";

/**
 * `DRAFT` with the producer · `SUBMITTED` with the commune · `RETURNED` back with the producer ·
 * `FORWARDED` form 03 written, with the province · `ACCEPTED` taken in for evaluation.
 */
export const dossierStates = ["DRAFT", "SUBMITTED", "RETURNED", "FORWARDED", "ACCEPTED"] as const;
export type DossierState = (typeof dossierStates)[number];

export type Step = "submit" | "returnByCommune" | "completeCommuneReport" | "returnByProvince" | "accept";

/**
 * The states each step starts from and the state it leads to, in the order of the procedure.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7
 */
export const transitions: Readonly<
  Record<Step, { readonly from: readonly DossierState[]; readonly to: DossierState }>
> = {
  submit: { from: ["DRAFT", "RETURNED"], to: "SUBMITTED" },
  returnByCommune: { from: ["SUBMITTED"], to: "RETURNED" },
  completeCommuneReport: { from: ["SUBMITTED"], to: "FORWARDED" },
  returnByProvince: { from: ["FORWARDED"], to: "RETURNED" },
  accept: { from: ["FORWARDED"], to: "ACCEPTED" },
};

/** While the dossier is in one of these the producer writes; afterwards it is frozen. */
export const editableStates: readonly DossierState[] = ["DRAFT", "RETURNED"];

/** A dossier that is still on its way to the province: a product has one at most. */
export const openStates: readonly DossierState[] = ["DRAFT", "SUBMITTED", "RETURNED", "FORWARDED"];

/** A paper or record that supports criteria (minh chứng), described; the files come with their own door. */
export type Evidence = { readonly kind: string; readonly title: string; readonly criteria: readonly string[] };

export const returnedBy = ["COMMUNE", "PROVINCE"] as const;

/** Why a dossier went back: one reason per place, for example `FORM_01.phone` or `EVIDENCE`. */
export type Return = {
  readonly by: (typeof returnedBy)[number];
  readonly reasons: readonly { readonly place: string; readonly reason: string }[];
};

/** A dossier (hồ sơ sản phẩm): forms 01 and 02, the self-assessment and its evidence. */
export type Dossier = {
  readonly id: string;
  readonly version: number;
  readonly productId: string;
  readonly producerId: string;
  readonly provinceRegionId: string;
  readonly communeRegionId: string;
  readonly regime: string;
  readonly setCode: string;
  /** version of the criteria set it was submitted under; null before */
  readonly criteriaSetVersion: number | null;
  readonly registrationType: RegistrationType;
  readonly state: DossierState;
  readonly roundId: string;
  /** why the request came after the cut-off of the round it was meant for */
  readonly lateReason: string | null;
  readonly form01: FormValues;
  readonly form02: FormValues;
  readonly answers: Answers;
  readonly evidence: readonly Evidence[];
  readonly communeReport: CommuneReport | null;
  readonly returned: Return | null;
  /** the code printed at this evaluation */
  readonly productCode: string | null;
  /** số phiếu PĐK of the commune */
  readonly slipNo: string | null;
  /** number of the last snapshot, 0 before the first submission */
  readonly snapshotNumber: number;
  readonly snapshotSha256: string | null;
  readonly submittedAt: Date | null;
  readonly forwardedAt: Date | null;
  readonly acceptedAt: Date | null;
};

/** What a dossier is checked against: forms, product set and criteria set, all read as data. */
export type Rulebook = {
  readonly form01: FormDefinition;
  readonly form02: FormDefinition;
  readonly evidenceKinds: readonly EvidenceKind[];
  readonly productSet: ProductSet;
  readonly criteriaSet: CriteriaSetCopy;
};

const inState = (dossier: Dossier, states: readonly DossierState[]): void => {
  if (!states.includes(dossier.state)) refuse("WRONG_STATE", { state: dossier.state });
};

/** @throws Refusal `WRONG_STATE` {state} when the step does not start from where the dossier is */
export const checkTransition = (dossier: Dossier, step: Step): void => {
  inState(dossier, transitions[step].from);
};

const moved = (dossier: Dossier, step: Step): Dossier => {
  checkTransition(dossier, step);
  return { ...dossier, state: transitions[step].to };
};

/**
 * @throws Refusal `STALE_VERSION` {currentVersion} when the row changed since the client read it
 */
export const unchangedSince = (row: { readonly version: number }, expectedVersion: number): void => {
  if (row.version !== expectedVersion) refuse("STALE_VERSION", { currentVersion: row.version });
};

const registrationTypeNames: Readonly<Record<RegistrationType, string>> = {
  FIRST: "Lần đầu",
  UPGRADE: "Nâng hạng",
  RENEWAL: "Đánh giá lại",
};

/** What forms 01 and 02 repeat from the register, by field. */
const recordOf = (
  registrationType: RegistrationType,
  product: Product,
  producer: Producer,
  productSet: ProductSet,
): Readonly<Record<string, string>> => ({
  entityName: producer.name,
  productName: product.nameVi,
  classification: classificationOf(productSet),
  registrationType: registrationTypeNames[registrationType],
});

const prefilled = (values: Readonly<Record<string, string | null>>): OpenValues =>
  Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));

/**
 * Opens a dossier for a product, its forms filled with what the register knows.
 *
 * @param open dossiers of the product that are still on their way
 * @throws Refusal `DOSSIER_OPEN` {dossierId} when there is one already; `COMMUNE_UNKNOWN` without a commune;
 *   `REGISTRATION_TYPE_UNFIT` for a first registration while a certificate is in force;
 *   `BAD_USER_INPUT` {field: roundId} for a round of another province or of the centre
 */
export const openDossier = (
  id: string,
  {
    product,
    producer,
    phone,
    registrationType,
    round,
    open,
    certificates,
    today,
  }: {
    readonly product: Product;
    readonly producer: Producer;
    readonly phone: string | null;
    readonly registrationType: RegistrationType;
    readonly round: Round;
    readonly open: readonly Dossier[];
    readonly certificates: readonly CertificateCopy[];
    readonly today: string;
  },
  { form01, form02, productSet }: Rulebook,
): Dossier => {
  const [under] = open;
  if (under !== undefined) refuse("DOSSIER_OPEN", { dossierId: under.id });
  if (registrationType === "FIRST" && certificates.some((certificate) => isInForce(certificate, today)))
    refuse("REGISTRATION_TYPE_UNFIT", { registrationType });
  if (round.level !== "PROVINCE" || round.provinceRegionId !== product.provinceRegionId)
    refuse("BAD_USER_INPUT", { field: "roundId" });
  const record = recordOf(registrationType, product, producer, productSet);
  const { addressLine, representative } = producer;
  return {
    id,
    version: 0,
    productId: product.id,
    producerId: producer.id,
    provinceRegionId: product.provinceRegionId,
    communeRegionId: product.communeRegionId ?? refuse("COMMUNE_UNKNOWN"),
    regime: productSet.regime,
    setCode: productSet.code,
    criteriaSetVersion: null,
    registrationType,
    state: "DRAFT",
    roundId: round.id,
    lateReason: null,
    form01: withRecord(
      form01,
      prefilled({ contactAddress: addressLine, phone, legalRepresentative: representative }),
      record,
    ),
    form02: withRecord(form02, prefilled({ address: addressLine, phone, representativeName: representative }), record),
    answers: {},
    evidence: [],
    communeReport: null,
    returned: null,
    productCode: product.code,
    slipNo: null,
    snapshotNumber: 0,
    snapshotSha256: null,
    submittedAt: null,
    forwardedAt: null,
    acceptedAt: null,
  };
};

const maxEvidence = 100;

const checkedEvidence = (
  evidence: readonly Evidence[],
  { evidenceKinds, criteriaSet }: Rulebook,
): readonly Evidence[] => {
  if (evidence.length > maxEvidence) refuse("BAD_USER_INPUT", { field: "evidence", max: maxEvidence });
  return evidence.map(({ kind, title, criteria }) => {
    if (!evidenceKinds.some(({ code }) => code === kind)) refuse("BAD_USER_INPUT", { field: "evidence.kind" });
    if (!criteria.every((criterion) => criteriaSet.criteria.some(({ code }) => code === criterion)))
      refuse("BAD_USER_INPUT", { field: "evidence.criteria" });
    return { kind, title: cleanText("evidence.title", title, 300), criteria: [...new Set(criteria)] };
  });
};

/** What the producer changed since the last save; null evidence leaves the list as it is. */
export type DossierChanges = {
  readonly fields: readonly FieldChange[];
  readonly answers: readonly AnswerChange[];
  readonly evidence: readonly Evidence[] | null;
};

/**
 * The dossier with the producer's changes. Anything may still be missing; nothing may be wrong.
 *
 * @throws Refusal `WRONG_STATE` {state} once it is submitted; `BAD_USER_INPUT` {field}; `ANSWER_INVALID`
 */
export const change = (dossier: Dossier, changes: DossierChanges, rulebook: Rulebook): Dossier => {
  inState(dossier, editableStates);
  return {
    ...dossier,
    form01: withChanges(rulebook.form01, dossier.form01, changes.fields),
    form02: withChanges(rulebook.form02, dossier.form02, changes.fields),
    answers: withAnswers(rulebook.criteriaSet, dossier.answers, changes.answers),
    evidence: changes.evidence === null ? dossier.evidence : checkedEvidence(changes.evidence, rulebook),
  };
};

/** Something a dossier still needs: a field of a form, the answer to a criterion, or evidence. */
export type MissingItem = {
  readonly part: ProducerForm | "SELF_ASSESSMENT" | "EVIDENCE";
  /** key of the field or code of the criterion; null for evidence */
  readonly key: string | null;
};

export const placeOf = ({ part, key }: MissingItem): string => (key === null ? part : `${part}.${key}`);

/**
 * What is missing before the dossier may be submitted: required fields, the answer to every criterion,
 * and at least one piece of evidence. Ordinary data, not an error.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 6 and Phụ lục III
 */
export const missingItems = (
  dossier: Dossier,
  { form01, form02, productSet, criteriaSet }: Rulebook,
): readonly MissingItem[] => {
  const when = { goods: needsSamples(productSet), registrationType: dossier.registrationType };
  const item =
    (part: MissingItem["part"]) =>
    (key: string | null): MissingItem => ({ part, key });
  return [
    ...missingFields(form01, dossier.form01, when).map(item("FORM_01")),
    ...missingFields(form02, dossier.form02, when).map(item("FORM_02")),
    ...unanswered(criteriaSet, dossier.answers).map(item("SELF_ASSESSMENT")),
    ...(dossier.evidence.length === 0 ? [item("EVIDENCE")(null)] : []),
  ];
};

/** Both forms of a dossier with their personal values opened. */
export type OpenForms = { readonly form01: OpenValues; readonly form02: OpenValues };

/** What a submission freezes for good, as plain JSON: the electronic dossier has the legal value of paper. */
export type SnapshotContent = OpenForms &
  Pick<Dossier, "answers" | "evidence" | "regime" | "setCode" | "registrationType"> & {
    readonly dossierId: string;
    readonly number: number;
    readonly criteriaSetVersion: number;
    readonly product: { readonly id: string; readonly name: string; readonly code: string | null };
    readonly producer: { readonly id: string; readonly name: string; readonly kind: string | null };
  };

/** One frozen submission. A returned dossier makes a new one; none is ever overwritten. */
export type DossierSnapshot = {
  readonly id: string;
  readonly version: number;
  readonly dossierId: string;
  /** 1 for the first submission */
  readonly number: number;
  /** canonical JSON of {@link SnapshotContent} */
  readonly content: string;
  /** of `content`, lower-case hexadecimal */
  readonly sha256: string;
  readonly takenAt: Date;
};

/**
 * What the next submission of a complete dossier freezes, the fields that repeat the register brought up to date.
 *
 * @param open the dossier's forms with their personal values
 * @throws Refusal `WRONG_STATE` {state}; `DOSSIER_INCOMPLETE` {missing: places}
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.1
 */
export const freeze = (
  dossier: Dossier,
  open: OpenForms,
  { product, producer }: { readonly product: Product; readonly producer: Producer },
  rulebook: Rulebook,
): SnapshotContent => {
  inState(dossier, transitions.submit.from);
  const record = recordOf(dossier.registrationType, product, producer, rulebook.productSet);
  const form01 = withRecord(rulebook.form01, open.form01, record);
  const form02 = withRecord(rulebook.form02, open.form02, record);
  const missing = missingItems({ ...dossier, form01, form02 }, rulebook);
  if (missing.length > 0) refuse("DOSSIER_INCOMPLETE", { missing: missing.map(placeOf) });
  const { answers, evidence, regime, setCode, registrationType } = dossier;
  return {
    dossierId: dossier.id,
    number: dossier.snapshotNumber + 1,
    regime,
    setCode,
    criteriaSetVersion: rulebook.criteriaSet.contentVersion,
    registrationType,
    product: { id: product.id, name: product.nameVi, code: product.code },
    producer: { id: producer.id, name: producer.name, kind: producer.kind },
    form01,
    form02,
    answers,
    evidence,
  };
};

/** The submitted dossier: what was frozen, and where it is kept. */
export const submit = (dossier: Dossier, frozen: SnapshotContent, sha256: string, now: Date): Dossier => ({
  ...moved(dossier, "submit"),
  form01: frozen.form01,
  form02: frozen.form02,
  criteriaSetVersion: frozen.criteriaSetVersion,
  snapshotNumber: frozen.number,
  snapshotSha256: sha256,
  submittedAt: now,
  communeReport: null,
  returned: null,
});

/** Who may send it back lies in where it is: the commune what it received, the province what was forwarded. */
export const returnStepOf = ({ state }: Dossier): "returnByCommune" | "returnByProvince" =>
  state === "FORWARDED" ? "returnByProvince" : "returnByCommune";

/**
 * The dossier back with its producer, with a reason for every place that needs work.
 *
 * @throws Refusal `WRONG_STATE` {state}; `BAD_USER_INPUT` {field} without a reason or with an over-long one
 */
export const sendBack = (dossier: Dossier, reasons: Return["reasons"]): Dossier => {
  const step = returnStepOf(dossier);
  const returned = moved(dossier, step);
  if (reasons.length === 0 || reasons.length > 100) refuse("BAD_USER_INPUT", { field: "reasons" });
  return {
    ...returned,
    returned: {
      by: step === "returnByProvince" ? "PROVINCE" : "COMMUNE",
      reasons: reasons.map(({ place, reason }) => ({
        place: cleanText("place", place, 100),
        reason: cleanLines("reason", reason, 1_000),
      })),
    },
  };
};

/**
 * The slip number (số phiếu đăng ký) the commune gives a dossier.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Mẫu 01: `…/PĐK-(mã tỉnh)-(mã xã)-(năm)`
 * @example slipNo(7, { province: "68", commune: "24703" }, 2026) // "7/PĐK-68-24703-2026"
 */
export const slipNo = (
  running: number,
  codes: { readonly province: string; readonly commune: string },
  year: number,
): string => `${String(running)}/PĐK-${codes.province}-${codes.commune}-${String(year)}`;

/**
 * The dossier on its way to the province: form 03 is written, the round is fixed, product code and slip number stand.
 *
 * @throws Refusal `WRONG_STATE` {state}
 */
export const forward = (
  dossier: Dossier,
  given: {
    readonly communeReport: CommuneReport;
    readonly roundId: string;
    readonly lateReason: string | null;
    readonly productCode: string;
    readonly slipNo: string;
    readonly now: Date;
  },
): Dossier => {
  const { now, ...facts } = given;
  return { ...moved(dossier, "completeCommuneReport"), ...facts, forwardedAt: now };
};

/** @throws Refusal `WRONG_STATE` {state} unless the commune has forwarded it */
export const accept = (dossier: Dossier, now: Date): Dossier => ({ ...moved(dossier, "accept"), acceptedAt: now });
