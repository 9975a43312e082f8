import { refusal } from "../../test/refusal";
import { certificate } from "../../test/rows";
import { confirmRevocation, decideBy, requestRevocation } from "./revocation";
import { revocationGrounds } from "./revocation-ground";

const at = (text: string): Date => new Date(text);
const request = {
  id: "revocation",
  ground: "PRODUCTION_STOPPED",
  reason: "The cooperative was dissolved",
  concludedOn: "2026-11-10",
  requestedBy: "officer-one",
  requestedAt: at("2026-11-12T02:00:00Z"),
} as const;
const confirmation = {
  confirmedBy: "officer-two",
  confirmedAt: at("2026-11-20T02:00:00Z"),
  decisionNo: "77/QĐ-UBND",
  decidedOn: "2026-11-19",
};

describe("a revocation (Điều 8)", () => {
  it("has six grounds", () => {
    expect(revocationGrounds).toHaveLength(6);
  });

  it("is requested by one officer and confirmed by another", () => {
    const requested = requestRevocation(certificate(), request);
    expect(requested).toMatchObject({ state: "REQUESTED", openCertificateId: "certificate", confirmedBy: null });
    expect(confirmRevocation(requested, confirmation)).toMatchObject({
      state: "CONFIRMED",
      openCertificateId: null,
      confirmedBy: "officer-two",
      decisionNo: "77/QĐ-UBND",
    });
  });

  it("is never confirmed by who requested it", () => {
    const requested = requestRevocation(certificate(), request);
    expect(refusal(() => confirmRevocation(requested, { ...confirmation, confirmedBy: "officer-one" }))).toEqual([
      "SAME_OFFICER",
      {},
    ]);
  });

  it("is confirmed once", () => {
    const confirmed = confirmRevocation(requestRevocation(certificate(), request), confirmation);
    expect(refusal(() => confirmRevocation(confirmed, confirmation))).toEqual([
      "WRONG_STATE",
      { step: "confirmRevocation", state: "CONFIRMED" },
    ]);
  });

  it("is decided within 15 days of the conclusion", () => {
    expect(decideBy(request)).toBe("2026-11-25");
    expect(decideBy({ concludedOn: null })).toBeNull();
  });

  it.each(["2026-11-09", "2026-11-21"])("takes no decision of %s", (decidedOn) => {
    const requested = requestRevocation(certificate(), request);
    expect(refusal(() => confirmRevocation(requested, { ...confirmation, decidedOn }))).toEqual([
      "DATE_OUT_OF_ORDER",
      { field: "decidedOn", earliest: "2026-11-10", latest: "2026-11-20" },
    ]);
  });

  it("takes no conclusion from before the issue or from tomorrow", () => {
    for (const concludedOn of ["2026-08-04", "2026-11-13"])
      expect(refusal(() => requestRevocation(certificate(), { ...request, concludedOn }))[0]).toBe("DATE_OUT_OF_ORDER");
  });

  it.each(["REVOKED", "SUPERSEDED", "EXPIRED"] as const)("is not requested of a certificate that is %s", (state) => {
    expect(refusal(() => requestRevocation(certificate({ state }), request))).toEqual([
      "CERTIFICATE_NOT_LIVE",
      { state },
    ]);
  });
});
