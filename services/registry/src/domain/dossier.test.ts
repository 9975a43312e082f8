import { Refusal } from "@ocop/contracts";
import fc from "fast-check";
import type { CommuneReport } from "./commune-report";
import {
  accept,
  change,
  dossierStates,
  forward,
  freeze,
  missingItems,
  openDossier,
  placeOf,
  sendBack,
  slipNo,
  submit,
  transitions,
  unchangedSince,
  type Dossier,
  type DossierChanges,
  type OpenForms,
  type Rulebook,
  type Step,
} from "./dossier";
import type { FormDefinition, FormField } from "./dossier-form";
import type { Producer } from "./producer";
import type { CertificateCopy, Product } from "./product";
import type { Round } from "./round";

const now = new Date("2026-11-21T03:00:00.000Z");
const field = (key: string, kind: FormField["kind"] = "text"): FormField => ({
  key,
  vi: key,
  en: key,
  kind,
  part: null,
  required: "always",
  choices: null,
});
const form = (code: FormDefinition["code"], fields: readonly FormField[]): FormDefinition => ({
  id: code,
  version: 1,
  code,
  regime: "qd26-2026",
  nameVi: code,
  nameEn: code,
  fields,
});
const rulebook: Rulebook = {
  form01: form("FORM_01", [field("productName", "record"), field("phone")]),
  form02: form("FORM_02", [field("plan"), field("selfScores", "answers")]),
  evidenceKinds: [{ id: "e", version: 1, code: "story", regime: "qd26-2026", nameVi: "", nameEn: "", supports: [] }],
  productSet: {
    id: "s",
    version: 1,
    code: "QD26-11",
    no: 11,
    regime: "qd26-2026",
    nameVi: "Chè tươi, chè chế biến",
    nameEn: null,
    industry: "I",
    industryNameVi: "SẢN PHẨM THỰC PHẨM",
    industryNameEn: null,
    productGroup: "tea",
    productGroupNameVi: "Chè",
    productGroupNameEn: null,
    subgroup: "Chè tươi, chế biến",
    ministries: ["mae"],
  },
  criteriaSet: {
    id: "c",
    version: 3,
    code: "QD26-11",
    regime: "qd26-2026",
    contentVersion: 1,
    bands: null,
    criteria: [{ code: "1.1", options: [{ key: "all", points: 3, star: null }] }],
  },
};
const product = {
  id: "product",
  producerId: "producer",
  code: null,
  nameVi: "Chè Đồi Chè",
  provinceRegionId: "p",
  communeRegionId: "c",
} as Product;
const producer = {
  id: "producer",
  name: "HTX Đồi Chè",
  kind: "COOPERATIVE",
  addressLine: null,
  representative: null,
} as Producer;
const round = { id: "round", level: "PROVINCE", provinceRegionId: "p" } as Round;
const certificate = { state: "ISSUED", expiresOn: "2029-08-05" } as CertificateCopy;

type Opening = Parameters<typeof openDossier>[1];
const open = (given: Partial<Opening> = {}): Dossier =>
  openDossier(
    "dossier",
    {
      product,
      producer,
      phone: null,
      registrationType: "FIRST",
      round,
      open: [],
      certificates: [],
      today: "2026-11-21",
      ...given,
    },
    rulebook,
  );
const nothing: DossierChanges = { fields: [], answers: [], evidence: null };
const filling: DossierChanges = {
  fields: [
    { form: "FORM_01", key: "phone", value: "0900000000" },
    { form: "FORM_02", key: "plan", value: "mở rộng vùng nguyên liệu" },
  ],
  answers: [{ criterion: "1.1", option: "all", withdrawn: false }],
  evidence: [{ kind: "story", title: "Câu chuyện sản phẩm", criteria: ["1.1"] }],
};
const filled = (): Dossier => change(open(), filling, rulebook);
const frozenOf = (dossier: Dossier, named = product) =>
  freeze(dossier, dossier as OpenForms, { product: named, producer }, rulebook);
const submitted = (): Dossier => {
  const draft = filled();
  return submit(draft, frozenOf(draft), "a".repeat(64), now);
};
const communeReport = { request: "Đề nghị" } as CommuneReport;
const forwarded = (): Dossier =>
  forward(submitted(), {
    communeReport,
    roundId: "round",
    lateReason: null,
    productCode: "98-98001-1-2026",
    slipNo: slipNo(1, { province: "98", commune: "98001" }, 2026),
    now,
  });

describe("opening a dossier", () => {
  it("fills the forms with what the register knows and leaves the rest empty", () => {
    expect(open()).toMatchObject({
      state: "DRAFT",
      version: 0,
      setCode: "QD26-11",
      regime: "qd26-2026",
      form01: { productName: "Chè Đồi Chè" },
      form02: {},
      answers: {},
      evidence: [],
      snapshotNumber: 0,
    });
  });

  it("refuses a second dossier under way, an unknown commune and a round of elsewhere", () => {
    expect(() => open({ open: [{ id: "other" } as Dossier] })).toThrow(
      new Refusal("DOSSIER_OPEN", { dossierId: "other" }),
    );
    expect(() => open({ product: { ...product, communeRegionId: null } })).toThrow("COMMUNE_UNKNOWN");
    expect(() => open({ round: { ...round, provinceRegionId: "elsewhere" } })).toThrow("BAD_USER_INPUT");
    expect(() => open({ round: { ...round, level: "CENTRAL", provinceRegionId: null } })).toThrow("BAD_USER_INPUT");
  });

  it("refuses a first registration only while a certificate is in force", () => {
    expect(() => open({ certificates: [certificate] })).toThrow("REGISTRATION_TYPE_UNFIT");
    expect(open({ certificates: [certificate], registrationType: "RENEWAL" }).registrationType).toBe("RENEWAL");
    expect(open({ certificates: [{ ...certificate, state: "EXPIRED" }] }).registrationType).toBe("FIRST");
  });
});

