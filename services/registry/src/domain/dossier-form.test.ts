import { committedFile } from "../commands/reference-file";
import { formsFile, readForms } from "../commands/forms-file";
import {
  isSealed,
  missingFields,
  personalKeys,
  producerForms,
  withChanges,
  withRecord,
  type FormDefinition,
  type FormField,
} from "./dossier-form";

const field = (key: string, kind: FormField["kind"], required: FormField["required"] = "always"): FormField => ({
  key,
  vi: key,
  en: key,
  kind,
  part: null,
  required,
  choices: kind === "multi-choice" ? ["nhãn hiệu", "sáng chế"] : null,
});
const form: FormDefinition = {
  id: "f",
  version: 1,
  code: "FORM_01",
  regime: "qd26-2026",
  nameVi: "Mẫu số 01",
  nameEn: "Form 01",
  fields: [
    field("phone", "text"),
    field("productName", "record"),
    field("sampleCount", "number", "goods"),
    field("commitment", "commitment"),
    field("foundedOn", "day", "never"),
    field("marks", "multi-choice", "upgrade-and-renewal"),
    field("selfScores", "answers"),
  ],
};
const set = (key: string, value: never) => withChanges(form, {}, [{ form: "FORM_01", key, value }]);

describe("a form read as data", () => {
  it("takes a value of each field's kind", () => {
    expect(
      withChanges(form, { phone: "1" }, [
        { form: "FORM_01", key: "phone", value: " 0900 000 000 " },
        { form: "FORM_01", key: "sampleCount", value: 5 },
        { form: "FORM_01", key: "commitment", value: true },
        { form: "FORM_01", key: "foundedOn", value: "2020-02-29" },
        { form: "FORM_01", key: "marks", value: ["sáng chế"] },
        { form: "FORM_02", key: "elsewhere", value: "left alone" },
      ]),
    ).toEqual({
      phone: "0900 000 000",
      sampleCount: 5,
      commitment: true,
      foundedOn: "2020-02-29",
      marks: ["sáng chế"],
    });
  });

  it("empties a field for null and for an empty text", () => {
    expect(withChanges(form, { phone: "1" }, [{ form: "FORM_01", key: "phone", value: null }])).toEqual({});
    expect(withChanges(form, { phone: "1" }, [{ form: "FORM_01", key: "phone", value: " " }])).toEqual({});
  });

  it.each([
    ["an unknown field", "colour", "red"],
    ["a number as text", "sampleCount", "5"],
    ["half a sample", "sampleCount", 2.5],
    ["a day that does not exist", "foundedOn", "2021-02-29"],
    ["a choice that is not printed", "marks", ["khác"]],
    ["a text over 4,000 characters", "phone", "a".repeat(4_001)],
    ["a field the register fills", "productName", "Chè"],
    ["answers in the form itself", "selfScores", "all"],
  ])("refuses %s", (_, key, value) => {
    expect(() => set(key, value as never)).toThrow("BAD_USER_INPUT");
  });

  it("is filled by the register only where it repeats the register", () => {
    expect(withRecord(form, { phone: "1" }, { productName: "Chè", phone: "2" })).toEqual({
      phone: "1",
      productName: "Chè",
    });
  });

  it("asks for samples of goods only, and for changes only after a recognition", () => {
    const goods = { goods: true, registrationType: "FIRST" } as const;
    expect(missingFields(form, {}, goods)).toEqual(["phone", "productName", "sampleCount", "commitment"]);
    expect(missingFields(form, {}, { ...goods, goods: false })).toEqual(["phone", "productName", "commitment"]);
    expect(missingFields(form, {}, { ...goods, registrationType: "RENEWAL" })).toContain("marks");
  });

  it("counts a commitment only when it is given", () => {
    const goods = { goods: false, registrationType: "FIRST" } as const;
    const filled = { phone: "1", productName: "Chè" };
    expect(missingFields(form, { ...filled, commitment: false }, goods)).toEqual(["commitment"]);
    expect(missingFields(form, { ...filled, commitment: true }, goods)).toEqual([]);
  });
});

describe("the personal fields of a form", () => {
  /** Words that name a person or a way to one, in the forms of the decision. */
  const personal =
    /điện thoại|email|người đại diện|họ tên|giới tính|dân tộc|thường trú|căn cước|định danh|tài khoản|khuyết tật/;

  it("are all that the forms of the decision ask about people", () => {
    const { forms } = readForms(committedFile(formsFile));
    const asked = forms
      .filter(({ code }) => producerForms.some((one) => one === code))
      .flatMap(({ fields }) => fields)
      .filter(({ vi }) => personal.test(vi))
      .map(({ key }) => key);
    expect([...new Set(asked)].sort()).toEqual([
      "email",
      "legalRepresentative",
      "phone",
      "representativeEthnicity",
      "representativeName",
      "representativeResidence",
      "representativeSex",
    ]);
    expect(asked.filter((key) => !personalKeys.has(key))).toEqual([]);
  });

  it("count as filled while they are sealed, stay sealed when others change, and are replaced by a new value", () => {
    const sealed = { phone: { sealed: "AQID" }, productName: "Chè" };
    const when = { goods: false, registrationType: "FIRST" } as const;
    expect(missingFields(form, sealed, when)).toEqual(["commitment"]);
    const committed = withChanges(form, sealed, [{ form: "FORM_01", key: "commitment", value: true }]);
    expect(committed).toEqual({ ...sealed, commitment: true });
    expect(withChanges(form, sealed, [{ form: "FORM_01", key: "phone", value: "0900" }])["phone"]).toBe("0900");
    expect(withChanges(form, sealed, [{ form: "FORM_01", key: "phone", value: null }])).toEqual({ productName: "Chè" });
  });

  it("are told from plain values of every kind", () => {
    expect(isSealed({ sealed: "AQID" })).toBe(true);
    for (const plain of ["sealed", 5, true, ["sealed"]]) expect(isSealed(plain)).toBe(false);
  });
});
