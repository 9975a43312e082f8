import fc from "fast-check";
import { addDays, daysBetween } from "./calendar";
import {
  certificateStatus,
  type CopyStatus,
  isInForce,
  type NamedCertificate,
  speakingCertificate,
} from "./certificate-status";

const issued = {
  id: "0197a3c2-0000-7000-8000-000000000001",
  state: "ISSUED",
  issuedOn: "2026-08-05",
  expiresOn: "2029-08-05",
  revokedOn: null,
  supersededOn: null,
} as const satisfies NamedCertificate;

const anyCertificate = fc
  .record({
    start: fc.integer({ min: 0, max: 2_000 }),
    life: fc.integer({ min: 1, max: 1_200 }),
    state: fc.constantFrom("ISSUED", "ISSUED", "REVOKED", "SUPERSEDED", "EXPIRED", "SUSPENDED"),
    nth: fc.integer({ min: 1, max: 9_999 }),
  })
  .map(({ start, life, state, nth }): NamedCertificate => {
    const issuedOn = addDays("2024-01-01", start);
    const id = `0197a3c2-0000-7000-8000-00000000${String(nth).padStart(4, "0")}`;
    return { ...issued, id, issuedOn, expiresOn: addDays(issuedOn, life), state };
  });

const anyDay = fc.integer({ min: 0, max: 3_500 }).map((offset) => addDays("2024-01-01", offset));

describe("the status of a certificate on a day", () => {
  it.each<[string, CopyStatus]>([
    ["2026-08-04", "NOT_YET_VALID"],
    ["2026-08-05", "VALID"],
    ["2029-02-05", "VALID"],
    ["2029-02-06", "EXPIRING"],
    ["2029-08-04", "EXPIRING"],
    ["2029-08-05", "EXPIRED"],
    ["2035-01-01", "EXPIRED"],
  ])("on %s is %s for one issued on 05/08/2026 for 36 months", (day, status) => {
    expect(certificateStatus(issued, day)).toBe(status);
  });

  it("calls expiring the 180 days before the end", () => {
    expect(daysBetween("2029-02-06", issued.expiresOn)).toBe(180);
  });

  it.each<[string, CopyStatus]>([
    ["REVOKED", "REVOKED"],
    ["SUPERSEDED", "SUPERSEDED"],
    ["EXPIRED", "EXPIRED"],
    ["SUSPENDED", "NOT_IN_FORCE"],
    ["A_STATE_OF_TOMORROW", "NOT_IN_FORCE"],
  ])("never takes the recorded state %s for valid where its day is not known, and calls it %s", (state, status) => {
    for (const day of ["2026-08-05", "2027-01-10", "2031-01-01"]) {
      expect(certificateStatus({ ...issued, state }, day)).toBe(status);
      expect(isInForce({ ...issued, state }, day)).toBe(false);
    }
  });

  it("is revoked, or superseded, from that day on, also after the end", () => {
    const days = ["2027-01-09", "2027-01-10", "2030-01-01"];
    const revoked = { ...issued, state: "REVOKED", revokedOn: "2027-01-10" };
    const superseded = { ...issued, state: "SUPERSEDED", supersededOn: "2027-01-10" };
    expect(days.map((day) => certificateStatus(revoked, day))).toEqual(["VALID", "REVOKED", "REVOKED"]);
    expect(days.map((day) => certificateStatus(superseded, day))).toEqual(["VALID", "SUPERSEDED", "SUPERSEDED"]);
  });

  it("is in force exactly from the day of issue until the day before the end", () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 1_600 }), (days) => {
        const day = addDays(issued.issuedOn, days);
        expect(isInForce(issued, day)).toBe(days >= 0 && day < issued.expiresOn);
      }),
    );
  });

  it("runs through upcoming, valid, expiring and expired and never back", () => {
    const order: readonly CopyStatus[] = ["NOT_YET_VALID", "VALID", "EXPIRING", "EXPIRED"];
    fc.assert(
      fc.property(anyCertificate, anyDay, fc.integer({ min: 0, max: 500 }), (one, day, later) => {
        const plain = { ...one, state: "ISSUED" };
        const [before, after] = [certificateStatus(plain, day), certificateStatus(plain, addDays(day, later))];
        expect(order.indexOf(before)).toBeLessThanOrEqual(order.indexOf(after));
      }),
    );
  });
});

describe("the certificate that speaks for a product", () => {
  const older = { ...issued, issuedOn: "2026-01-01", expiresOn: "2029-01-01" };
  const newer = { ...issued, id: "0197a3c2-0000-7000-8000-000000000002", issuedOn: "2026-09-01" };

  it("is the latest one in force, before a newer one that is revoked", () => {
    const revoked = { ...newer, state: "REVOKED", revokedOn: "2026-10-01" };
    expect(speakingCertificate([revoked, older], "2026-11-21")).toEqual({ certificate: older, status: "VALID" });
  });

  it("is the latest of all when none is in force, so that a revocation stays visible", () => {
    const ended = { ...issued, issuedOn: "2020-01-01", expiresOn: "2023-01-01" };
    const revoked = { ...newer, state: "REVOKED", revokedOn: "2026-10-01" };
    expect(speakingCertificate([ended, revoked], "2026-11-21")).toEqual({ certificate: revoked, status: "REVOKED" });
  });

  it("is the last one that has begun, before one that is still to come", () => {
    const ended = { ...issued, issuedOn: "2023-11-21", expiresOn: "2026-11-21" };
    const coming = { ...newer, issuedOn: "2026-11-22", expiresOn: "2029-11-22" };
    expect(speakingCertificate([ended, coming], "2026-11-21")).toEqual({ certificate: ended, status: "EXPIRED" });
    expect(speakingCertificate([coming], "2026-11-21")).toEqual({ certificate: coming, status: "NOT_YET_VALID" });
  });

  it("is none for a product that was never certified", () => {
    expect(speakingCertificate([], "2026-11-21")).toBeNull();
  });

  it("is the same in whatever order they are given, and in force exactly when one of them is", () => {
    fc.assert(
      fc.property(fc.array(anyCertificate, { maxLength: 5 }), anyDay, (certificates, day) => {
        const found = speakingCertificate(certificates, day);
        expect(speakingCertificate([...certificates].reverse(), day)?.status).toBe(found?.status);
        expect(found !== null && isInForce(found.certificate, day)).toBe(
          certificates.some((one) => isInForce(one, day)),
        );
      }),
    );
  });
});
