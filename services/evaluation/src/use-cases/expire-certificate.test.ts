import { certified } from "../../test/certified";
import { onStage } from "../../test/on-stage";
import { expireCertificate } from "./expire-certificate";

const { it } = onStage();

it("records the end at 00:00 of the day on which the certificate no longer holds, and tells the platform", async (stage) => {
  const { certificate } = await certified(stage);
  stage.now = new Date("2029-11-20T17:00:00Z");
  await expireCertificate(await stage.as("clock"), certificate.id);
  const { repositories } = await stage.as("clock");
  expect(await repositories.certificates.find(certificate.id)).toMatchObject({
    state: "EXPIRED",
    version: 2,
    liveProductId: null,
  });
  expect(await stage.eventBodies("evaluation.certificate.expired")).toMatchObject([{ state: "EXPIRED" }]);
});

it("waits when the clock was set back", async (stage) => {
  const { certificate } = await certified(stage);
  stage.now = new Date("2029-11-20T16:59:59.999Z");
  await expireCertificate(await stage.as("clock"), certificate.id);
  const { repositories } = await stage.as("clock");
  expect(await repositories.certificates.find(certificate.id)).toEqual(certificate);
  expect(await stage.published()).not.toContain("evaluation.certificate.expired");
});

it("leaves alone what ended before, and happens once", async (stage) => {
  const { certificate } = await certified(stage);
  stage.now = new Date("2029-11-21T03:00:00Z");
  await expireCertificate(await stage.as("clock"), certificate.id);
  const before = await stage.everything();
  await expireCertificate(await stage.as("clock"), certificate.id);
  expect(await stage.everything()).toBe(before);
});

it("is the clock's and nobody else's", async (stage) => {
  const { certificate } = await certified(stage);
  expect(await stage.refused(async () => expireCertificate(await stage.as("officer"), certificate.id))).toEqual([
    "NOT_FOUND",
    {},
  ]);
});
