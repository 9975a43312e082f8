import { anonymous, type Viewer } from "@ocop/contracts";
import { assertRuled, createLog, newId } from "@ocop/service-kit";
import { ask, deliver, deliveryOf, testDirectory, testRedis, type Asked } from "@ocop/service-kit/testing";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadReference } from "../src/commands/load-files";
import { committedFile } from "../src/commands/reference-file";
import { registrySubgraph } from "../src/graph/schema";
import { inboxOf, start } from "../src/main";
import {
  certificateBody,
  cipher,
  complete,
  everything,
  fieldKeys,
  findings,
  openRegistry,
  ownerOf,
  people,
  places,
  teaSet,
  type Registry,
} from "./support";

const viewerKey = "0123456789-registry-viewer-key-0123456789";

type Answer = Awaited<ReturnType<typeof ask>>;
const codesOf = ({ errors }: Answer): readonly string[] => errors.map(({ extensions }) => extensions.code);

describe("the subgraph of registry", () => {
  let registry: Registry;
  let server: Awaited<ReturnType<typeof start>> | undefined;
  let asked: Asked;

  beforeAll(async () => {
    registry = await openRegistry();
    const { dataSource, clock } = registry;
    await loadReference({
      dataSource,
      clock,
      cipher,
      readFile: committedFile,
      demonstration: true,
      say: () => undefined,
    });
    const config = {
      mode: "development",
      host: "127.0.0.1",
      clockOffsetSeconds: 0,
      leaseSeconds: 1,
      roles: ["graph"],
      databaseUrl: registry.url,
      port: 0,
      redisUrl: await testRedis(),
      viewerKeys: [viewerKey],
      cursorKeys: ["0123456789-registry-cursor-key-0123456789"],
      fieldKeys,
      auditKeys: ["0123456789-registry-audit-key-0123456789"],
      dataDir: testDirectory(),
    } as const;
    server = await start(config, createLog("registry", { level: "silent" }));
    asked = { url: server.url, audience: "registry", key: viewerKey };
  });
  afterAll(async () => {
    await server?.stop();
    await registry.drop();
  });

  const query = <Data>(document: string, as: Viewer, variables: Record<string, unknown> = {}) =>
    ask<Data>(asked, document, { as, variables });
  /** The data of an answer without errors. */
  const data = async <Data>(document: string, as: Viewer, variables: Record<string, unknown> = {}): Promise<Data> => {
    const { data: found, errors } = await query<Data>(document, as, variables);
    expect(errors).toEqual([]);
    if (found === null) throw new Error("no data");
    return found;
  };
  /** One mutation by its name, with its input type. */
  const mutate = (name: string, input: object, as: Viewer, selection = "{ id version }") =>
    query<Record<string, { id: string; version: number } | null>>(
      `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) ${selection} }`,
      as,
      { input },
    );
  const done = async (name: string, input: object, as: Viewer): Promise<{ id: string; version: number }> => {
    const answer = await mutate(name, input, as);
    expect(answer.errors).toEqual([]);
    const found = answer.data?.[name];
    if (!found) throw new Error(`${name} answered nothing`);
    return found;
  };
  const refused = async (name: string, input: object, as: Viewer, code: string, facts?: object): Promise<void> => {
    const before = await everything(registry.dataSource.manager);
    const answer = await mutate(name, input, as);
    expect(codesOf(answer)).toEqual([code]);
    if (facts) expect(answer.errors[0]?.extensions.facts).toEqual(facts);
    expect(answer.data?.[name] ?? null).toBeNull();
    expect(await everything(registry.dataSource.manager)).toBe(before);
  };

  it("is the committed schema, and every field of it has a rule", () => {
    const { sdl } = registrySubgraph();
    expect(readFileSync(join(__dirname, "../schema.graphql"), "utf8")).toBe(sdl);
    expect(() => {
      assertRuled(sdl);
    }).not.toThrow();
  });

  describe("answers the public about units", () => {
    it("by list and code, in both languages, with the unit above", async () => {
      const found = await data(
        `{ administrativeUnitByCode(listVersion: "2026-04", code: "24730") {
             level kind name { value } fullName { value } en: name(lang: EN) { value isFallback } parent { code name { value } } validTo } }`,
        anonymous,
      );
      expect(found).toEqual({
        administrativeUnitByCode: {
          level: "COMMUNE",
          kind: "xã",
          name: { value: "Trường Xuân" },
          fullName: { value: "xã Trường Xuân" },
          en: { value: "Truong Xuan Commune", isFallback: false },
          parent: { code: "68", name: { value: "Lâm Đồng" } },
          validTo: null,
        },
      });
    });

    it("by id, and by a part of the name without tone marks", async () => {
      const { administrativeUnits } = await data<{
        administrativeUnits: { nodes: { id: string; fullName: { value: string } }[]; totalCount: number };
      }>(
        `{ administrativeUnits(where: { listVersion: "2026-04", level: PROVINCE, name: "thanh pho" }, first: 3) {
             nodes { id fullName { value } } totalCount } }`,
        anonymous,
      );
      expect(administrativeUnits.totalCount).toBe(7);
      expect(administrativeUnits.nodes.map(({ fullName }) => fullName.value)).toEqual([
        "thành phố Hà Nội",
        "thành phố Hải Phòng",
        "thành phố Huế",
      ]);
      const id = administrativeUnits.nodes[0]?.id;
      expect(await data("query ($id: ID!) { administrativeUnit(id: $id) { code } }", anonymous, { id })).toEqual({
        administrativeUnit: { code: "01" },
      });
    });

    it("page by page, every commune of a province once", async () => {
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        const {
          administrativeUnits: page,
        }: {
          administrativeUnits: { nodes: { code: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        } = await data(
          `query ($after: String) { administrativeUnits(where: { listVersion: "2026-04", parentCode: "68" }, first: 50, after: $after) {
               nodes { code } pageInfo { hasNextPage endCursor } } }`,
          anonymous,
          { after },
        );
        seen.push(...page.nodes.map(({ code }) => code));
        after = page.pageInfo.endCursor;
        if (!page.pageInfo.hasNextPage) break;
      }
      expect(seen).toHaveLength(124);
      expect(seen).toEqual([...new Set(seen)].sort());
    });

    it("where an old unit lies today: one unit, several to choose from, or none", async () => {
      const resolve = (code: string) =>
        data<{ resolveUnit: { outcome: string; successors: { code: string }[] } }>(
          `query ($code: String!) { resolveUnit(listVersion: "2025-before", code: $code) { outcome successors { code listVersion } } }`,
          anonymous,
          { code },
        );
      expect((await resolve("24")).resolveUnit).toEqual({
        outcome: "RESOLVED",
        successors: [{ code: "24", listVersion: "2026-04" }],
      });
      const [split] = await registry.dataSource.query<{ old_code: string; n: string }[]>(
        "SELECT old_code, COUNT(*) AS n FROM administrative_lineage WHERE relation = 'PART' GROUP BY old_code ORDER BY old_code LIMIT 1",
      );
      const { resolveUnit } = await resolve(split?.old_code ?? "");
      expect(resolveUnit.outcome).toBe("SPLIT");
      expect(resolveUnit.successors).toHaveLength(Number(split?.n));
      expect((await resolve("001")).resolveUnit).toEqual({ outcome: "ENDED", successors: [] });
    });

    it.each(["nowhere", "000", "đồi chè", "' OR 1=1 --"])("with NOT_FOUND for the code %s", async (code) => {
      const answer = await query(
        `query ($code: String!) { administrativeUnitByCode(listVersion: "2026-04", code: $code) { id } }`,
        anonymous,
        { code },
      );
      expect(answer.data).toEqual({ administrativeUnitByCode: null });
      expect(codesOf(answer)).toEqual(["NOT_FOUND"]);
    });
  });

  describe("answers the public about real products", () => {
    it("with what the source says and nothing else", async () => {
      const found = await data(
        `{ products(where: { text: "mam nem seagull" }) { totalCount nodes {
             name(lang: EN) { value lang isFallback } story { value } code setCode suggestedSetCode state addressAsIssued demonstration
             producer { name kind addressLine demonstration } province { code } commune { code name { value } } } } }`,
        anonymous,
      );
      expect(found).toEqual({
        products: {
          totalCount: 1,
          nodes: [
            {
              name: { value: "Mắm nêm Seagull", lang: "VI", isFallback: true },
              story: null,
              code: null,
              setCode: null,
              suggestedSetCode: "QD26-09",
              state: "REGISTERED",
              addressAsIssued: "phường Phan Thiết, Lâm Đồng",
              demonstration: false,
              producer: {
                name: "Công ty TNHH Seagull",
                kind: "COMPANY",
                addressLine: "phường Phan Thiết, Lâm Đồng",
                demonstration: false,
              },
              province: { code: "68" },
              commune: { code: "22945", name: { value: "Phan Thiết" } },
            },
          ],
        },
      });
    });

    it("in the Vietnamese order of names, page by page, all 103 once", async () => {
      const names: string[] = [];
      let after: string | null = null;
      for (;;) {
        const {
          products,
        }: {
          products: { nodes: { name: { value: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        } = await data(
          `query ($after: String) { products(where: { demonstration: false }, first: 40, after: $after) {
               nodes { name { value } } pageInfo { hasNextPage endCursor } } }`,
          anonymous,
          { after },
        );
        names.push(...products.nodes.map(({ name }) => name.value));
        after = products.pageInfo.endCursor;
        if (!products.pageInfo.hasNextPage) break;
      }
      expect(names).toHaveLength(103);
      const first = (letter: string) => names.findIndex((name) => name.startsWith(letter));
      expect(first("Dâu")).toBeLessThan(first("Điểm"));
      expect(first("Điểm")).toBeLessThan(first("Giò"));
    });

    it("filtered by territory, set and ids", async () => {
      const ask103 = (where: object) =>
        data<{ products: { totalCount: number } }>(
          "query ($where: ProductWhere) { products(where: $where) { totalCount } }",
          anonymous,
          { where },
        ).then(({ products }) => products.totalCount);
      const { administrativeUnitByCode: province } = await data<{ administrativeUnitByCode: { id: string } }>(
        `{ administrativeUnitByCode(listVersion: "2026-04", code: "86") { id } }`,
        anonymous,
      );
      expect(await ask103({ provinceId: province.id })).toBe(9);
      expect(await ask103({ setCode: "QD26-13" })).toBe(0);
      expect(await ask103({ setCode: "chè" })).toBe(0);
      expect(await ask103({ stars: [3, 4, 5], demonstration: false })).toBe(0);
      expect(await ask103({ state: "RECOGNISED" })).toBe(0);
      expect(await ask103({ ids: [newId(), "no id at all"] })).toBe(0);
      const many = await query("query ($where: ProductWhere) { products(where: $where) { totalCount } }", anonymous, {
        where: { ids: Array.from({ length: 101 }, newId) },
      });
      expect(codesOf(many)).toEqual(["BAD_USER_INPUT"]);
    });

    it("and refuses pages out of bounds and cursors of another list", async () => {
      for (const first of [0, 101])
        expect(codesOf(await query(`{ products(first: ${String(first)}) { nodes { id } } }`, anonymous))).toEqual([
          "BAD_USER_INPUT",
        ]);
      const { products } = await data<{ products: { pageInfo: { endCursor: string } } }>(
        "{ products(first: 1) { pageInfo { endCursor } } }",
        anonymous,
      );
      const foreign = await query(
        "query ($after: String) { products(where: { demonstration: true }, after: $after) { nodes { id } } }",
        anonymous,
        { after: products.pageInfo.endCursor },
      );
      expect(codesOf(foreign)).toEqual(["BAD_USER_INPUT"]);
    });
  });

  it("lists the 26 product sets and the rounds of a province and of the centre", async () => {
    const { productSets, rounds, centre } = await data<{
      productSets: { code: string; name: { value: string }; industryName: { value: string }; ministries: string[] }[];
      rounds: { id: string; no: number; year: number | null; requestsBefore: string | null; extra: boolean }[];
      centre: { no: number; requestsBefore: string }[];
    }>(
      `query ($id: ID!) {
         productSets { code name(lang: EN) { value } industryName { value } productGroupName { value } ministries }
         rounds(provinceId: $id) { id no year requestsBefore extra province { code } }
         centre: rounds { no requestsBefore } }`,
      anonymous,
      { id: places.province },
    );
    expect(productSets).toHaveLength(26);
    expect(productSets[10]).toMatchObject({
      code: "QD26-11",
      name: { value: "Fresh and processed tea" },
      ministries: ["mae"],
    });
    expect(rounds.map(({ year, no, requestsBefore, extra }) => [year, no, requestsBefore, extra])).toEqual([
      [2027, 1, "2027-04-30", false],
      [2027, 2, "2027-10-30", false],
      [2026, 1, "2026-04-30", false],
      [2026, 2, "2026-10-30", false],
      [null, 3, null, true],
    ]);
    expect(centre).toHaveLength(4);
  });

  it("tells people who they are and the public nothing", async () => {
    const document = "{ me { subject assignments { role scopeType regionIds unit { code } producer { id } } } }";
    expect(await data(document, anonymous)).toEqual({ me: null });
    const { me } = await data<{ me: object }>(document, { ...people.nobody, subject: "demo-commune-a" });
    expect(me).toEqual({
      subject: "demo-commune-a",
      assignments: [
        {
          role: "COMMUNE_OFFICER",
          scopeType: "COMMUNE",
          regionIds: [places.teaHill],
          unit: { code: "98001" },
          producer: null,
        },
      ],
    });
  });

  it("answers the gateway alone about the rights of others", async () => {
    const document = `{ _assignmentsOf(subject: "demo-province-a") { id role scopeType scopeId regionIds } }`;
    const { _assignmentsOf: rights } = await data<{ _assignmentsOf: object[] }>(document, people.gateway);
    expect(rights).toMatchObject([
      { role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: places.province, regionIds: [places.province] },
    ]);
    expect(codesOf(await query(document, people.auditor))).toEqual(["FORBIDDEN"]);
    expect(codesOf(await query(document, anonymous))).toEqual(["UNAUTHENTICATED"]);
  });

  it("refuses a call that the gateway did not sign", async () => {
    const forged = await ask({ ...asked, key: `${viewerKey}x` }, "{ productSets { code } }", { as: people.province });
    expect(forged.status).toBe(401);
    const other = await ask({ ...asked, audience: "commerce" }, "{ productSets { code } }", { as: people.province });
    expect(other.status).toBe(401);
  });

  describe("leads a dossier from the producer to the province", () => {
    const registration = {
      name: "Hợp tác xã Chè Đồi Chè",
      kind: "COOPERATIVE",
      communeId: places.teaHill,
      phone: "0000000000",
      ownerSubject: "demo-producer-a",
      delegateSubject: "demo-delegate-a",
    };
    let producerId: string;
    let productId: string;
    let dossierId: string;
    let owner: Viewer;

    it("registers producer and product", async () => {
      await refused("registerProducer", registration, people.neighbour, "FORBIDDEN");
      await refused("registerProducer", registration, anonymous, "UNAUTHENTICATED");
      await refused("registerProducer", { ...registration, name: " " }, people.commune, "BAD_USER_INPUT", {
        field: "name",
        max: 300,
      });
      producerId = (await done("registerProducer", registration, people.commune)).id;
      owner = ownerOf(producerId, "demo-producer-a");
      const product = { producerId, nameVi: "Chè xanh Đồi Chè", setCode: "QD26-11" };
      await refused("registerProduct", product, people.province, "FORBIDDEN");
      await refused("registerProduct", { ...product, setCode: "QD26-99" }, owner, "BAD_USER_INPUT", {
        field: "setCode",
      });
      productId = (await done("registerProduct", product, owner)).id;
      const story = { productId, expectedVersion: 1, nameEn: "Tea Hill green tea", storyVi: "Nghề chè" };
      await done("updateProduct", story, owner);
      await refused("updateProduct", story, owner, "STALE_VERSION", { currentVersion: 2 });
      await done("updateProducer", { producerId, expectedVersion: 1, representative: "Đặng Thị Làm Mẫu" }, owner);
      await refused("updateProducer", { producerId, expectedVersion: 2, name: "x" }, people.neighbour, "FORBIDDEN");
    });

    it("shows phone and representative to those who may see them", async () => {
      const document = "query ($id: ID!) { producer(id: $id) { name phone representative commune { code } } }";
      const own = await data<{ producer: object }>(document, owner, { id: producerId });
      expect(own.producer).toEqual({
        name: "Hợp tác xã Chè Đồi Chè",
        phone: "0000000000",
        representative: "Đặng Thị Làm Mẫu",
        commune: { code: "98001" },
      });
      const others = await query<{ producer: object }>(document, people.elsewhere, { id: producerId });
      expect(others.data?.producer).toMatchObject({
        name: "Hợp tác xã Chè Đồi Chè",
        phone: null,
        representative: null,
      });
      expect(others.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [["producer", "phone"], "FORBIDDEN"],
        [["producer", "representative"], "FORBIDDEN"],
      ]);
    });

    it("opens, saves and submits it", async () => {
      const opening = { productId, registrationType: "FIRST", roundId: places.round };
      await refused("openDossier", { ...opening, roundId: newId() }, owner, "BAD_USER_INPUT", { field: "roundId" });
      await refused("openDossier", opening, people.neighbour, "FORBIDDEN");
      await refused("openDossier", { ...opening, productId: newId() }, owner, "NOT_FOUND");
      dossierId = (await done("openDossier", opening, owner)).id;
      await refused("openDossier", opening, owner, "DOSSIER_OPEN", { dossierId });
      const { dossier } = await data<{ dossier: { completeness: { part: string; key: string | null }[] } }>(
        "query ($id: ID!) { dossier(id: $id) { completeness { part key } } }",
        owner,
        { id: dossierId },
      );
      expect(dossier.completeness).toContainEqual({ part: "FORM_01", key: "sampleCount" });
      expect(dossier.completeness).toContainEqual({ part: "SELF_ASSESSMENT", key: "1.2" });
      expect(dossier.completeness).toContainEqual({ part: "EVIDENCE", key: null });

      const missing = dossier.completeness.map(({ part, key }) => (key === null ? part : `${part}.${key}`));
      await refused("submitDossier", { dossierId, expectedVersion: 1 }, owner, "DOSSIER_INCOMPLETE", { missing });
      const save = {
        dossierId,
        expectedVersion: 1,
        fields: complete.fields.map(({ form, key, value }) => ({
          form,
          key,
          ...(typeof value === "boolean"
            ? { flag: value }
            : typeof value === "number"
              ? { number: value }
              : { text: value }),
        })),
        answers: complete.answers.map(({ criterion, option }) => ({ criterion, option })),
        evidence: complete.evidence,
      };
      const wrong = [{ criterion: "1.1", option: "half" }];
      await refused("saveDossier", { ...save, answers: wrong }, owner, "ANSWER_INVALID", {
        criterion: "1.1",
        option: "half",
      });
      await refused(
        "saveDossier",
        { ...save, fields: [{ form: "FORM_01", key: "colour", text: "đỏ" }] },
        owner,
        "BAD_USER_INPUT",
        {
          field: "FORM_01.colour",
        },
      );
      await refused("saveDossier", { ...save, expectedVersion: 9 }, owner, "STALE_VERSION", { currentVersion: 1 });
      await refused("saveDossier", save, people.elsewhere, "FORBIDDEN");
      await refused("saveDossier", save, ownerOf(newId()), "NOT_FOUND");
      await done("saveDossier", save, owner);
      await done("submitDossier", { dossierId, expectedVersion: 2 }, owner);
      await refused("saveDossier", { ...save, expectedVersion: 3 }, owner, "WRONG_STATE", { state: "SUBMITTED" });
    });

    it("goes back once, with a reason, and comes again as a second snapshot", async () => {
      const reasons = [{ place: "FORM_01.phone", reason: "sai số" }];
      await refused("returnDossier", { dossierId, expectedVersion: 3, reasons }, people.province, "FORBIDDEN");
      await refused("returnDossier", { dossierId, expectedVersion: 3, reasons }, owner, "FORBIDDEN");
      await done("returnDossier", { dossierId, expectedVersion: 3, reasons }, people.commune);
      await done("submitDossier", { dossierId, expectedVersion: 4 }, owner);
    });

    it("is reported by the commune, which gives the product its code", async () => {
      const report = { dossierId, expectedVersion: 5, ...findings };
      await refused("completeCommuneReport", { ...report, sampleCount: 2 }, people.commune, "SAMPLES_MISSING", {
        needed: 5,
        got: 2,
      });
      await refused("completeCommuneReport", report, people.neighbour, "NOT_FOUND");
      await refused("acceptDossier", { dossierId, expectedVersion: 5 }, people.province, "WRONG_STATE", {
        state: "SUBMITTED",
      });
      await done("completeCommuneReport", report, people.commune);
      const { productByCode } = await data<{ productByCode: object }>(
        `{ productByCode(code: "98-98001-1-2026") { id state name(lang: EN) { value } } }`,
        anonymous,
      );
      expect(productByCode).toEqual({ id: productId, state: "REGISTERED", name: { value: "Tea Hill green tea" } });
    });

    it("is accepted by the province, and its product is a candidate", async () => {
      await refused("acceptDossier", { dossierId, expectedVersion: 6 }, people.elsewhere, "NOT_FOUND");
      await refused("acceptDossier", { dossierId, expectedVersion: 6 }, people.commune, "FORBIDDEN");
      await done("acceptDossier", { dossierId, expectedVersion: 6 }, people.province);
      const { dossier } = await data<{ dossier: object }>(
        `query ($id: ID!) { dossier(id: $id) {
           state setCode regime criteriaSetVersion registrationType productCode slipNo snapshotNumber claimedPoints version
           product { state } producer { name } province { code } commune { code } round { no }
           form01 { key text number flag } answers { criterion option } evidence { kind title criteria }
           communeReport { localMaterial request sampleCount } returned { by } snapshots { number sha256 }
           coach { claimed { points stars } supported { points stars } next { stars missingPoints missedMinimums { criterion } } } } }`,
        people.auditor,
        { id: dossierId },
      );
      expect(dossier).toMatchObject({
        state: "ACCEPTED",
        setCode: "QD26-11",
        regime: "qd26-2026",
        criteriaSetVersion: 1,
        registrationType: "FIRST",
        productCode: "98-98001-1-2026",
        slipNo: "1/PĐK-98-98001-2026",
        snapshotNumber: 2,
        claimedPoints: 3,
        coach: {
          claimed: { points: 3, stars: 1 },
          supported: { points: 3, stars: 1 },
          next: { stars: 3, missingPoints: 47, missedMinimums: [] },
        },
        version: 7,
        product: { state: "CANDIDATE" },
        round: { no: 3 },
        answers: [
          { criterion: "1.1", option: "all-local" },
          { criterion: "1.2", option: null },
        ],
        communeReport: { request: findings.request, sampleCount: 5 },
        returned: null,
        snapshots: [{ number: 1 }, { number: 2 }],
      });
      expect(dossier).toMatchObject({
        form01: expect.arrayContaining([
          { key: "productName", text: "Chè xanh Đồi Chè", number: null, flag: null },
          { key: "sampleCount", text: null, number: 5, flag: null },
          { key: "commitment", text: null, number: null, flag: true },
        ]) as unknown,
      });
    });

    it("is seen within its scope on every path, and outside it nowhere", async () => {
      const list = `query ($round: ID) { dossiers(where: { state: ACCEPTED, roundId: $round }) { totalCount nodes { id } } }`;
      for (const viewer of [owner, people.commune, people.province, people.auditor, people.central])
        expect(await data(list, viewer, { round: places.round })).toEqual({
          dossiers: { totalCount: 1, nodes: [{ id: dossierId }] },
        });
      for (const viewer of [people.neighbour, people.elsewhere, ownerOf(newId())]) {
        expect(await data(list, viewer, { round: places.round })).toEqual({ dossiers: { totalCount: 0, nodes: [] } });
        const direct = await query("query ($id: ID!) { dossier(id: $id) { id } }", viewer, { id: dossierId });
        expect([direct.data, codesOf(direct)]).toEqual([{ dossier: null }, ["NOT_FOUND"]]);
      }
      for (const [viewer, code] of [
        [people.nobody, "FORBIDDEN"],
        [people.operator, "FORBIDDEN"],
        [anonymous, "UNAUTHENTICATED"],
      ] as const) {
        expect(codesOf(await query(list, viewer))).toEqual([code]);
        const entity = await query<{ _entities: unknown[] }>(
          `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Dossier { id state } } }`,
          viewer,
          { of: [{ __typename: "Dossier", id: dossierId }] },
        );
        expect(entity.data?._entities).toEqual([null]);
      }
    });

    it("makes the product recognised when its certificate is issued, found by its stars", async () => {
      await deliver(
        inboxOf(registry.dataSource, registry.clock),
        deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(productId)),
      );
      const stars = (of: number[]) =>
        data<{ products: { nodes: object[] } }>(
          "query ($of: [Int!]) { products(where: { stars: $of, state: RECOGNISED }) { nodes { id state } } }",
          anonymous,
          { of },
        );
      expect((await stars([4])).products.nodes).toEqual([{ id: productId, state: "RECOGNISED" }]);
      expect((await stars([3, 5])).products.nodes).toEqual([]);
      await refused(
        "openDossier",
        { productId, registrationType: "FIRST", roundId: places.round },
        owner,
        "REGISTRATION_TYPE_UNFIT",
        { registrationType: "FIRST" },
      );
    });

    it("is answered by reference for every entity", async () => {
      const { _entities: entities } = await data<{ _entities: unknown[] }>(
        `query ($of: [_Any!]!) { _entities(representations: $of) {
           ... on Product { code } ... on Producer { name } ... on AdministrativeUnit { unitCode: code } ... on Dossier { state } ... on Round { no } } }`,
        people.province,
        {
          of: [
            { __typename: "Product", id: productId },
            { __typename: "Producer", id: producerId },
            { __typename: "AdministrativeUnit", id: places.teaHill },
            { __typename: "Dossier", id: dossierId },
            { __typename: "Round", id: places.round },
            { __typename: "Product", id: newId() },
            { __typename: "Product", id: "no id" },
          ],
        },
      );
      expect(entities).toEqual([
        { code: "98-98001-1-2026" },
        { name: "Hợp tác xã Chè Đồi Chè" },
        { unitCode: "98001" },
        { state: "ACCEPTED" },
        { no: 3 },
        null,
        null,
      ]);
    });
  });

  it("refuses unknown fields, missing ids and unknown input fields before any resolver", async () => {
    for (const document of ["{ products { nodes { shoeSize } } }", "{ product { id } }"])
      expect(codesOf(await query(document, anonymous))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    const unknown = await mutate(
      "acceptDossier",
      { dossierId: newId(), expectedVersion: 1, colour: "red" },
      people.province,
    );
    expect(codesOf(unknown)).toEqual(["BAD_USER_INPUT"]);
    await refused("acceptDossier", { dossierId: teaSet.id, expectedVersion: 1 }, people.province, "NOT_FOUND");
  });
});
