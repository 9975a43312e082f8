import { anonymous, type Viewer } from "@ocop/contracts";
import {
  auditSchemaOf,
  checkChain,
  createCipher,
  createLog,
  fieldKeys as keysOfRows,
  fieldPlace,
  sealEntries,
  sha256,
  storedLinks,
  toBinary,
} from "@ocop/service-kit";
import {
  ask,
  auditEntries,
  eventually,
  testDirectory,
  testRedis,
  type Answer,
  type Asked,
} from "@ocop/service-kit/testing";
import { setTimeout as pause } from "node:timers/promises";
import { queriesOn } from "../src/data/queries";
import { repositoriesOn } from "../src/data/repositories";
import type { Dossier } from "../src/domain/dossier";
import { start } from "../src/main";
import { erasePersonalData } from "../src/use-cases/erase-personal-data";
import { openDossier } from "../src/use-cases/open-dossier";
import { findTexts, keysOf, tablesOf } from "./canaries";
import { cipher, complete, fieldKeys, openRegistry, ownerOf, people, places, type Registry } from "./support";

const viewerKey = "0123456789-registry-viewer-key-0123456789";

/** Values that stand nowhere else. */
const canary = {
  phone: "0987612340",
  nationalId: "087199912340",
  bankAccount: "9704361298761",
  formPhone: "0977345126",
  email: "chim.yen@thu-lua.example",
  legalRepresentative: "Hoàng Chim Yến",
  sex: "giới tính thử lửa",
  ethnicity: "dân tộc thử lửa",
  residence: "số 7 ngõ Thử Lửa",
} as const;
const canaries = Object.values(canary);

const producerName = "Hợp tác xã Chè Thử Lửa";
const reason = "đối chiếu số điện thoại khi phát giấy";

