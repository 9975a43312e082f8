import type { Refusal } from "@ocop/contracts";
import { change, looksDifferent, register, type SalePoint, type SalePointDetails } from "./sale-point";
import type { SalePointKind } from "./sale-point-kind";

const today = "2026-09-01";

const kinds: readonly SalePointKind[] = [
  {
    id: "k1",
    criteriaVersion: "950/QĐ-BCT",
    since: "2023-04-18",
    position: 1,
    code: "TRANSPORT_STATION",
    labelVi: "Nhà ga",
    labelEn: "Station",
  },
  {
    id: "k2",
    criteriaVersion: "950/QĐ-BCT",
    since: "2023-04-18",
    position: 2,
    code: "ROAD_STOP",
    labelVi: "Trạm dừng",
    labelEn: "Road stop",
  },
];

const details: SalePointDetails = {
  nameVi: "Cửa hàng OCOP Đồi Chè",
  nameEn: null,
  kindCode: "ROAD_STOP",
  addressLine: "Km 12, quốc lộ 3",
  areaSquareMetres: 50,
  provinceRegionId: "province",
  communeRegionId: "commune",
  operatorSubject: "operator",
  recognitionNo: null,
  recognisedOn: null,
  demonstration: true,
};

const salePoint: SalePoint = { ...details, id: "s", version: 3, criteriaVersion: "950/QĐ-BCT" };

const refusal = (code: string, facts: Refusal["facts"]): Error => expect.objectContaining({ code, facts }) as Error;

const caught = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe("registering a sale point", () => {
  it("keeps what the officer recorded and names the criteria in use", () => {
    expect(register("s", details, kinds, today)).toEqual({
      ...details,
      id: "s",
      version: 0,
      criteriaVersion: "950/QĐ-BCT",
    });
  });

  it("keeps a recognition decision with its day, today at the latest", () => {
    const recognised = { ...details, recognitionNo: "120/QĐ-SCT", recognisedOn: today };
    expect(register("s", recognised, kinds, today)).toMatchObject({ recognitionNo: "120/QĐ-SCT", recognisedOn: today });
  });

  it.each<[string, Partial<SalePointDetails>, ReturnType<typeof refusal>]>([
    ["a kind that the decision does not name", { kindCode: "KIOSK" }, refusal("UNKNOWN_KIND", { kind: "KIOSK" })],
    ["an area of nothing", { areaSquareMetres: 0 }, refusal("BAD_USER_INPUT", { field: "areaSquareMetres" })],
    [
      "an area in parts of a metre",
      { areaSquareMetres: 9.5 },
      refusal("BAD_USER_INPUT", { field: "areaSquareMetres" }),
    ],
    ["a name of 201 characters", { nameVi: "a".repeat(201) }, refusal("BAD_USER_INPUT", { field: "nameVi", max: 200 })],
    ["no address", { addressLine: " " }, refusal("BAD_USER_INPUT", { field: "addressLine", max: 300 })],
    ["no operator", { operatorSubject: "" }, refusal("BAD_USER_INPUT", { field: "operatorSubject" })],
    ["a recognition without its day", { recognitionNo: "1" }, refusal("BAD_USER_INPUT", { field: "recognitionNo" })],
    ["a day without its recognition", { recognisedOn: today }, refusal("BAD_USER_INPUT", { field: "recognitionNo" })],
    [
      "a recognition of tomorrow",
      { recognitionNo: "1", recognisedOn: "2026-09-02" },
      refusal("BAD_USER_INPUT", { field: "recognisedOn" }),
    ],
  ])("refuses %s", (_, wrong, expected) => {
    expect(caught(() => register("s", { ...details, ...wrong }, kinds, today))).toEqual(expected);
  });
});

describe("changing a sale point", () => {
  it("changes what is given, leaves the rest and keeps the version for the save", () => {
    const changed = change(salePoint, { nameEn: "Tea Hill OCOP shop", areaSquareMetres: 60 }, "operator", kinds, today);
    expect(changed).toEqual({ ...salePoint, nameEn: "Tea Hill OCOP shop", areaSquareMetres: 60 });
  });

  it("lets the province recognise the point and take the recognition back", () => {
    const recognised = change(
      salePoint,
      { recognitionNo: "120/QĐ-SCT", recognisedOn: today },
      "province",
      kinds,
      today,
    );
    expect(recognised.recognitionNo).toBe("120/QĐ-SCT");
    expect(change(recognised, { recognitionNo: null, recognisedOn: null }, "province", kinds, today)).toEqual(
      salePoint,
    );
  });

  it.each([
    ["kindCode", "kind"],
    ["operatorSubject", "operatorSubject"],
    ["recognitionNo", "recognitionNo"],
    ["recognisedOn", "recognisedOn"],
  ])("does not let the operator change %s of the own point", (key, field) => {
    const attempt = caught(() => change(salePoint, { [key]: "2026-01-01" }, "operator", kinds, today));
    expect(attempt).toEqual(refusal("FORBIDDEN", { field }));
  });

  it("keeps to the kinds of the decision under which the point was recorded", () => {
    const later = kinds.map((kind) => ({ ...kind, criteriaVersion: "1/QĐ-BCT" }));
    const attempt = caught(() => change(salePoint, { kindCode: "ROAD_STOP" }, "province", later, today));
    expect(attempt).toEqual(refusal("UNKNOWN_KIND", { kind: "ROAD_STOP" }));
  });

  it("concerns those who copied name and address only when one of them changed", () => {
    expect(looksDifferent(salePoint, { ...salePoint, areaSquareMetres: 60, operatorSubject: "other" })).toBe(false);
    expect(looksDifferent(salePoint, { ...salePoint, addressLine: "Km 13" })).toBe(true);
    expect(looksDifferent(salePoint, { ...salePoint, nameEn: "Shop" })).toBe(true);
  });
});
