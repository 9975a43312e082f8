import { correct, historicalCertificate, isCertified, type Recognition } from "./recognition";

const full: Recognition = {
  id: "recognition",
  version: 1,
  productId: "product",
  producerId: "producer",
  productName: "Mắc ca Lê Anh Tuy Đức",
  stars: 4,
  decisionNo: "858/QĐ-UBND",
  issuedOn: "2025-06-19",
  expiresOn: "2028-06-19",
  authority: "UBND tỉnh Đắk Nông",
  year: 2025,
  regime: "qd148-2023",
  sourceUrl: null,
};
const known = {
  productName: { vi: "Mắc ca Lê Anh Tuy Đức", en: null },
  producerName: null,
  provinceRegionId: null,
  communeRegionId: null,
  demonstration: false,
};
const facts = { id: "certificate", lookupCode: "0123456789ABCDEF" };

describe("a recognition from before the platform", () => {
  it("is a certificate when decision, issue and expiry are published", () => {
    expect(isCertified(full)).toBe(true);
  });

  it.each(["producerId", "decisionNo", "issuedOn", "expiresOn", "authority", "regime", "stars"] as const)(
    "is no certificate without %s",
    (field) => {
      expect(isCertified({ ...full, [field]: null })).toBe(false);
    },
  );

  it("keeps its own number and day of decision empty, since they are not published", () => {
    if (!isCertified(full)) throw new Error("not certified");
    expect(historicalCertificate(full, known, facts, { today: "2026-11-21", successor: null })).toMatchObject({
      certificateNo: null,
      decidedOn: null,
      evaluationId: null,
      state: "ISSUED",
      liveProductId: "product",
      expiresOn: "2028-06-19",
    });
  });

  it("is entered as superseded when the product has a certificate in force", () => {
    if (!isCertified(full)) throw new Error("not certified");
    const times = { today: "2026-11-21", successor: { issuedOn: "2026-09-01" } };
    expect(historicalCertificate(full, known, facts, times)).toMatchObject({
      state: "SUPERSEDED",
      supersededOn: "2026-09-01",
      liveProductId: null,
    });
  });

  it("is corrected with its source, and untouched when nothing it shows has changed", () => {
    if (!isCertified(full)) throw new Error("not certified");
    const entered = historicalCertificate(full, known, facts, { today: "2026-11-21", successor: null });
    expect(correct(entered, { ...full, sourceUrl: "https://example.vn" })).toBe(entered);
    expect(correct(entered, { ...full, stars: 3 })).toEqual({ ...entered, stars: 3 });
  });

  it.each([
    ["2028-06-18", "ISSUED", "product"],
    ["2028-06-19", "EXPIRED", null],
  ])("entered on %s is %s", (today, state, liveProductId) => {
    if (!isCertified(full)) throw new Error("not certified");
    expect(historicalCertificate(full, known, facts, { today, successor: null })).toMatchObject({
      state,
      liveProductId,
    });
  });
});
