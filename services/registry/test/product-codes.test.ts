import { noPersonalFacts } from "../src/domain/personal-data";
import { acceptDossier } from "../src/use-cases/accept-dossier";
import { completeCommuneReport } from "../src/use-cases/complete-commune-report";
import { openDossier } from "../src/use-cases/open-dossier";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { saveDossier } from "../src/use-cases/save-dossier";
import { submitDossier } from "../src/use-cases/submit-dossier";
import { complete, findings, openRegistry, people, places, type Registry } from "./support";

const product = { nameEn: null, storyVi: null, storyEn: null, setCode: "QD26-11", addressAsIssued: null };

describe("product codes under parallel requests", () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry.drop());

  const submitted = (nth: number) =>
    registry.act(people.commune, async (deps) => {
      const producer = await registerProducer(deps, {
        name: `Hợp tác xã ${String(nth)}`,
        kind: "COOPERATIVE",
        addressLine: null,
        representative: null,
        ...noPersonalFacts,
        communeId: places.teaHill,
        ownerSubject: null,
        delegateSubject: null,
      });
      const { id: productId } = await registerProduct(deps, producer.id, { ...product, nameVi: `Chè ${String(nth)}` });
      const draft = await openDossier(deps, { productId, registrationType: "FIRST", roundId: places.round });
      const { id, version } = await saveDossier(deps, draft.id, draft.version, complete);
      return submitDossier(deps, id, version);
    });

  it("are the numbers 1 to 50 without a gap and without a double", async () => {
    const dossiers = [];
    for (let nth = 1; nth <= 50; nth += 1) dossiers.push(await submitted(nth));
    const sent = await Promise.all(
      dossiers.map(({ id, version }) =>
        registry.act(people.commune, (deps) => completeCommuneReport(deps, id, version, findings, null)),
      ),
    );
    const numbers = (of: (dossier: (typeof sent)[number]) => string | null, pattern: RegExp) =>
      sent.map((dossier) => Number(pattern.exec(of(dossier) ?? "")?.[1])).sort((a, b) => a - b);
    const expected = Array.from({ length: 50 }, (_, index) => index + 1);
    expect(numbers(({ productCode }) => productCode, /^98-98001-(\d+)-2026$/)).toEqual(expected);
    expect(numbers(({ slipNo }) => slipNo, /^(\d+)\/PĐK-98-98001-2026$/)).toEqual(expected);
  });

  it("are given once when the same request is sent fifty times at once", async () => {
    const { id, version, productId } = await submitted(51);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        registry.act(people.commune, (deps) => completeCommuneReport(deps, id, version, findings, null)),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [row] = await registry.dataSource.query<{ last: number }[]>(
      "SELECT last FROM running_number WHERE kind = 'PRODUCT_CODE'",
    );
    expect(row?.last).toBe(51);
    await registry.act(people.province, (deps) => acceptDossier(deps, id, version + 1));
    const [stored] = await registry.dataSource.query<{ code: string; state: string }[]>(
      "SELECT code, state FROM product WHERE id = ?",
      [Buffer.from(productId.replaceAll("-", ""), "hex")],
    );
    expect(stored).toEqual({ code: "98-98001-51-2026", state: "CANDIDATE" });
  });
});
