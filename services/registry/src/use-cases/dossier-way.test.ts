import { canonicalJson, sha256 } from "@ocop/service-kit";
import {
  complete,
  eventsIn,
  everything,
  findings,
  openRegistry,
  ownerOf,
  people,
  places,
  type Registry,
} from "../../test/support";
import type { Dossier } from "../domain/dossier";
import { noPersonalFacts } from "../domain/personal-data";
import type { Product } from "../domain/product";
import { acceptDossier } from "./accept-dossier";
import { completeCommuneReport } from "./complete-commune-report";
import type { Deps } from "./deps";
import { openDossier } from "./open-dossier";
import { registerProducer } from "./register-producer";
import { registerProduct } from "./register-product";
import { returnDossier } from "./return-dossier";
import { saveDossier } from "./save-dossier";
import { submitDossier } from "./submit-dossier";

const producer = {
  name: "Hợp tác xã Chè Đồi Chè",
  kind: "COOPERATIVE",
  addressLine: "thôn 1, xã Đồi Chè",
  representative: null,
  ...noPersonalFacts,
  communeId: places.teaHill,
  ownerSubject: null,
  delegateSubject: null,
} as const;
const facts = {
  nameVi: "Chè Đồi Chè",
  nameEn: null,
  storyVi: null,
  storyEn: null,
  setCode: "QD26-11",
  addressAsIssued: null,
};

const registered = async (deps: Deps, setCode: string | null = "QD26-11"): Promise<Product> =>
  registerProduct(deps, (await registerProducer(deps, producer)).id, { ...facts, setCode });
const opened = async (deps: Deps): Promise<Dossier> =>
  openDossier(deps, { productId: (await registered(deps)).id, registrationType: "FIRST", roundId: places.round });
const submitted = async (deps: Deps): Promise<Dossier> => {
  const draft = await opened(deps);
  return submitDossier(deps, draft.id, (await saveDossier(deps, draft.id, draft.version, complete)).version);
};
const forwarded = async (deps: Deps): Promise<Dossier> => {
  const { id, version } = await submitted(deps);
  return completeCommuneReport(deps, id, version, findings, null);
};