describe("writing a dossier", () => {
  it("keeps what was not changed", () => {
    const draft = filled();
    expect(change(draft, nothing, rulebook)).toEqual(draft);
  });

  it("refuses evidence of an unknown kind or for an unknown criterion", () => {
    const evidence = (kind: string, criterion: string) => ({
      ...nothing,
      evidence: [{ kind, title: "x", criteria: [criterion] }],
    });
    expect(() => change(open(), evidence("gossip", "1.1"), rulebook)).toThrow("BAD_USER_INPUT");
    expect(() => change(open(), evidence("story", "7.7"), rulebook)).toThrow("BAD_USER_INPUT");
  });

  it("is possible as a draft and after a return, and never in between", () => {
    expect(change(sendBack(submitted(), [{ place: "EVIDENCE", reason: "mờ" }]), filling, rulebook).state).toBe(
      "RETURNED",
    );
    for (const frozen of [submitted(), forwarded(), accept(forwarded(), now)])
      expect(() => change(frozen, filling, rulebook)).toThrow(new Refusal("WRONG_STATE", { state: frozen.state }));
  });
});

describe("submitting a dossier", () => {
  it("names everything that is missing, in the order of the forms", () => {
    expect(missingItems(open(), rulebook).map(placeOf)).toEqual([
      "FORM_01.phone",
      "FORM_02.plan",
      "SELF_ASSESSMENT.1.1",
      "EVIDENCE",
    ]);
    expect(() => frozenOf(open())).toThrow(
      new Refusal("DOSSIER_INCOMPLETE", {
        missing: ["FORM_01.phone", "FORM_02.plan", "SELF_ASSESSMENT.1.1", "EVIDENCE"],
      }),
    );
    expect(missingItems(filled(), rulebook)).toEqual([]);
  });

  it("freezes forms, answers, evidence and the version of the criteria set, with today's names of the register", () => {
    const frozen = frozenOf(filled(), { ...product, nameVi: "Chè xanh Đồi Chè" });
    expect(frozen).toMatchObject({
      number: 1,
      criteriaSetVersion: 1,
      form01: { productName: "Chè xanh Đồi Chè", phone: "0900000000" },
      answers: { "1.1": "all" },
      producer: { id: "producer", name: "HTX Đồi Chè", kind: "COOPERATIVE" },
    });
  });

  it("numbers the snapshot of a returned dossier after the one before", () => {
    const back = sendBack(submitted(), [{ place: "FORM_01.phone", reason: "sai số" }]);
    expect(frozenOf(back).number).toBe(2);
  });
});

describe("the way of a dossier", () => {
  const act: Readonly<Record<Step, (dossier: Dossier) => Dossier>> = {
    submit: (dossier) => submit(dossier, frozenOf(filled()), "b".repeat(64), now),
    returnByCommune: (dossier) => sendBack(dossier, [{ place: "EVIDENCE", reason: "mờ" }]),
    completeCommuneReport: (dossier) =>
      forward(dossier, { communeReport, roundId: "r", lateReason: null, productCode: "x", slipNo: "y", now }),
    returnByProvince: (dossier) => sendBack(dossier, [{ place: "EVIDENCE", reason: "mờ" }]),
    accept: (dossier) => accept(dossier, now),
  };

  it("allows each step from its states alone and leads to its state", () => {
    const backs: readonly string[] = ["returnByCommune", "returnByProvince"];
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(transitions) as Step[])),
        fc.constantFrom(...dossierStates),
        (step, state) => {
          const dossier = { ...filled(), state };
          const may = backs.includes(step)
            ? ["SUBMITTED", "FORWARDED"].includes(state)
            : transitions[step].from.includes(state);
          if (may) expect(act[step](dossier).state).toBe(transitions[step].to);
          else expect(() => act[step](dossier)).toThrow(new Refusal("WRONG_STATE", { state }));
        },
      ),
    );
  });

  it("says who sent it back: the commune what it received, the province what was forwarded", () => {
    expect(act.returnByCommune(submitted()).returned?.by).toBe("COMMUNE");
    expect(act.returnByProvince(forwarded()).returned?.by).toBe("PROVINCE");
    expect(() => sendBack(submitted(), [])).toThrow("BAD_USER_INPUT");
    expect(() => sendBack(submitted(), [{ place: "EVIDENCE", reason: "" }])).toThrow("BAD_USER_INPUT");
  });

  it("carries report, round, code and slip number to the province, and loses the old report on a new submission", () => {
    expect(forwarded()).toMatchObject({
      state: "FORWARDED",
      productCode: "98-98001-1-2026",
      slipNo: "1/PĐK-98-98001-2026",
      forwardedAt: now,
    });
    const again = act.submit(sendBack(forwarded(), [{ place: "EVIDENCE", reason: "mờ" }]));
    expect(again).toMatchObject({ communeReport: null, returned: null, productCode: "98-98001-1-2026" });
  });

  it("refuses a client that read an older version", () => {
    expect(() => unchangedSince({ version: 4 }, 3)).toThrow(new Refusal("STALE_VERSION", { currentVersion: 4 }));
    expect(() => unchangedSince({ version: 4 }, 4)).not.toThrow();
  });
});
