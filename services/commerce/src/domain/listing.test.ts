import type { Refusal } from "@ocop/contracts";
import { array, assert, constantFrom, property, shuffledSubarray } from "fast-check";
import type { CertificateCopy, ProductCopy } from "./copies";
import { list, settle, withdraw, type Listing, type WithdrawalReason } from "./listing";
import type { SalePoint } from "./sale-point";

const refusal = (code: string, facts: Refusal["facts"]): Error => expect.objectContaining({ code, facts }) as Error;

const today = "2026-09-01";

const salePoint = { id: "s", demonstration: true } as SalePoint;
const product = { id: "p", demonstration: true } as ProductCopy;

const certificate: CertificateCopy = {
  id: "c1",
  version: 1,
  productId: "p",
  lookupCode: "7G2K9M",
  certificateNo: "12/GCN-OCOP",
  stars: 4,
  issuedOn: "2026-08-05",
  expiresOn: "2029-08-05",
  state: "ISSUED",
};

const listed: Listing = {
  id: "l",
  version: 1,
  salePointId: "s",
  productId: "p",
  state: "LISTED",
  listedOn: "2026-08-20",
  withdrawnOn: null,
  withdrawnBecause: null,
};

const withdrawn = (because: WithdrawalReason): Listing => ({
  ...listed,
  state: "WITHDRAWN",
  withdrawnOn: "2026-08-30",
  withdrawnBecause: because,
});

describe("listing a product", () => {
  it("begins a record of the sale point and the product", () => {
    expect(list(null, "l", salePoint, product, [certificate], today)).toEqual({
      ...listed,
      version: 0,
      listedOn: today,
    });
  });

  it("takes up the record of a product that was withdrawn", () => {
    const again = list(withdrawn("NO_LONGER_SOLD"), "other", salePoint, product, [certificate], today);
    expect(again).toEqual({ ...listed, listedOn: today });
  });

  it.each([
    ["no certificate", [], "NONE"],
    ["a certificate of tomorrow", [{ ...certificate, issuedOn: "2026-09-02" }], "NOT_YET_VALID"],
    ["a certificate whose last day was yesterday", [{ ...certificate, expiresOn: today }], "EXPIRED"],
    ["a revoked certificate", [{ ...certificate, state: "REVOKED" }], "REVOKED"],
    ["a superseded certificate alone", [{ ...certificate, state: "SUPERSEDED" }], "SUPERSEDED"],
  ])("refuses a product with %s", (_, certificates, status) => {
    expect(() => list(null, "l", salePoint, product, certificates, today)).toThrow(
      refusal("CERTIFICATE_NOT_VALID", { status }),
    );
  });

  it("refuses a product that is on the list", () => {
    expect(() => list(listed, "l", salePoint, product, [certificate], today)).toThrow(
      refusal("WRONG_STATE", { state: "LISTED" }),
    );
  });

  it.each([true, false])("never brings a demonstration record and a real one together (%s)", (demonstration) => {
    const foreign = { ...product, demonstration: !demonstration };
    expect(() => list(null, "l", { ...salePoint, demonstration }, foreign, [certificate], today)).toThrow(
      refusal("DEMONSTRATION_MISMATCH", { product: !demonstration, salePoint: demonstration }),
    );
  });
});

describe("withdrawing a listing", () => {
  it("keeps the reason and the day", () => {
    expect(withdraw(listed, "NO_LONGER_SOLD", today)).toEqual({ ...withdrawn("NO_LONGER_SOLD"), withdrawnOn: today });
  });

  it("happens once", () => {
    expect(() => withdraw(withdrawn("NO_LONGER_SOLD"), "LISTED_IN_ERROR", today)).toThrow(
      refusal("WRONG_STATE", { state: "WITHDRAWN" }),
    );
  });
});

describe("a listing held against the certificates of today", () => {
  it.each<[string, readonly CertificateCopy[], WithdrawalReason]>([
    ["revoked", [{ ...certificate, state: "REVOKED" }], "CERTIFICATE_REVOKED"],
    ["expired", [{ ...certificate, expiresOn: today }], "CERTIFICATE_EXPIRED"],
    ["superseded without a successor", [{ ...certificate, state: "SUPERSEDED" }], "CERTIFICATE_SUPERSEDED"],
    ["suspended", [{ ...certificate, state: "SUSPENDED" }], "CERTIFICATE_NOT_IN_FORCE"],
  ])("is withdrawn when the certificate is %s", (_, certificates, because) => {
    expect(settle(listed, certificates, today)).toEqual({ ...withdrawn(because), withdrawnOn: today });
  });

  it("stays as it is while a certificate holds", () => {
    const successor = { ...certificate, id: "c2" };
    expect(settle(listed, [certificate], today)).toBe(listed);
    expect(settle(listed, [{ ...certificate, state: "SUPERSEDED" }, successor], today)).toBe(listed);
  });

  it("returns when the certificate that follows a superseded one is known", () => {
    const certificates = [
      { ...certificate, state: "SUPERSEDED" },
      { ...certificate, id: "c2" },
    ];
    expect(settle(withdrawn("CERTIFICATE_SUPERSEDED"), certificates, today)).toEqual(listed);
  });

  it.each<WithdrawalReason>(["CERTIFICATE_REVOKED", "CERTIFICATE_EXPIRED", "NO_LONGER_SOLD", "LISTED_IN_ERROR"])(
    "does not return by itself after %s",
    (because) => {
      const listing = withdrawn(because);
      expect(settle(listing, [certificate], today)).toBe(listing);
    },
  );

  it("ends alike in whatever order superseding and succeeding facts arrive", () => {
    const superseded = { ...certificate, version: 2, state: "SUPERSEDED" };
    const successor = { ...certificate, id: "c2", issuedOn: "2026-08-31" };
    const facts = [superseded, successor];
    assert(
      property(shuffledSubarray(facts, { minLength: 2 }), (order) => {
        const copies = new Map([[certificate.id, certificate]]);
        const end = order.reduce(
          (listing, fact) => settle(listing, [...copies.set(fact.id, fact).values()], today),
          listed,
        );
        expect(end).toEqual(listed);
      }),
    );
  });

  it("is never listed without a certificate that holds, and settling twice changes nothing more", () => {
    const states = constantFrom("ISSUED", "REVOKED", "SUPERSEDED", "EXPIRED", "SUSPENDED");
    assert(
      property(array(states, { maxLength: 4 }), (given) => {
        const certificates = given.map((state, nth) => ({ ...certificate, id: `c${String(nth)}`, state }));
        const settled = settle(listed, certificates, today);
        expect(settled.state).toBe(given.includes("ISSUED") ? "LISTED" : "WITHDRAWN");
        expect(settle(settled, certificates, today)).toBe(settled);
      }),
    );
  });
});
