import { addDays } from "@ocop/contracts";
import fc from "fast-check";
import { certificate, id } from "../../test/samples";
import { certificateStatus, isInForce, speakingCertificate } from "./certificate-status";

const issued = certificate();

describe("the status of a certificate on a day", () => {
  it.each([
    ["2026-08-04", "NOT_YET_VALID"],
    ["2026-08-05", "VALID"],
    ["2029-02-05", "VALID"],
    ["2029-02-06", "EXPIRING"],
    ["2029-08-04", "EXPIRING"],
    ["2029-08-05", "EXPIRED"],
    ["2031-01-01", "EXPIRED"],
  ])("on %s is %s: 36 months from 05/08/2026, expiring for the last 180 days", (day, status) => {
    expect(certificateStatus(issued, day)).toBe(status);
  });

  it.each([
    ["REVOKED", "REVOKED"],
    ["SUPERSEDED", "SUPERSEDED"],
    ["EXPIRED", "EXPIRED"],
    ["SOMETHING_NEW", "NOT_IN_FORCE"],
  ])("recorded as %s is %s on every day and never valid again", (state, status) => {
    for (const day of ["2026-08-05", "2027-01-10", "2031-01-01"])
      expect(certificateStatus(certificate({ state }), day)).toBe(status);
  });

  it("is revoked from the day of the revocation on, also after the end", () => {
    const revoked = certificate({ state: "REVOKED", revokedOn: "2027-01-10" });
    expect(["2027-01-09", "2027-01-10", "2030-01-01"].map((day) => certificateStatus(revoked, day))).toEqual([
      "VALID",
      "REVOKED",
      "REVOKED",
    ]);
  });

  it("is expired on the day of the end although no event came yet", () => {
    expect(certificateStatus(certificate({ state: "ISSUED" }), "2029-08-05")).toBe("EXPIRED");
  });

  it("is in force exactly from the day of issue until the day before the end", () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 1_600 }), (days) => {
        const day = addDays(issued.issuedOn, days);
        expect(isInForce(certificateStatus(issued, day))).toBe(days >= 0 && day < issued.expiresOn);
      }),
    );
  });
});

describe("the certificate that speaks for a product", () => {
  it("is the latest one in force, before a newer one that is revoked", () => {
    const older = certificate({ id: id(31), issuedOn: "2026-01-01", expiresOn: "2029-01-01" });
    const newer = certificate({ id: id(32), issuedOn: "2026-09-01", state: "REVOKED", revokedOn: "2026-10-01" });
    expect(speakingCertificate([newer, older], "2026-11-21")).toEqual({ certificate: older, status: "VALID" });
  });

  it("is the latest of all when none is in force, so that a revocation stays visible", () => {
    const expired = certificate({ id: id(31), issuedOn: "2020-01-01", expiresOn: "2023-01-01" });
    const revoked = certificate({ id: id(32), state: "REVOKED", revokedOn: "2026-10-01" });
    expect(speakingCertificate([expired, revoked], "2026-11-21")).toEqual({ certificate: revoked, status: "REVOKED" });
  });

  it("is the last one that has begun, before one that is still to come", () => {
    const ended = certificate({ id: id(31), issuedOn: "2023-11-21", expiresOn: "2026-11-21" });
    const coming = certificate({ id: id(32), issuedOn: "2026-11-22", expiresOn: "2029-11-22" });
    expect(speakingCertificate([ended, coming], "2026-11-21")).toEqual({ certificate: ended, status: "EXPIRED" });
    expect(speakingCertificate([coming], "2026-11-21")).toEqual({ certificate: coming, status: "NOT_YET_VALID" });
  });

  it("is none for a product that was never certified", () => {
    expect(speakingCertificate([], "2026-11-21")).toBeNull();
  });
});
