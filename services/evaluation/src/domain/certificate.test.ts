import fc from "fast-check";
import { addDays, certificateStatus as statusOn, isInForce } from "@ocop/contracts";
import { refusal } from "../../test/refusal";
import { certificate } from "../../test/rows";
import { expire, expiryOf, renewalWindow, revoke, supersede } from "./certificate";

const plain = certificate({ issuedOn: "2026-08-05", expiresOn: "2029-08-05" });

describe("validity", () => {
  it.each([
    ["2026-08-05", "2029-08-05"],
    ["2026-12-31", "2029-12-31"],
    ["2028-02-29", "2031-02-28"],
    ["2025-02-28", "2028-02-28"],
  ])("of a certificate issued on %s runs 36 calendar months to %s", (issued, expires) => {
    expect(expiryOf(issued)).toBe(expires);
  });

  it.each([
    ["2026-08-04", "NOT_YET_VALID", false],
    ["2026-08-05", "VALID", true],
    ["2029-02-05", "VALID", true],
    ["2029-02-06", "EXPIRING", true],
    ["2029-08-04", "EXPIRING", true],
    ["2029-08-05", "EXPIRED", false],
  ])("on %s is %s", (day, status, inForce) => {
    expect(statusOn(plain, day)).toBe(status);
    expect(isInForce(plain, day)).toBe(inForce);
  });

  it("needs no run of the clock to be over", () => {
    expect(plain.state).toBe("ISSUED");
    expect(statusOn(plain, "2030-01-01")).toBe("EXPIRED");
  });
});

describe("the renewal window", () => {
  it.each([
    ["2027-06-30", "2027-01-01", "2027-03-02"],
    ["2029-08-05", "2029-02-06", "2029-04-07"],
  ])("of a certificate that ends on %s is %s to %s", (expiresOn, first, last) => {
    expect(renewalWindow(expiresOn)).toEqual({ first, last });
  });

  it("opens on the day from which the certificate counts as expiring", () => {
    fc.assert(
      fc.property(fc.nat(10_000), (offset) => {
        const issuedOn = addDays("2020-01-01", offset);
        const one = certificate({ issuedOn, expiresOn: expiryOf(issuedOn) });
        const { first } = renewalWindow(one.expiresOn);
        expect([statusOn(one, addDays(first, -1)), statusOn(one, first)]).toEqual(["VALID", "EXPIRING"]);
      }),
    );
  });
});

describe("the end of a certificate", () => {
  it("by revocation holds from its day on and tells the ground", () => {
    const revoked = revoke(plain, "MARK_MISUSE", "2027-01-10");
    expect(revoked).toMatchObject({ state: "REVOKED", revocationGround: "MARK_MISUSE", liveProductId: null });
    expect([statusOn(revoked, "2027-01-09"), statusOn(revoked, "2027-01-10"), statusOn(revoked, "2030-01-01")]).toEqual(
      ["VALID", "REVOKED", "REVOKED"],
    );
  });

  it("by a successor holds from the successor's day on", () => {
    const superseded = supersede(plain, "2029-03-01");
    expect([statusOn(superseded, "2029-02-28"), statusOn(superseded, "2029-03-01")]).toEqual([
      "EXPIRING",
      "SUPERSEDED",
    ]);
  });

  it("happens once", () => {
    for (const over of [expire(plain), supersede(plain, "2027-01-01"), revoke(plain, "LAW_BREACH", "2027-01-01")])
      for (const end of [
        () => expire(over),
        () => supersede(over, "2028-01-01"),
        () => revoke(over, "LAW_BREACH", "2028-01-01"),
      ])
        expect(refusal(end)).toEqual(["CERTIFICATE_NOT_LIVE", { state: over.state }]);
  });

  it("leaves the product free for another certificate", () => {
    expect(plain.liveProductId).toBe(plain.productId);
    expect(expire(plain)).toMatchObject({ state: "EXPIRED", liveProductId: null });
  });
});
