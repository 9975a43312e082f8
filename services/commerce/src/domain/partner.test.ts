import type { CertificateCopy } from "./copies";
import { entitles, isValid, register, type Contract, type PartnerDetails } from "./partner";

const contract: Contract = {
  id: "c",
  partnerId: "p",
  number: "01/2026/HĐ",
  minimumStars: 4,
  provinceRegionIds: ["north", "south"],
  validFrom: "2026-01-01",
  validUntil: "2027-01-01",
};

const details: PartnerDetails = {
  name: "Công ty Phân phối Trình Diễn",
  members: [
    { subject: "admin", role: "ADMIN" },
    { subject: "machine", role: "INTEGRATION" },
  ],
  contract: {
    number: "01/2026/HĐ",
    minimumStars: 3,
    provinceRegionIds: ["south", "north", "south"],
    validFrom: "2026-01-01",
    validUntil: null,
  },
};

const counter = () => {
  let nth = 0;
  return () => `id${String((nth += 1))}`;
};

describe("registering a partner", () => {
  it("gives it its members and its contract, provinces once and in order", () => {
    expect(register(details, counter())).toEqual({
      partner: { id: "id1", version: 0, name: "Công ty Phân phối Trình Diễn" },
      members: [
        { id: "id2", partnerId: "id1", subject: "admin", role: "ADMIN" },
        { id: "id3", partnerId: "id1", subject: "machine", role: "INTEGRATION" },
      ],
      contract: { ...details.contract, id: "id4", partnerId: "id1", provinceRegionIds: ["north", "south"] },
    });
  });

  it.each<[string, Partial<PartnerDetails>]>([
    ["without an administrator", { members: [{ subject: "a", role: "ANALYST" }] }],
    ["with nobody", { members: [] }],
    [
      "with one person twice",
      {
        members: [
          { subject: "a", role: "ADMIN" },
          { subject: "a", role: "ANALYST" },
        ],
      },
    ],
    ["with a member whose subject holds a blank", { members: [{ subject: "a b", role: "ADMIN" }] }],
  ])("is refused %s", (_, wrong) => {
    expect(() => register({ ...details, ...wrong }, counter())).toThrow("BAD_USER_INPUT");
  });

  it.each<[string, Partial<PartnerDetails["contract"]>, object]>([
    ["of two stars", { minimumStars: 2 }, { field: "contract.minimumStars" }],
    ["of six stars", { minimumStars: 6 }, { field: "contract.minimumStars" }],
    ["for no province at all", { provinceRegionIds: [] }, { field: "contract.provinceIds" }],
    ["that ends on its first day", { validUntil: "2026-01-01" }, { field: "contract.validUntil" }],
    ["that begins on no day", { validFrom: "2026-02-30" }, { field: "contract.validFrom" }],
    ["without a number", { number: "" }, { field: "contract.number", max: 60 }],
  ])("refuses a contract %s", (_, wrong, facts) => {
    expect(() => register({ ...details, contract: { ...details.contract, ...wrong } }, counter())).toThrow(
      expect.objectContaining({ code: "BAD_USER_INPUT", facts }) as Error,
    );
  });
});

describe("what a contract entitles to", () => {
  const product = { provinceRegionId: "north" };
  const certificate = { stars: 4, issuedOn: "2026-03-01", expiresOn: "2029-03-01", state: "ISSUED" } as CertificateCopy;
  const day = "2026-06-01";

  it("is valid from its first day until the day of its end, which no longer counts", () => {
    expect(["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map((on) => isValid(contract, on))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isValid({ ...contract, validUntil: null }, "2099-01-01")).toBe(true);
  });

  it("is a product of its provinces with enough stars and a certificate that holds", () => {
    expect(entitles(contract, product, certificate, day)).toBe(true);
    expect(entitles({ ...contract, provinceRegionIds: null }, { provinceRegionId: "west" }, certificate, day)).toBe(
      true,
    );
  });

  it.each<[string, boolean]>([
    ["a province outside the contract", entitles(contract, { provinceRegionId: "west" }, certificate, day)],
    ["three stars under a contract of four", entitles(contract, product, { ...certificate, stars: 3 }, day)],
    ["a revoked certificate", entitles(contract, product, { ...certificate, state: "REVOKED" }, day)],
    ["the day of expiry", entitles({ ...contract, validUntil: null }, product, certificate, "2029-03-01")],
    ["a contract that has ended", entitles(contract, product, certificate, "2027-01-01")],
  ])("is not %s", (_, entitled) => {
    expect(entitled).toBe(false);
  });
});