describe("the personal data of a producer's people", () => {
  let registry: Registry;
  let server: Awaited<ReturnType<typeof start>> | undefined;
  let asked: Asked;
  let redisUrl: string;
  const logLines: string[] = [];
  const ids = { producer: "", other: "", dossier: "", product: "" };
  let owner: Viewer;

  const query = <Data>(document: string, as: Viewer, variables: Record<string, unknown> = {}): Promise<Answer<Data>> =>
    ask<Data>(asked, document, { as, variables });
  const mutate = <Row>(name: string, input: object, as: Viewer, selection = "{ id version }") =>
    query<Record<string, Row | null>>(
      `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) ${selection} }`,
      as,
      { input },
    );
  const done = async <Row = { readonly id: string; readonly version: number }>(
    name: string,
    input: object,
    as: Viewer,
    selection?: string,
  ): Promise<Row> => {
    const { data, errors } = await mutate<Row>(name, input, as, selection);
    expect(errors).toEqual([]);
    const row = data?.[name];
    if (!row) throw new Error(`${name} answered nothing`);
    return row;
  };
  const codesOf = ({ errors }: Answer<unknown>): readonly string[] => errors.map(({ extensions }) => extensions.code);
  /** Everything that a mutation here could change, but the leases that the relay takes meanwhile. */
  const kept = async (): Promise<string> => {
    const changing = new Set(["outbox_delivery", "audit_pending", "audit.audit_entry", "audit.audit_seal"]);
    const tables = (await tablesOf(registry.dataSource)).filter(({ name }) => !changing.has(name));
    return sha256(JSON.stringify(tables));
  };
  const refused = async (name: string, input: object, as: Viewer, code: string, selection?: string): Promise<void> => {
    const before = await kept();
    const answer = await mutate(name, input, as, selection);
    expect(codesOf(answer)).toEqual([code]);
    expect(answer.data?.[name] ?? null).toBeNull();
    expect(await kept()).toBe(before);
  };
  const entries = () => auditEntries(registry.dataSource);
  const reveals = async () => (await entries()).filter(({ outcome }) => outcome.startsWith("REVEALED"));
  const seen = "{ value field producerId }";

  beforeAll(async () => {
    registry = await openRegistry();
    redisUrl = await testRedis();
    const destination = { write: (line: string) => logLines.push(line) };
    server = await start(
      {
        mode: "development",
        host: "127.0.0.1",
        clockOffsetSeconds: 0,
        leaseSeconds: 1,
        roles: ["graph", "relay"],
        databaseUrl: registry.url,
        port: 0,
        redisUrl,
        viewerKeys: [viewerKey],
        cursorKeys: ["0123456789-registry-cursor-key-0123456789"],
        fieldKeys,
        auditKeys: ["0123456789-registry-audit-key-0123456789"],
        dataDir: testDirectory(),
      },
      createLog("registry", { level: "trace", destination }),
    );
    asked = { url: server.url, audience: "registry", key: viewerKey };

    const registration = {
      name: producerName,
      kind: "COOPERATIVE",
      communeId: places.teaHill,
      representative: "Đặng Thị Làm Mẫu",
      phone: "+84 987.612.340",
      nationalId: "087 199 912 340",
      bankAccount: canary.bankAccount,
      idempotencyKey: "register-canary",
    };
    ids.producer = (await done("registerProducer", registration, people.commune)).id;
    const plain = { name: "Hợp tác xã Khác", kind: "COOPERATIVE", communeId: places.teaHill, phone: "0911111111" };
    ids.other = (await done("registerProducer", plain, people.commune)).id;
    owner = ownerOf(ids.producer);
    const product = { producerId: ids.producer, nameVi: "Chè Thử Lửa", setCode: "QD26-11" };
    ids.product = (await done("registerProduct", product, owner)).id;

    const opening = { productId: ids.product, registrationType: "FIRST", roundId: places.round };
    ids.dossier = (await done("openDossier", opening, owner)).id;
    const texts = {
      "FORM_01.legalRepresentative": canary.legalRepresentative,
      "FORM_01.phone": canary.formPhone,
      "FORM_01.email": canary.email,
      "FORM_02.phone": canary.formPhone,
      "FORM_02.email": canary.email,
      "FORM_02.representativeName": canary.legalRepresentative,
      "FORM_02.representativeSex": canary.sex,
      "FORM_02.representativeEthnicity": canary.ethnicity,
      "FORM_02.representativeResidence": canary.residence,
    };
    const personal = Object.entries(texts).map(([place, text]) => {
      const [form, key] = place.split(".");
      return { form, key, text };
    });
    const others = complete.fields
      .filter(({ form, key }) => !(`${form}.${key}` in texts))
      .map(({ form, key, value }) => ({
        form,
        key,
        ...(typeof value === "boolean"
          ? { flag: value }
          : typeof value === "number"
            ? { number: value }
            : { text: value }),
      }));
    await done(
      "saveDossier",
      {
        dossierId: ids.dossier,
        expectedVersion: 1,
        fields: [...personal, ...others],
        answers: complete.answers.map(({ criterion, option }) => ({ criterion, option })),
        evidence: complete.evidence,
        idempotencyKey: "save-canary",
      },
      owner,
    );
    await done("submitDossier", { dossierId: ids.dossier, expectedVersion: 2, idempotencyKey: "submit-canary" }, owner);
  });
  afterAll(async () => {
    await server?.stop();
    await registry.drop();
  });

  describe("lie nowhere in plain text", () => {
    it("in no table, in no event, in no entry of the audit log", async () => {
      const tables = await tablesOf(registry.dataSource);
      expect(tables.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["producer_personal", "field_key", "dossier", "outbox_event", "audit.audit_entry"]),
      );
      expect(findTexts(tables, canaries)).toEqual([]);
      // The search is not blind: it finds the public name.
      expect(findTexts(tables, [producerName])).toEqual(
        expect.arrayContaining([`producer: ${producerName}`, `outbox_event: ${producerName}`]),
      );
    });

    it("in no key of Redis, though the events went through it", async () => {
      await eventually(
        "the producer's event is in Redis",
        10,
        async () => findTexts(await keysOf(redisUrl), [producerName]).length > 0,
      );
      expect(findTexts(await keysOf(redisUrl), canaries)).toEqual([]);
    });

    it("in no line of the log, not even when the database refuses what holds them", async () => {
      await registry.dataSource.query("RENAME TABLE producer_personal TO producer_elsewhere");
      const broken = { name: "x", kind: "COOPERATIVE", communeId: places.teaHill, representative: canary.residence };
      const answer = await mutate("registerProducer", { ...broken, phone: canary.phone }, people.commune);
      await registry.dataSource.query("RENAME TABLE producer_elsewhere TO producer_personal");
      expect(codesOf(answer)).toEqual(["INTERNAL_SERVER_ERROR"]);

      await registry.dataSource.query("ALTER TABLE producer RENAME COLUMN representative TO moved");
      const other = await mutate("registerProducer", { ...broken, phone: canary.phone }, people.commune);
      await registry.dataSource.query("ALTER TABLE producer RENAME COLUMN moved TO representative");
      expect(codesOf(other)).toEqual(["INTERNAL_SERVER_ERROR"]);

      expect(findTexts([{ name: "log", content: logLines }], ["INSERT", "producer_personal"])).not.toEqual([]);
      expect(findTexts([{ name: "log", content: logLines }], canaries)).toEqual([]);
    });
  });

  it("are kept sealed each in its own place: moved to another producer they do not open", async () => {
    const { manager } = registry.dataSource;
    const personal = repositoriesOn(manager, cipher).personal;
    expect(await personal.of(ids.other)).toEqual({ phone: "0911111111", nationalId: null, bankAccount: null });
    const swap = (from: string, to: string, column: string) =>
      manager.query(
        `UPDATE producer_personal a JOIN producer_personal b ON b.producer_id = ? SET a.${column} = b.phone WHERE a.producer_id = ?`,
        [toBinary(from), toBinary(to)],
      );
    await swap(ids.producer, ids.other, "national_id");
    await expect(personal.of(ids.other)).rejects.toThrow(/is not at hand/);
    await swap(ids.other, ids.other, "national_id");
    await expect(personal.of(ids.other)).rejects.toThrow();
    await manager.query("UPDATE producer_personal SET national_id = NULL WHERE producer_id = ?", [toBinary(ids.other)]);
    expect((await personal.of(ids.other)).phone).toBe("0911111111");
  });

  it("open with the secret that replaces the first, as long as the first is at hand", async () => {
    const next = "another-registry-field-key-0123456789-0123";
    const rotated = queriesOn(registry.dataSource.manager, createCipher([next, ...fieldKeys]));
    const facts = { phone: canary.phone, nationalId: canary.nationalId, bankAccount: canary.bankAccount };
    expect(await rotated.personalFacts([ids.producer])).toEqual(new Map([[ids.producer, facts]]));
    const alone = queriesOn(registry.dataSource.manager, createCipher([next]));
    await expect(alone.personalFacts([ids.producer])).rejects.toThrow(/is not at hand/);
  });

  describe("are shown by role", () => {
    const selection = "{ phone nationalIdMasked bankAccountMasked representative personalDataErasedAt }";
    const fields = [
      "phone",
      "nationalIdMasked",
      "bankAccountMasked",
      "representative",
      "personalDataErasedAt",
    ] as const;
    const name = "Đặng Thị Làm Mẫu";
    const [nationalId, bankAccount] = ["•••••••••340", "•••••••••8761"];
    const no = "FORBIDDEN";
    const nothing = [no, no, no, no, no];

    it.each([
      ["the public", () => anonymous, nothing],
      ["a signed-in stranger", () => people.nobody, nothing],
      ["an operator", () => people.operator, nothing],
      ["its owner", () => owner, [canary.phone, nationalId, bankAccount, name, null]],
      ["another producer's owner", () => ownerOf(ids.other), nothing],
      ["its commune", () => people.commune, [canary.phone, no, no, name, null]],
      ["another commune", () => people.neighbour, nothing],
      ["its province", () => people.province, [canary.phone, nationalId, bankAccount, name, null]],
      ["another province", () => people.elsewhere, nothing],
      ["the centre", () => people.central, ["09•• ••• •40", no, no, no, no]],
      ["an auditor", () => people.auditor, [canary.phone, nationalId, bankAccount, name, null]],
    ] as const)("to %s, the same by the root and by reference", async (_, viewer, expected) => {
      const verdicts = (answer: Answer<unknown>, row: Readonly<Record<string, unknown>> | null | undefined) =>
        fields.map((field) => {
          const error = answer.errors.find(({ path }) => path?.at(-1) === field);
          if (error) expect(row?.[field]).toBeNull();
          return error ? error.extensions.code : row?.[field];
        });
      const root = await query<{ producer: Record<string, unknown> }>(
        `query ($id: ID!) { producer(id: $id) ${selection} }`,
        viewer(),
        { id: ids.producer },
      );
      expect(verdicts(root, root.data?.producer)).toEqual(expected);
      const reference = await query<{ _entities: Record<string, unknown>[] }>(
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Producer ${selection} } }`,
        viewer(),
        { of: [{ __typename: "Producer", id: ids.producer }] },
      );
      expect(verdicts(reference, reference.data?._entities[0])).toEqual(expected);
    });

    it("to none who may not read the dossier, and whole in its forms to those who may", async () => {
      const document = "query ($id: ID!) { dossier(id: $id) { form01 { key text } form02 { key text } } }";
      for (const viewer of [owner, people.commune, people.province, people.auditor]) {
        const { data, errors } = await query<{
          dossier: Record<"form01" | "form02", { key: string; text: string | null }[]>;
        }>(document, viewer, { id: ids.dossier });
        expect(errors).toEqual([]);
        const filled = [...(data?.dossier.form01 ?? []), ...(data?.dossier.form02 ?? [])];
        const texts = filled.map(({ text }) => text);
        expect(texts).toEqual(expect.arrayContaining([canary.formPhone, canary.email, canary.legalRepresentative]));
        expect(texts).toEqual(expect.arrayContaining([canary.sex, canary.ethnicity, canary.residence]));
      }
      for (const viewer of [people.nobody, people.neighbour, people.elsewhere, ownerOf(ids.other)]) {
        const { data } = await query<{ dossier: object | null }>(document, viewer, { id: ids.dossier });
        expect(data?.dossier ?? null).toBeNull();
      }
      const { data } = await query<{ dossier: object | null }>(document, people.central, { id: ids.dossier });
      expect(data?.dossier).toEqual({ form01: null, form02: null });
    });
  });

  describe("are revealed in full", () => {
    it.each([
      ["the phone to its province", () => people.province, "PHONE", canary.phone],
      ["the phone to the centre", () => people.central, "PHONE", canary.phone],
      ["the identification number to its province", () => people.province, "NATIONAL_ID", canary.nationalId],
      ["the account number to an auditor", () => people.auditor, "BANK_ACCOUNT", canary.bankAccount],
    ] as const)("%s, with an entry in the audit log", async (_, viewer, field, value) => {
      const before = await reveals();
      const input = { producerId: ids.producer, field, reason };
      expect(await done("revealPersonalData", input, viewer(), seen)).toEqual({
        value,
        field,
        producerId: ids.producer,
      });
      const [entry, ...more] = (await reveals()).slice(before.length);
      expect(more).toEqual([]);
      expect(entry).toMatchObject({
        actor: viewer().subject,
        operation: "revealPersonalData",
        objectType: "producer",
        objectId: ids.producer,
        objectVersion: 1,
        outcome: `REVEALED:${field}`,
        reason,
      });
    });

    it.each([
      ["the public", () => anonymous, "PHONE", "UNAUTHENTICATED"],
      ["a stranger", () => people.nobody, "PHONE", "FORBIDDEN"],
      ["the owner, who sees the phone anyway", () => owner, "NATIONAL_ID", "FORBIDDEN"],
      ["the commune", () => people.commune, "PHONE", "FORBIDDEN"],
      ["another province", () => people.elsewhere, "NATIONAL_ID", "FORBIDDEN"],
      ["the centre, for the identification number", () => people.central, "NATIONAL_ID", "FORBIDDEN"],
      ["the centre, for the account number", () => people.central, "BANK_ACCOUNT", "FORBIDDEN"],
      ["an operator", () => people.operator, "PHONE", "FORBIDDEN"],
      [
        "rights lent under break-glass",
        () => ({ ...people.province, subject: "operator", actedAs: "province-a" }),
        "PHONE",
        "FORBIDDEN",
      ],
    ] as const)("never to %s", async (_, viewer, field, code) => {
      const before = await reveals();
      await refused("revealPersonalData", { producerId: ids.producer, field, reason }, viewer(), code, seen);
      expect(await reveals()).toEqual(before);
    });

    it("never without a reason of 10 to 300 characters, nor of a producer that is none", async () => {
      const before = await reveals();
      const input = { producerId: ids.producer, field: "PHONE", reason: "gấp" };
      await refused("revealPersonalData", input, people.province, "BAD_USER_INPUT", seen);
      await refused(
        "revealPersonalData",
        { ...input, reason: "a".repeat(301) },
        people.province,
        "BAD_USER_INPUT",
        seen,
      );
      await refused(
        "revealPersonalData",
        { ...input, producerId: ids.dossier, reason },
        people.province,
        "NOT_FOUND",
        seen,
      );
      expect(await reveals()).toEqual(before);
    });

    it("never without its entry", async () => {
      const entry = `${auditSchemaOf(registry.dataSource)}.audit_entry`;
      await registry.dataSource.query(`RENAME TABLE ${entry} TO ${entry}_away`);
      const input = { producerId: ids.producer, field: "PHONE", reason };
      const answer = await mutate("revealPersonalData", input, people.province, seen);
      await registry.dataSource.query(`RENAME TABLE ${entry}_away TO ${entry}`);
      expect(codesOf(answer)).toEqual(["INTERNAL_SERVER_ERROR"]);
      expect(JSON.stringify(answer)).not.toContain(canary.phone);
    });

    it("and kept for no repeated request: the input knows no idempotency key", async () => {
      const input = { producerId: ids.producer, field: "PHONE", reason };
      const answers = () => registry.dataSource.query<object[]>("SELECT scope FROM idempotency");
      const before = await answers();
      await done("revealPersonalData", input, people.province, seen);
      const keyed = await mutate("revealPersonalData", { ...input, idempotencyKey: "again" }, people.province, seen);
      expect(codesOf(keyed)).toEqual(["BAD_USER_INPUT"]);
      expect(await answers()).toEqual(before);
    });
  });

  describe("are erased for good", () => {
    const erasure = {
      legalBasis: "Luật 91/2025/QH15, yêu cầu của chủ thể dữ liệu",
      reason: "người đại diện đã yêu cầu",
    };

    it.each([
      ["its owner", () => owner, "FORBIDDEN"],
      ["its commune", () => people.commune, "FORBIDDEN"],
      ["another province", () => people.elsewhere, "FORBIDDEN"],
      ["the centre", () => people.central, "FORBIDDEN"],
      ["an auditor", () => people.auditor, "FORBIDDEN"],
      ["the public", () => anonymous, "UNAUTHENTICATED"],
    ] as const)("never by %s", async (_, viewer, code) => {
      await refused("erasePersonalData", { producerId: ids.producer, ...erasure }, viewer(), code);
    });

    it("never without a legal basis and a reason", async () => {
      const input = { producerId: ids.producer, ...erasure };
      await refused("erasePersonalData", { ...input, legalBasis: " " }, people.province, "BAD_USER_INPUT");
      await refused("erasePersonalData", { ...input, reason: "xóa" }, people.province, "BAD_USER_INPUT");
    });

    it("by its province: nothing opens any more, hashes and public facts stay", async () => {
      const { manager } = registry.dataSource;
      const read = repositoriesOn(manager, cipher);
      const [stored] = await manager.query<{ phone: Buffer }[]>(
        "SELECT phone FROM producer_personal WHERE producer_id = ?",
        [toBinary(ids.producer)],
      );
      const [snapshot] = await read.snapshots.ofDossier(ids.dossier);
      expect(snapshot?.content).toContain(canary.legalRepresentative);
      expect(sha256(snapshot?.content ?? "")).toBe(snapshot?.sha256);
      await sealEntries(registry.dataSource);
      const before = await entries();

      const saved = await done<object>(
        "erasePersonalData",
        { producerId: ids.producer, ...erasure },
        people.province,
        "{ version name phone nationalIdMasked bankAccountMasked representative personalDataErasedAt }",
      );
      expect(saved).toEqual({
        version: 2,
        name: producerName,
        phone: null,
        nationalIdMasked: null,
        bankAccountMasked: null,
        representative: null,
        personalDataErasedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      });

      const keys = await manager.query<object[]>(
        "SELECT sealed_key, destroyed_at IS NOT NULL AS gone FROM field_key WHERE row_id IN (?)",
        [[toBinary(ids.producer), toBinary(ids.dossier)]],
      );
      expect(keys).toEqual([
        { sealed_key: null, gone: 1 },
        { sealed_key: null, gone: 1 },
      ]);
      const open = await keysOfRows(manager, cipher).opener([ids.producer]);
      const place = fieldPlace("producer_personal", ids.producer, "phone");
      expect(open(ids.producer, stored?.phone ?? Buffer.alloc(0), place)).toBeNull();
      expect(await read.snapshots.ofDossier(ids.dossier)).toEqual([{ ...snapshot, content: null }]);

      const { data, errors } = await query<{
        dossier: { state: string; snapshotSha256: string; form01: { key: string }[]; form02: { key: string }[] };
      }>(
        "query ($id: ID!) { dossier(id: $id) { state snapshotSha256 form01 { key } form02 { key } } }",
        people.auditor,
        { id: ids.dossier },
      );
      expect(errors).toEqual([]);
      expect(data?.dossier).toMatchObject({ state: "SUBMITTED", snapshotSha256: snapshot?.sha256 });
      const kept = [...(data?.dossier.form01 ?? []), ...(data?.dossier.form02 ?? [])].map(({ key }) => key);
      expect(kept).toEqual(expect.arrayContaining(["contactAddress", "sampleCount", "markets"]));
      expect(kept).not.toEqual(expect.arrayContaining(["phone"]));
      expect(kept.filter((key) => /^(phone|email|legalRep|representative)/.test(key))).toEqual([]);

      const after = await entries();
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.find(({ outcome }) => outcome === "ERASED")).toMatchObject({
        actor: "province-a",
        operation: "erasePersonalData",
        objectType: "producer",
        objectId: ids.producer,
        objectVersion: 2,
        reason: erasure.reason,
        legalBasis: erasure.legalBasis,
      });
    });

    it("so that a reveal finds nothing, and no number is written in its place", async () => {
      const input = { producerId: ids.producer, field: "PHONE", reason };
      expect(await done("revealPersonalData", input, people.auditor, "{ value }")).toEqual({ value: null });
      await refused(
        "updateProducer",
        { producerId: ids.producer, expectedVersion: 2, phone: canary.phone },
        people.province,
        "PERSONAL_DATA_ERASED",
      );
      await done(
        "updateProducer",
        { producerId: ids.producer, expectedVersion: 2, addressLine: "thôn 2" },
        people.province,
      );
    });

    it("while the dossier goes its way, which writes no personal value again", async () => {
      const reasons = [{ place: "EVIDENCE", reason: "mờ" }];
      const back = await done("returnDossier", { dossierId: ids.dossier, expectedVersion: 3, reasons }, people.commune);
      const fields = [{ form: "FORM_01", key: "phone", text: canary.formPhone }];
      const save = { dossierId: ids.dossier, expectedVersion: back.version, fields };
      await refused("saveDossier", save, owner, "PERSONAL_DATA_ERASED");
      const submit = { dossierId: ids.dossier, expectedVersion: back.version };
      await refused("submitDossier", submit, owner, "DOSSIER_INCOMPLETE");
    });

    it("so that a dossier opened at the same moment takes nothing over", async () => {
      const given = {
        name: "Hợp tác xã Sau Cùng",
        kind: "COOPERATIVE",
        communeId: places.teaHill,
        phone: "0922222222",
      };
      const producerId = (await done("registerProducer", given, people.commune)).id;
      const product = { producerId, nameVi: "Chè Sau Cùng", setCode: "QD26-11" };
      const productId = (await done("registerProduct", product, people.commune)).id;
      let opening: Promise<Dossier> | undefined;
      await registry.act(people.province, async (deps) => {
        await erasePersonalData(deps, { producerId, ...erasure });
        opening ??= registry.act(people.commune, (own) =>
          openDossier(own, { productId, registrationType: "FIRST", roundId: places.round }),
        );
        await pause(300);
      });
      const opened = await opening;
      expect(Object.keys(opened?.form01 ?? {})).toContain("productName");
      expect(Object.keys(opened?.form01 ?? {})).not.toContain("phone");
    });

    it("leaving the other producer and the chain of the audit log whole", async () => {
      const others = await query<{ producer: object }>(
        "query ($id: ID!) { producer(id: $id) { phone personalDataErasedAt } }",
        people.commune,
        { id: ids.other },
      );
      expect(others.data?.producer).toEqual({ phone: "0911111111", personalDataErasedAt: null });
      await sealEntries(registry.dataSource);
      expect((await checkChain(storedLinks(registry.dataSource), [])).findings).toEqual([]);
      expect(findTexts(await tablesOf(registry.dataSource), canaries)).toEqual([]);
    });
  });
});
