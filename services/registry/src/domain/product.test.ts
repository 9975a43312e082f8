import type { AdministrativeUnit } from "./administrative-unit";
import {
  becomeCandidate,
  changeProduct,
  enterProduct,
  followCertificates,
  productCode,
  standsOtherwise,
  withCode,
  type CertificateCopy,
  type Product,
  type ProductFacts,
} from "./product";

const facts: ProductFacts = {
  nameVi: "Chè Đồi Chè",
  nameEn: null,
  storyVi: null,
  storyEn: null,
  setCode: "QD26-11",
  addressAsIssued: null,
};
const province = (listVersion: string) => ({ listVersion, code: "98" }) as AdministrativeUnit;
const territory = { provinceRegionId: "p", communeRegionId: "c" };
const product = (change: Partial<Product> = {}): Product => ({
  ...enterProduct("id", "producer", facts, territory, province("2026-04")),
  ...change,
});
const certificate = (change: Partial<CertificateCopy> = {}): CertificateCopy => ({
  id: "cert",
  version: 1,
  productId: "id",
  stars: 4,
  state: "ISSUED",
  issuedOn: "2026-08-05",
  expiresOn: "2029-08-05",
  ...change,
});

describe("a product", () => {
  it("enters the register without code, stars or story, marked when its province is a demonstration", () => {
    expect(product()).toMatchObject({
      state: "REGISTERED",
      code: null,
      demonstration: false,
      certificateStars: null,
    });
    expect(enterProduct("id", null, facts, territory, province("demonstration")).demonstration).toBe(true);
  });

  it("keeps code, state and territory when its facts change", () => {
    const coded = product({ code: "98-98001-1-2026", state: "RECOGNISED" });
    expect(changeProduct(coded, { ...facts, nameVi: "Chè xanh" })).toEqual({
      ...coded,
      nameVi: "Chè xanh",
    });
  });

  it("refuses an empty or over-long name", () => {
    for (const nameVi of ["", "a".repeat(301)])
      expect(() => changeProduct(product(), { ...facts, nameVi })).toThrow("BAD_USER_INPUT");
  });
});

describe("the product code", () => {
  it("is province, commune, running number and year, as the example of the commune Nâm Nung prints it", () => {
    expect(productCode({ province: "68", commune: "24703" }, 1, 2026)).toBe("68-24703-1-2026");
  });

  it("is given once: a second evaluation leaves the first code standing", () => {
    const coded = withCode(product(), "98-98001-1-2026");
    expect(withCode(coded, "98-98001-9-2029")).toBe(coded);
  });
});

describe("the state of a product", () => {
  it("follows its certificates", () => {
    const states = (from: Product["state"], ...copies: readonly CertificateCopy[]) =>
      followCertificates(product({ state: from }), copies, "2026-11-21").state;
    expect(states("REGISTERED")).toBe("REGISTERED");
    expect(states("CANDIDATE", certificate())).toBe("RECOGNISED");
    expect(states("RECOGNISED", certificate({ state: "REVOKED" }))).toBe("LAPSED");
    expect(states("RECOGNISED", certificate({ state: "SUPERSEDED" }), certificate({ id: "new" }))).toBe("RECOGNISED");
    expect(states("CANDIDATE", certificate({ state: "EXPIRED" }))).toBe("CANDIDATE");
    expect(states("REGISTERED", certificate({ expiresOn: "2026-11-21" }))).toBe("LAPSED");
  });

  it("carries the stars and days of the certificate that counts: the latest in force, else the latest that has begun", () => {
    const old = certificate({ id: "a", stars: 3, issuedOn: "2025-01-10", expiresOn: "2028-01-10" });
    const fresh = certificate({ id: "b", stars: 4 });
    const stars = (day: string, ...copies: readonly CertificateCopy[]) => {
      const followed = followCertificates(product(), copies, day);
      return [followed.certificateStars, followed.certificateState, followed.certificateIssuedOn];
    };
    expect(stars("2026-11-21", old, fresh)).toEqual([4, "ISSUED", "2026-08-05"]);
    expect(stars("2026-11-21", old, { ...fresh, state: "REVOKED" })).toEqual([3, "ISSUED", "2025-01-10"]);
    expect(stars("2026-11-21", { ...old, state: "REVOKED" })).toEqual([3, "REVOKED", "2025-01-10"]);
    expect(stars("2024-11-21", old)).toEqual([3, "ISSUED", "2025-01-10"]);
    expect(stars("2026-11-21")).toEqual([null, null, null]);
  });

  it("stands otherwise when its state, or stars, state or days of the certificate that counts differ, and else does not", () => {
    const one = followCertificates(product(), [certificate()], "2026-11-21");
    expect(standsOtherwise(one, { ...one, nameVi: "Chè xanh", version: 9 })).toBe(false);
    const others: readonly Partial<Product>[] = [
      { state: "LAPSED" },
      { certificateStars: 5 },
      { certificateState: "REVOKED" },
      { certificateIssuedOn: "2026-08-06" },
      { certificateExpiresOn: null },
    ];
    for (const other of others) expect(standsOtherwise(one, { ...one, ...other })).toBe(true);
  });

  it("counts the day before the expiry as the last day in force", () => {
    const stateOn = (day: string) => followCertificates(product({ state: "RECOGNISED" }), [certificate()], day).state;
    expect(["2029-08-04", "2029-08-05"].map(stateOn)).toEqual(["RECOGNISED", "LAPSED"]);
  });

  it("becomes candidate when a dossier is accepted, unless the product is recognised already", () => {
    expect(becomeCandidate(product()).state).toBe("CANDIDATE");
    expect(becomeCandidate(product({ state: "LAPSED" })).state).toBe("CANDIDATE");
    expect(becomeCandidate(product({ state: "RECOGNISED" })).state).toBe("RECOGNISED");
  });
});