describe("the way of a dossier", () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry.drop());

  it("leads from the producer over the commune to the province, which publishes what evaluation needs", () =>
    registry.rehearse(async (as, manager) => {
      const onItsWay = await forwarded(as(people.commune));
      expect(onItsWay).toMatchObject({
        state: "FORWARDED",
        productCode: "98-98001-1-2026",
        slipNo: "1/PĐK-98-98001-2026",
        lateReason: null,
      });
      const accepted = await acceptDossier(as(people.province), onItsWay.id, onItsWay.version);
      const published = await eventsIn(manager);
      expect(published.map(({ type, agg_ver }) => `${type} ${String(agg_ver)}`)).toEqual([
        "registry.producer.changed 1",
        "registry.product.changed 1",
        "registry.product.changed 2",
        "registry.product.changed 3",
        `registry.dossier.accepted ${String(accepted.version)}`,
      ]);
      expect(published.at(-2)?.body).toMatchObject({ code: "98-98001-1-2026", state: "CANDIDATE" });
      expect(published.at(-1)?.body).toEqual({
        productId: accepted.productId,
        producerId: accepted.producerId,
        productName: { vi: "Chè Đồi Chè", en: null },
        setCode: "QD26-11",
        regime: "qd26-2026",
        registrationType: "FIRST",
        roundId: places.round,
        provinceRegionId: places.province,
        communeRegionId: places.teaHill,
        snapshotSha256: accepted.snapshotSha256,
        selfAssessment: { "1.1": "all-local", "1.2": null },
        acceptedAt: "2026-11-21T03:00:00.000Z",
      });
    }));

  it("freezes each submission by its canonical text and overwrites none", () =>
    registry.rehearse(async (as) => {
      const commune = as(people.commune);
      const first = await submitted(commune);
      const back = await returnDossier(commune, first.id, first.version, [
        { place: "FORM_01.phone", reason: "sai số" },
      ]);
      const phone = [{ form: "FORM_01", key: "phone", value: "1111111111" }] as const;
      const saved = await saveDossier(commune, back.id, back.version, { fields: phone, answers: [], evidence: null });
      const second = await submitDossier(commune, saved.id, saved.version);
      const rows = await commune.repositories.snapshots.ofDossier(first.id);
      expect(rows.map(({ number }) => number)).toEqual([1, 2]);
      const contents = rows.map(({ content }) => content ?? "");
      expect(contents.map((content) => sha256(content))).toEqual(rows.map((row) => row.sha256));
      for (const content of contents) expect(canonicalJson(JSON.parse(content))).toBe(content);
      expect(contents.map((content) => (JSON.parse(content) as { form01: { phone: string } }).form01.phone)).toEqual([
        "0000000000",
        "1111111111",
      ]);
      expect([first.snapshotSha256, second.snapshotSha256]).toEqual(rows.map((row) => row.sha256));
      expect(second).toMatchObject({ snapshotNumber: 2, returned: null, criteriaSetVersion: 1 });
    }));

  it("keeps the first code when the province sends it back and the commune reports again", () =>
    registry.rehearse(async (as) => {
      const commune = as(people.commune);
      const sent = await forwarded(commune);
      const back = await returnDossier(as(people.province), sent.id, sent.version, [
        { place: "EVIDENCE", reason: "mờ" },
      ]);
      expect(back.returned).toEqual({ by: "PROVINCE", reasons: [{ place: "EVIDENCE", reason: "mờ" }] });
      const again = await submitDossier(commune, back.id, back.version);
      const report = await completeCommuneReport(commune, again.id, again.version, findings, null);
      expect(report).toMatchObject({ productCode: "98-98001-1-2026", slipNo: "2/PĐK-98-98001-2026" });
    }));

  it("places a late request in the next round of the province, with its reason", () =>
    registry.rehearse(async (as, manager) => {
      const commune = as(people.commune);
      const [first] = await manager.query<{ id: string }[]>(
        "SELECT LOWER(INSERT(INSERT(INSERT(INSERT(HEX(id), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')) AS id FROM round WHERE province_region_id = ? AND year = 2026 AND no = 2",
        [Buffer.from(places.province.replaceAll("-", ""), "hex")],
      );
      const product = await registered(commune);
      const late = await openDossier(commune, {
        productId: product.id,
        registrationType: "FIRST",
        roundId: first?.id ?? "",
      });
      const saved = await saveDossier(commune, late.id, late.version, complete);
      const { id, version } = await submitDossier(commune, saved.id, saved.version);
      await expect(completeCommuneReport(commune, id, version, findings, null)).rejects.toMatchObject({
        code: "LATE_REASON_MISSING",
        facts: { requestsBefore: "2026-10-30" },
      });
      const placed = await completeCommuneReport(commune, id, version, findings, "lũ quét");
      expect(placed.lateReason).toBe("lũ quét");
      expect(placed.roundId).not.toBe(late.roundId);
    }));

  it("gives the second product of a commune the next number", () =>
    registry.rehearse(async (as) => {
      await forwarded(as(people.commune));
      expect((await forwarded(as(people.commune))).productCode).toBe("98-98001-2-2026");
    }));

  it.each([
    ["a product that has none yet", "PRODUCT_SET_MISSING", null],
    ["a set that evaluation has not published", "CRITERIA_SET_UNKNOWN", "QD26-12"],
  ] as const)("cannot begin for %s", (_, code, setCode) =>
    registry.rehearse(async (as) => {
      const product = await registered(as(people.commune), setCode);
      const opening = { productId: product.id, registrationType: "FIRST", roundId: places.round } as const;
      await expect(openDossier(as(people.commune), opening)).rejects.toThrow(code);
    }),
  );

  describe("refuses and changes nothing", () => {
    let draft: Dossier;
    let sent: Dossier;
    beforeAll(async () => {
      draft = await registry.act(people.commune, opened);
      sent = await registry.act(people.commune, submitted);
    });

    const refuses = async (act: () => Promise<unknown>, code: string): Promise<void> => {
      const before = await everything(registry.dataSource.manager);
      await expect(act()).rejects.toMatchObject({ code });
      expect(await everything(registry.dataSource.manager)).toBe(before);
    };

    it("a second dossier of the same product", () =>
      refuses(
        () =>
          registry.act(people.commune, (deps) =>
            openDossier(deps, { productId: draft.productId, registrationType: "FIRST", roundId: places.round }),
          ),
        "DOSSIER_OPEN",
      ));

    it("an incomplete submission", () =>
      refuses(
        () => registry.act(people.commune, (deps) => submitDossier(deps, draft.id, draft.version)),
        "DOSSIER_INCOMPLETE",
      ));

    it("a client that read an older version", () =>
      refuses(
        () => registry.act(people.commune, (deps) => saveDossier(deps, draft.id, draft.version - 1, complete)),
        "STALE_VERSION",
      ));

    it("an answer the set does not print", () =>
      refuses(
        () =>
          registry.act(people.commune, (deps) =>
            saveDossier(deps, draft.id, draft.version, {
              ...complete,
              answers: [{ criterion: "1.1", option: "half", withdrawn: false }],
            }),
          ),
        "ANSWER_INVALID",
      ));

    it("a step out of turn", () =>
      refuses(
        () =>
          registry.act(people.commune, (deps) => completeCommuneReport(deps, draft.id, draft.version, findings, null)),
        "WRONG_STATE",
      ));

    it("too few samples", () =>
      refuses(
        () =>
          registry.act(people.commune, (deps) =>
            completeCommuneReport(deps, sent.id, sent.version, { ...findings, sampleCount: 4 }, null),
          ),
        "SAMPLES_MISSING",
      ));

    it("an acceptance by the producer, who may read it", () =>
      refuses(
        () => registry.act(ownerOf(sent.producerId), (deps) => acceptDossier(deps, sent.id, sent.version)),
        "FORBIDDEN",
      ));

    it("an acceptance by another province, which may not know of it", () =>
      refuses(() => registry.act(people.elsewhere, (deps) => acceptDossier(deps, sent.id, sent.version)), "NOT_FOUND"));

    it("a return without a reason", () =>
      refuses(
        () => registry.act(people.commune, (deps) => returnDossier(deps, sent.id, sent.version, [])),
        "BAD_USER_INPUT",
      ));
  });
});
