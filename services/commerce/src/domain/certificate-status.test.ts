import { addDays, daysBetween } from "@ocop/contracts";
import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { holds, statusOf, statusOn, type CertificateStatus } from "./certificate-status";
import type { CertificateCopy } from "./copies";

const certificate: CertificateCopy = {
  id: "0197a3c2-0000-7000-8000-000000000001",
  version: 1,
  productId: "0197a3c2-0000-7000-8000-0000000000aa",
  lookupCode: "7G2K9M",
  certificateNo: null,
  stars: 4,
  issuedOn: "2026-08-05",
  expiresOn: "2029-08-05",
  state: "ISSUED",
};

const anyCertificate = record({
  issued: integer({ min: 0, max: 2_000 }),
  life: integer({ min: 1, max: 1_200 }),
  state: constantFrom("ISSUED", "ISSUED", "REVOKED", "SUPERSEDED", "EXPIRED", "SUSPENDED"),
  nth: integer({ min: 1, max: 9_999 }),
}).map(({ issued, life, state, nth }): CertificateCopy => {
  const issuedOn = addDays("2024-01-01", issued);
  const id = `0197a3c2-0000-7000-8000-00000000${String(nth).padStart(4, "0")}`;
  return { ...certificate, id, issuedOn, expiresOn: addDays(issuedOn, life), state };
});

describe("the status of a certificate on a day", () => {
  it.each<[string, CertificateStatus]>([
    ["2026-08-04", "NOT_YET_VALID"],
    ["2026-08-05", "VALID"],
    ["2029-02-05", "VALID"],
    ["2029-02-06", "EXPIRING"],
    ["2029-08-04", "EXPIRING"],
    ["2029-08-05", "EXPIRED"],
    ["2035-01-01", "EXPIRED"],
  ])("on %s is %s for one issued on 05/08/2026 for 36 months", (day, status) => {
    expect(statusOf(certificate, day)).toBe(status);
  });

  it("calls expiring the 180 days before the end", () => {
    expect(daysBetween("2029-02-06", certificate.expiresOn)).toBe(180);
  });

  it.each<[string, CertificateStatus]>([
    ["REVOKED", "REVOKED"],
    ["SUPERSEDED", "SUPERSEDED"],
    ["EXPIRED", "EXPIRED"],
    ["SUSPENDED", "NOT_IN_FORCE"],
    ["A_STATE_OF_TOMORROW", "NOT_IN_FORCE"],
  ])("never takes the recorded state %s for valid, and calls it %s", (state, status) => {
    expect(statusOf({ ...certificate, state }, "2027-01-01")).toBe(status);
    expect(holds({ ...certificate, state }, "2027-01-01")).toBe(false);
  });
});

describe("the status of a product on a day", () => {
  const revoked = { ...certificate, state: "REVOKED" };
  const successor = {
    ...certificate,
    id: "0197a3c2-0000-7000-8000-000000000002",
    issuedOn: "2028-01-10",
    expiresOn: "2031-01-10",
  };

  it("is NONE without a certificate", () => {
    expect(statusOn([], "2026-09-01")).toBe("NONE");
  });

  it("is that of the certificate that holds, whatever ended before or beside it", () => {
    expect(statusOn([revoked, successor], "2028-02-01")).toBe("VALID");
    expect(statusOn([successor, { ...certificate, state: "SUPERSEDED" }], "2028-02-01")).toBe("VALID");
  });

  it("is that of the last one issued when none holds", () => {
    expect(statusOn([revoked], "2027-01-01")).toBe("REVOKED");
    expect(statusOn([certificate, { ...successor, state: "REVOKED" }], "2030-01-01")).toBe("REVOKED");
    expect(statusOn([{ ...certificate, state: "SUPERSEDED" }, successor], "2027-12-31")).toBe("SUPERSEDED");
    expect(statusOn([successor], "2027-12-31")).toBe("NOT_YET_VALID");
  });

  it("does not depend on the order in which the certificates are given", () => {
    assert(
      property(array(anyCertificate, { maxLength: 5 }), integer({ min: 0, max: 3_500 }), (certificates, offset) => {
        const day = addDays("2024-01-01", offset);
        expect(statusOn([...certificates].reverse(), day)).toBe(statusOn(certificates, day));
      }),
    );
  });

  it("is valid exactly when one certificate holds", () => {
    assert(
      property(array(anyCertificate, { maxLength: 5 }), integer({ min: 0, max: 3_500 }), (certificates, offset) => {
        const day = addDays("2024-01-01", offset);
        const valid = ["VALID", "EXPIRING"].includes(statusOn(certificates, day));
        expect(valid).toBe(certificates.some((one) => holds(one, day)));
      }),
    );
  });

  it("runs through upcoming, valid, expiring and expired and never back", () => {
    const order: readonly CertificateStatus[] = ["NOT_YET_VALID", "VALID", "EXPIRING", "EXPIRED"];
    assert(
      property(anyCertificate, integer({ min: 0, max: 3_500 }), integer({ min: 0, max: 500 }), (one, offset, later) => {
        const issued = { ...one, state: "ISSUED" };
        const day = addDays("2024-01-01", offset);
        const [before, after] = [statusOf(issued, day), statusOf(issued, addDays(day, later))];
        expect(order.indexOf(before)).toBeLessThanOrEqual(order.indexOf(after));
      }),
    );
  });
});
