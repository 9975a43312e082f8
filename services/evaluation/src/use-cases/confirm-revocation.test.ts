import { certified } from "../../test/certified";
import { onStage } from "../../test/on-stage";
import type { Stage, Who } from "../../test/stage";
import type { Certificate } from "../domain/certificate";
import type { Revocation } from "../domain/revocation";
import { confirmRevocation } from "./confirm-revocation";
import { requestRevocation, type RevocationInput } from "./request-revocation";

const { it } = onStage();

const request = async (
  stage: Stage,
  who: Who,
  { id, version }: Certificate,
  changes: Partial<RevocationInput> = {},
): Promise<Revocation> =>
  requestRevocation(await stage.as(who), {
    certificateId: id,
    expectedVersion: version,
    ground: "PRODUCTION_STOPPED",
    reason: "Chủ thể dừng sản xuất",
    concludedOn: "2026-11-21",
    ...changes,
  });

const confirm = async (stage: Stage, who: Who, { id, version }: Revocation, changes: object = {}) =>
  confirmRevocation(await stage.as(who), {
    revocationId: id,
    expectedVersion: version,
    decisionNo: "91/QĐ-UBND",
    decidedOn: "2026-11-21",
    ...changes,
  });

it("revokes a certificate by two officers, and tells the platform once it is done", async (stage) => {
  const { certificate } = await certified(stage);
  const revocation = await request(stage, "officer", certificate);
  const { repositories } = await stage.as("officer");
  expect(await repositories.certificates.find(certificate.id)).toEqual(certificate);
  expect(await stage.published()).not.toContain("evaluation.certificate.revoked");

  const revoked = await confirm(stage, "secondOfficer", revocation);
  expect(revoked).toMatchObject({
    state: "REVOKED",
    revokedOn: "2026-11-21",
    revocationGround: "PRODUCTION_STOPPED",
    liveProductId: null,
    version: 2,
  });
  expect(await repositories.revocations.find(revocation.id)).toMatchObject({
    state: "CONFIRMED",
    requestedBy: "officer",
    confirmedBy: "second-officer",
    decisionNo: "91/QĐ-UBND",
  });
  expect(await stage.eventBodies("evaluation.certificate.revoked")).toMatchObject([
    { state: "REVOKED", revokedOn: "2026-11-21", revocationGround: "PRODUCTION_STOPPED" },
  ]);
});

it("never lets who requested confirm", async (stage) => {
  const { certificate } = await certified(stage);
  const revocation = await request(stage, "officer", certificate);
  expect(await stage.refused(() => confirm(stage, "officer", revocation))).toEqual(["SAME_OFFICER", {}]);
});

it("belongs to officers of the province, for five stars to the centre", async (stage) => {
  const { certificate } = await certified(stage);
  for (const who of ["strangerOfficer", "central", "chair", "stranger"] as const)
    expect(await stage.refused(() => request(stage, who, certificate))).toEqual(["FORBIDDEN", {}]);
  const revocation = await request(stage, "officer", certificate);
  expect(await stage.refused(() => confirm(stage, "strangerOfficer", revocation))).toEqual(["NOT_FOUND", {}]);
  expect(await stage.refused(() => confirm(stage, "central", revocation))).toEqual(["FORBIDDEN", {}]);
  const { repositories } = await stage.as("loader");
  const five = await repositories.certificates.save({ ...certificate, stars: 5 });
  expect(await stage.refused(() => confirm(stage, "secondOfficer", revocation))).toEqual(["FORBIDDEN", {}]);
  expect((await confirm(stage, "central", revocation)).version).toBe(five.version + 1);
});

it("is requested once at a time, confirmed once, and never of a revoked certificate", async (stage) => {
  const { certificate } = await certified(stage);
  const revocation = await request(stage, "officer", certificate);
  expect(await stage.refused(() => request(stage, "secondOfficer", certificate))).toEqual([
    "REVOCATION_OPEN",
    { revocationId: revocation.id },
  ]);
  const revoked = await confirm(stage, "secondOfficer", revocation);
  expect(await stage.refused(() => confirm(stage, "secondOfficer", { ...revocation, version: 2 }))).toEqual([
    "WRONG_STATE",
    { step: "confirmRevocation", state: "CONFIRMED" },
  ]);
  expect(await stage.refused(() => request(stage, "officer", revoked))).toEqual([
    "CERTIFICATE_NOT_LIVE",
    { state: "REVOKED" },
  ]);
});

it("is refused for versions that somebody changed, and with days out of order", async (stage) => {
  const { certificate } = await certified(stage);
  expect(await stage.refused(() => request(stage, "officer", { ...certificate, version: 7 }))).toEqual([
    "STALE_VERSION",
    { currentVersion: 1 },
  ]);
  expect((await stage.refused(() => request(stage, "officer", certificate, { concludedOn: "2026-11-22" })))[0]).toBe(
    "DATE_OUT_OF_ORDER",
  );
  const revocation = await request(stage, "officer", certificate);
  expect((await stage.refused(() => confirm(stage, "secondOfficer", { ...revocation, version: 7 })))[0]).toBe(
    "STALE_VERSION",
  );
  expect((await stage.refused(() => confirm(stage, "secondOfficer", revocation, { decidedOn: "2026-11-22" })))[0]).toBe(
    "DATE_OUT_OF_ORDER",
  );
});
