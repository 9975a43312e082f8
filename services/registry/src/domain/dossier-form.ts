import { cleanLines, isDay } from "@ocop/contracts";
import { refuse } from "./refusals";

export const formCodes = ["FORM_01", "FORM_02", "FORM_03"] as const;
export type FormCode = (typeof formCodes)[number];

/** The forms the producer fills; form 03 is the commune's. */
export const producerForms = ["FORM_01", "FORM_02"] as const satisfies readonly FormCode[];
export type ProducerForm = (typeof producerForms)[number];

export const registrationTypes = ["FIRST", "UPGRADE", "RENEWAL"] as const;
/** lần đầu · nâng hạng · đánh giá lại */
export type RegistrationType = (typeof registrationTypes)[number];

/**
 * How a field is filled. `record` repeats the register and is filled by the platform; `commitment` is a
 * declaration that counts only as yes; `answers` and `evidence` are kept beside the forms.
 */
export const fieldKinds = [
  "text",
  "boolean",
  "commitment",
  "number",
  "day",
  "multi-choice",
  "record",
  "answers",
  "evidence",
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** When a field must be filled before the dossier may be submitted. */
export const requirements = ["always", "never", "goods", "upgrade-and-renewal"] as const;
export type Requirement = (typeof requirements)[number];

export type FormField = {
  readonly key: string;
  readonly vi: string;
  readonly en: string;
  readonly kind: FieldKind;
  /** numeral of the part of form 02; null elsewhere */
  readonly part: string | null;
  readonly required: Requirement;
  readonly choices: readonly string[] | null;
};

/** A form (mẫu) of the dossier, read as data. @see Quyết định 26/2026/QĐ-TTg, Phụ lục III */
export type FormDefinition = {
  readonly id: string;
  readonly version: number;
  readonly code: FormCode;
  readonly regime: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly fields: readonly FormField[];
};

/** A kind of evidence (minh chứng) and the criteria titles it usually supports. */
export type EvidenceKind = {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly regime: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly supports: readonly string[];
};

/** What one field holds. A field that is not filled is absent from {@link FormValues}. */
export type FieldValue = string | number | boolean | readonly string[];

/** A personal value as it is kept: sealed under the key of its dossier. The rules see that it is there, not what it is. */
export type SealedValue = { readonly sealed: string };
export type FormValues = Readonly<Record<string, FieldValue | SealedValue>>;
/** The values with every personal one opened; one whose key was destroyed is absent. */
export type OpenValues = Readonly<Record<string, FieldValue>>;

/**
 * The fields that say something of a person, in whatever form they stand; they are kept sealed and erased
 * with the person. The business's own name and address are register data and are none of them.
 *
 * @see Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP (ethnic group and health as sensitive data)
 */
export const personalKeys: ReadonlySet<string> = new Set([
  "legalRepresentative",
  "representativeName",
  "representativeSex",
  "representativeEthnicity",
  "representativeDisability",
  "representativeResidence",
  "phone",
  "email",
  "nationalId",
  "bankAccount",
]);

export const isSealed = (value: FieldValue | SealedValue): value is SealedValue =>
  typeof value === "object" && "sealed" in value;

/** A change of one field; null empties it. */
export type FieldChange = { readonly form: ProducerForm; readonly key: string; readonly value: FieldValue | null };

const maxText = 4_000;
const maxNumber = 1_000_000;

const hasShape = (field: FormField, value: FieldValue): boolean => {
  switch (field.kind) {
    case "text":
      return typeof value === "string";
    case "day":
      return typeof value === "string" && isDay(value);
    case "boolean":
    case "commitment":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maxNumber;
    case "multi-choice":
      return (
        Array.isArray(value) && value.every((choice: unknown) => (field.choices ?? []).some((one) => one === choice))
      );
    case "record":
    case "answers":
    case "evidence":
      return false;
  }
};

const isBlank = (value: FieldValue | null): value is null | "" =>
  value === null || (typeof value === "string" && value.trim() === "");

/**
 * The values of one form after some changes.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for a field the form does not have, a value of another kind,
 *   a text over 4,000 characters, or a field that the platform fills itself
 */
export const withChanges = (form: FormDefinition, values: FormValues, changes: readonly FieldChange[]): FormValues => {
  const next = new Map(Object.entries(values));
  for (const { key, value } of changes.filter((change) => change.form === form.code)) {
    const field = form.fields.find((one) => one.key === key);
    if (field === undefined) return refuse("BAD_USER_INPUT", { field: `${form.code}.${key}` });
    const place = `${form.code}.${key}`;
    if (isBlank(value)) next.delete(key);
    else if (hasShape(field, value))
      next.set(key, typeof value === "string" ? cleanLines(place, value, maxText) : value);
    else refuse("BAD_USER_INPUT", { field: place });
  }
  return Object.fromEntries(next);
};

/** Puts what the register says into the fields that repeat it. */
export const withRecord = <Values extends FormValues>(
  form: FormDefinition,
  values: Values,
  record: Readonly<Record<string, string>>,
): Values => ({
  ...values,
  ...Object.fromEntries(
    form.fields.flatMap(({ key, kind }) => {
      const value = record[key];
      return kind === "record" && value !== undefined ? [[key, value]] : [];
    }),
  ),
});

const isFilled = (field: FormField, value: FieldValue | SealedValue | undefined): boolean => {
  if (value === undefined) return false;
  if (field.kind === "commitment") return value === true;
  return Array.isArray(value) ? value.length > 0 : true;
};

const isRequired = (requirement: Requirement, goods: boolean, registrationType: RegistrationType): boolean => {
  switch (requirement) {
    case "always":
      return true;
    case "never":
      return false;
    case "goods":
      return goods;
    case "upgrade-and-renewal":
      return registrationType !== "FIRST";
  }
};

/** The fields that must still be filled, in the order of the form; answers and evidence are counted elsewhere. */
export const missingFields = (
  form: FormDefinition,
  values: FormValues,
  { goods, registrationType }: { readonly goods: boolean; readonly registrationType: RegistrationType },
): readonly string[] =>
  form.fields
    .filter(({ kind }) => kind !== "answers" && kind !== "evidence")
    .filter((field) => isRequired(field.required, goods, registrationType) && !isFilled(field, values[field.key]))
    .map(({ key }) => key);
