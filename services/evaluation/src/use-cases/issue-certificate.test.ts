import { newId } from "@ocop/service-kit";
import { certified, decided } from "../../test/certified";
import { onStage } from "../../test/on-stage";
import { issueCertificate } from "./issue-certificate";

const { it } = onStage();

it("issues the certificate for 36 calendar months, plans its end and tells the platform", async (stage) => {
  const { evaluation, product } = await decided(stage);
  const certificate = await issueCertificate(await stage.as("officer"), {
    evaluationId: evaluation.id,
    issuedOn: "2026-11-21",
    certificateNo: "  12/GCN ",
  });
  expect(certificate).toMatchObject({
    version: 1,
    productId: product.id,
    producerName: "Hợp tác xã Đồi Xanh",
    stars: 4,
    regime: "qd26-2026",
    certificateNo: "12/GCN",
    issuedOn: "2026-11-21",
    expiresOn: "2029-11-21",
    state: "ISSUED",
    decisionNo: "77/QĐ-UBND",
  });
  expect(certificate.lookupCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
  const due = await stage.manager.query<{ kind: string; due_at: Date }[]>(
    "SELECT kind, due_at FROM due WHERE kind = 'certificate.expire'",
  );
  expect(due).toEqual([{ kind: "certificate.expire", due_at: new Date("2029-11-20T17:00:00Z") }]);
  expect(await stage.eventBodies("evaluation.certificate.issued")).toMatchObject([
    { productId: product.id, stars: 4, state: "ISSUED", lookupCode: certificate.lookupCode, expiresOn: "2029-11-21" },
  ]);
});

it("is issued once for an evaluation", async (stage) => {
  const { evaluation } = await decided(stage);
  const wish = { evaluationId: evaluation.id, issuedOn: "2026-11-21", certificateNo: null };
  const certificate = await issueCertificate(await stage.as("officer"), wish);
  for (const again of [wish, { ...wish, certificateNo: "7" }])
    expect(await stage.refused(async () => issueCertificate(await stage.as("officer"), again))).toEqual([
      "ALREADY_CERTIFIED",
      { certificateId: certificate.id },
    ]);
});

it("takes the place of the product's certificate in force, of which there is never more than one", async (stage) => {
  const first = await certified(stage);
  stage.now = new Date("2026-12-01T03:00:00Z");
  const second = await certified(stage, {}, first.product);
  const { repositories } = await stage.as("officer");
  expect(await repositories.certificates.find(first.certificate.id)).toMatchObject({
    state: "SUPERSEDED",
    supersededOn: "2026-12-01",
    liveProductId: null,
    version: 2,
  });
  expect(await repositories.certificates.liveOf(first.product.id)).toEqual(second.certificate);
  expect((await stage.published()).filter((type) => type.startsWith("evaluation.certificate"))).toEqual([
    "evaluation.certificate.issued",
    "evaluation.certificate.superseded",
    "evaluation.certificate.issued",
  ]);
  await expect(
    repositories.certificates.save({
      ...second.certificate,
      id: newId(),
      version: 0,
      evaluationId: null,
      lookupCode: "A",
    }),
  ).rejects.toThrow(/certificate_live/);
});

it("needs a recorded decision, and an officer of the level that decided", async (stage) => {
  const { evaluation: running } = await stage.scoring();
  const wish = { issuedOn: "2026-11-21", certificateNo: null };
  expect(
    await stage.refused(async () => issueCertificate(await stage.as("officer"), { ...wish, evaluationId: running.id })),
  ).toEqual(["WRONG_STATE", { step: "issueCertificate", state: "SCORING" }]);
  const { evaluation } = await decided(stage);
  for (const [who, code] of [
    ["central", "FORBIDDEN"],
    ["chair", "FORBIDDEN"],
    ["strangerOfficer", "FORBIDDEN"],
  ] as const)
    expect(
      await stage.refused(async () => issueCertificate(await stage.as(who), { ...wish, evaluationId: evaluation.id })),
    ).toEqual([code, {}]);
});

it("is dated from the day of the decision to today", async (stage) => {
  const { evaluation } = await decided(stage);
  for (const issuedOn of ["2026-11-20", "2026-11-22"])
    expect(
      await stage.refused(async () =>
        issueCertificate(await stage.as("officer"), {
          evaluationId: evaluation.id,
          issuedOn,
          certificateNo: null,
        }),
      ),
    ).toEqual(["DATE_OUT_OF_ORDER", { field: "issuedOn", earliest: "2026-11-21", latest: "2026-11-21" }]);
});
