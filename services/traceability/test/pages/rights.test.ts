import { anonymous } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import { now } from "../harness";
import { askingOn } from "../rights-world";
import { certificate, id, listing, lot, lotWords, producer, product, tradeItem, unit } from "../samples";
import { readable, startScanHost, type ScanHost } from "./scan-host";

const { ownCode: code } = tradeItem();
const [gone, productName] = ["0000000000000000", product().name.vi];

/** What a producer wrote about a lot, each text to be known again. */
const marked = (mark: string) => ({
  ...lotWords(),
  lotNo: `NO-${mark}`,
  originPlace: `PLACE-${mark}`,
  standards: [`STANDARD-${mark}`],
  stages: [
    {
      ...{ name: `STAGE-${mark}`, place: `AT-${mark}`, locationCode: `CODE-${mark}`, productCode: `OF-${mark}` },
      at: "2026-11-01T00:30:00.000Z",
    },
  ],
});

const lots = {
  draft: lot({ ...marked("DRAFT"), id: id(600), state: "DRAFT", publishedAt: null }),
  published: lot({ ...marked("PUBLISHED"), id: id(601) }),
  withdrawn: lot({
    ...marked("TAKEN"),
    id: id(602),
    state: "WITHDRAWN",
    withdrawnAt: now,
    withdrawnBecause: "Sai nhãn",
  }),
} as const;

const units = {
  "OF-DRAFT": unit({ id: id(801), lotId: lots.draft.id, serial: "OF-DRAFT" }),
  "OF-NOTHING": unit({ id: id(802), lotId: null, serial: "OF-NOTHING" }),
  "OF-PUBLISHED": unit({ id: id(803), lotId: lots.published.id, serial: "OF-PUBLISHED" }),
  "OF-TAKEN": unit({ id: id(804), lotId: lots.withdrawn.id, serial: "OF-TAKEN" }),
  "OF-VOID": unit({ id: id(805), lotId: null, serial: "OF-VOID", state: "VOID", voidedAt: now }),
  "OF-ISSUED": unit({ id: id(806), lotId: lots.draft.id, serial: "OF-ISSUED", state: "ISSUED", activatedAt: null }),
} as const;
const serials = [...Object.keys(units), "NEVER-ISSUED"];

type Check = {
  readonly verdict: string;
  readonly activatedAt: string | null;
  readonly voidedAt: string | null;
  readonly tradeItem: object | null;
  readonly lot: { readonly lotNo: string } | null;
};

describe("what the scan host shows", () => {
  let scan: ScanHost;
  beforeAll(async () => {
    scan = await startScanHost();
    await scan.holds({
      ...{ producers: [producer()], products: [product()], certificates: [certificate()], listings: [listing()] },
      items: [tradeItem(), tradeItem({ id: id(58), ownCode: gone, state: "WITHDRAWN" })],
      lots: Object.values(lots),
      units: Object.values(units),
    });
  });
  afterAll(() => scan.stop());

  const asPublic = async <Data>(document: string): Promise<Data> => {
    const { data, errors } = await askingOn(scan.database.dataSource, scan.url)(anonymous, document);
    expect(errors).toEqual([]);
    return data as Data;
  };
  const get = async (path: string): Promise<readonly [number, string]> => {
    const answer = await scan.get(path);
    return [answer.status, await answer.text()];
  };

  it("of lots is what the graph shows to everyone: a draft is like one that nobody wrote", async () => {
    const { lots: shown } = await asPublic<{
      readonly lots: { readonly nodes: readonly { readonly lotNo: string }[] };
    }>("{ lots(first: 100) { nodes { lotNo } } }");
    const pages: string[] = [];
    for (const { lotNo } of Object.values(lots)) {
      const [status] = await get(`/p/${code}/10/${lotNo}`);
      if (status !== 404) pages.push(lotNo);
    }
    expect(pages.sort()).toEqual(shown.nodes.map(({ lotNo }) => lotNo).sort());
    expect(pages).toEqual(["NO-PUBLISHED", "NO-TAKEN"]);
    const [draft, nobodys] = [await get(`/p/${code}/10/NO-DRAFT`), await get(`/p/${code}/10/NO-OTHER`)];
    expect(draft[1].replaceAll("NO-DRAFT", "NO-OTHER")).toBe(nobodys[1]);
  });

  it("of a serial is the verdict that the graph gives to everyone, with the lot and the days it shows", async () => {
    for (const serial of serials) {
      const { verifyUnit: check } = await asPublic<{ readonly verifyUnit: Check }>(
        `{ verifyUnit(code: "${code}", serial: "${serial}") {
             verdict activatedAt voidedAt tradeItem { id } lot { lotNo } } }`,
      );
      const [status, html] = await get(`/p/${code}/21/${serial}`);
      const text = readable(html);
      expect([serial, status]).toEqual([serial, check.tradeItem === null ? 404 : 200]);
      expect([serial, text.includes(productName)]).toEqual([serial, check.tradeItem !== null]);
      const allowed = check.lot === null ? [] : [check.lot.lotNo];
      const named = Object.values(lots).flatMap(({ lotNo }) => (text.includes(lotNo) ? [lotNo] : []));
      expect(allowed).toEqual(expect.arrayContaining(named));
      expect([serial, text.includes("Hủy lúc"), text.includes("Kích hoạt lúc")]).toEqual([
        serial,
        check.voidedAt !== null,
        check.activatedAt !== null,
      ]);
    }
  });

  it("of a serial in a draft is nothing that one without a lot would not show", async () => {
    const [draft, none] = [await get(`/p/${code}/21/OF-DRAFT`), await get(`/p/${code}/21/OF-NOTHING`)];
    expect(draft[1].replaceAll("OF-DRAFT", "OF-NOTHING")).toBe(none[1]);
  });

  it("on no page holds a word of a draft", async () => {
    const typed = ["NO-DRAFT", "PLACE-DRAFT", "STANDARD-DRAFT"];
    const paths = [
      ...["/", "/register", `/register?q=${encodeURIComponent(productName)}`, `/c/${certificate().lookupCode}`],
      ...[`/p/${code}`, `/p/${gone}`, `/qr/p/${code}.svg`, `/qr/p/${gone}.svg`],
      ...[code, gone].flatMap((one) => Object.values(lots).map(({ lotNo }) => `/p/${one}/10/${lotNo}`)),
      ...[code, gone].flatMap((one) => serials.map((serial) => `/p/${one}/21/${serial}`)),
      ...typed.map((word) => `/register?q=${word}`),
      `/p/${code}/picture/${newId()}`,
    ];
    for (const path of paths.flatMap((one) => [one, `${one}${one.includes("?") ? "&" : "?"}lang=en`])) {
      const [, html] = await get(path);
      // What the visitor typed stands in the address and is said back.
      const own = typed.reduce((text, word) => (path.includes(word) ? text.replaceAll(word, "") : text), html);
      const words = own.match(/(NO|PLACE|STANDARD|STAGE|AT|CODE|OF)-DRAFT/g) ?? [];
      expect([path, words.filter((word) => !path.includes(word))]).toEqual([path, []]);
    }
  });

  it("of a published lot holds its words, which proves that they would be found", async () => {
    const [, html] = await get(`/p/${code}/10/NO-PUBLISHED`);
    expect(html).toContain("STANDARD-PUBLISHED");
    expect(html).toContain("STAGE-PUBLISHED");
  });
});
