import { newId } from "@ocop/service-kit";
import { onStage } from "../../test/on-stage";
import { provinceId, type Stage } from "../../test/stage";
import type { Recognition } from "../domain/recognition";
import { enterRecognition } from "./enter-recognition";

const { it } = onStage();

const recognition = (changes: Partial<Recognition> = {}): Omit<Recognition, "version"> => ({
  id: newId(),
  productId: newId(),
  producerId: newId(),
  productName: "Mắc ca Lê Anh Tuy Đức",
  stars: 4,
  decisionNo: "858/QĐ-UBND",
  issuedOn: "2025-06-19",
  expiresOn: "2028-06-19",
  authority: "UBND tỉnh Đắk Nông",
  year: 2025,
  regime: "qd148-2023",
  sourceUrl: null,
  ...changes,
});

const hear = (stage: Stage, { productId: id, producerId }: Omit<Recognition, "version">, version = 1) =>
  stage.product({ id, producerId, version, name: { vi: "Mắc ca", en: null } });

it("gives a historical certificate its place and announces it, once", async (stage) => {
  const known = recognition();
  await enterRecognition(await stage.as("loader"), known);
  expect(await stage.published()).not.toContain("evaluation.certificate.issued");
  await hear(stage, known);
  expect(await stage.eventBodies("evaluation.certificate.issued")).toMatchObject([
    { productId: known.productId, certificateNo: null, provinceRegionId: provinceId, regime: "qd148-2023", stars: 4 },
  ]);
  const { repositories } = await stage.as("loader");
  expect(await repositories.certificates.ofRecognition(known.id)).toMatchObject({
    provinceRegionId: provinceId,
    producerName: "Hợp tác xã Đồi Xanh",
  });
  const before = await stage.everything();
  await hear(stage, known);
  expect(await stage.everything()).toBe(before);
});

it("announces at once what is entered when the product is known", async (stage) => {
  const known = recognition();
  await hear(stage, known);
  await enterRecognition(await stage.as("loader"), known);
  expect(await stage.eventBodies("evaluation.certificate.issued")).toHaveLength(1);
});

it("stays silent about a certificate that had run out before it was entered", async (stage) => {
  const old = recognition({ issuedOn: "2022-06-19", expiresOn: "2025-06-19", regime: "qd1048-2019" });
  await enterRecognition(await stage.as("loader"), old);
  await hear(stage, old);
  const { repositories } = await stage.as("loader");
  expect(await repositories.certificates.ofRecognition(old.id)).toMatchObject({
    state: "EXPIRED",
    liveProductId: null,
  });
  expect((await stage.published()).filter((type) => type.startsWith("evaluation.certificate"))).toEqual([]);
  expect(await stage.manager.query("SELECT * FROM due")).toEqual([]);
});

it("enters no certificate where decision, issue or expiry is not published", async (stage) => {
  for (const field of ["decisionNo", "issuedOn", "expiresOn"] as const) {
    const part = recognition({ [field]: null });
    await enterRecognition(await stage.as("loader"), part);
    const { repositories } = await stage.as("loader");
    expect(await repositories.certificates.ofRecognition(part.id)).toBeNull();
  }
});

it("never lets an older fact overwrite a newer one", async (stage) => {
  const product = await stage.product({ version: 3, name: { vi: "Mới", en: null } });
  await stage.product({ ...product, version: 2, name: { vi: "Cũ", en: null } });
  const { repositories } = await stage.as("loader");
  expect(await repositories.products.find(product.id)).toMatchObject({ version: 3, name: { vi: "Mới", en: null } });
});
