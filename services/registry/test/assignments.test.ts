import { anonymous, type Viewer } from "@ocop/contracts";
import { newId, store } from "@ocop/service-kit";
import { auditEntries, viewerOf } from "@ocop/service-kit/testing";
import type { Logger } from "typeorm";
import { administrativeLineageTable, administrativeUnitTable } from "../src/data/administrative-unit.table";
import { assignmentTable } from "../src/data/assignment.table";
import { repositoriesOn } from "../src/data/repositories";
import { grant, type Assignment, type Grant } from "../src/domain/assignment";
import { noPersonalFacts } from "../src/domain/personal-data";
import { searchKeys } from "../src/domain/unit-search";
import { grantAssignment } from "../src/use-cases/grant-assignment";
import { registerProducer } from "../src/use-cases/register-producer";
import { graphOf } from "./asking";
import { eventsIn, everything, openRegistry, ownerOf, people, places, type Registry } from "./support";

const statements: string[] = [];
const logger: Logger = {
  logQuery: (sql) => {
    statements.push(sql);
  },
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

type Row = { readonly id: string; readonly version: number; readonly state: string };
type Page = {
  readonly assignments: {
    readonly nodes: readonly { readonly subject: string; readonly role: string }[];
    readonly totalCount: number;
  };
};

describe("rights of people", () => {
  let registry: Registry;
  let graph: ReturnType<typeof graphOf>;
  let producerId = "";
  beforeAll(async () => {
    registry = await openRegistry(logger);
    graph = graphOf(registry);
    const entered = await registry.act(people.commune, (deps) =>
      registerProducer(deps, {
        ...{ name: "Hợp tác xã Chè Đồi Chè", kind: "COOPERATIVE", addressLine: null, representative: null },
        ...{ communeId: places.teaHill, ownerSubject: "owner", delegateSubject: null, ...noPersonalFacts },
      }),
    );
    producerId = entered.id;
  });
  afterAll(() => registry.drop());

  const commune = (subject: string, unit = places.cloudStream) => ({
    subject,
    role: "COMMUNE_OFFICER",
    scopeType: "COMMUNE",
    scopeId: unit,
    validFrom: "2026-11-21",
    legalBasis: "Quyết định 7/QĐ-UBND",
  });
  const delegate = (subject: string) => ({
    ...commune(subject, producerId),
    role: "PRODUCER_DELEGATE",
    scopeType: "PRODUCER",
  });
  const central = (subject: string, role: string, change: object = {}) => ({
    ...commune(subject),
    role,
    scopeType: "NATIONAL",
    scopeId: null,
    ...change,
  });
  const row = async (id: string): Promise<Assignment> => {
    const found = await repositoriesOn(registry.dataSource.manager).assignments.find(id);
    if (found === null) throw new Error("no such row");
    return found;
  };
  const told = async (id: string) => {
    const rows = await registry.dataSource.query<{ type: string; agg_ver: number; payload: string }[]>(
      "SELECT type, agg_ver, payload FROM outbox_event WHERE HEX(agg_id) = ? ORDER BY agg_ver",
      [id.replaceAll("-", "").toUpperCase()],
    );
    return rows.map(({ type, agg_ver, payload }) => [type, agg_ver, JSON.parse(payload) as unknown]);
  };
  const liveOf = async (subject: string): Promise<readonly string[]> => {
    const document = "query ($subject: String!) { _assignmentsOf(subject: $subject) { role regionIds } }";
    const { _assignmentsOf: held } = await graph.data<{ _assignmentsOf: { role: string; regionIds: string[] }[] }>(
      document,
      people.gateway,
      { subject },
    );
    return held.map(({ role, regionIds }) => [role, ...regionIds].join(" "));
  };
  const listed = async (as: Viewer, where: object = {}): Promise<readonly string[]> => {
    const document =
      "query ($where: AssignmentWhere) { assignments(where: $where, first: 100) { nodes { subject role } totalCount } }";
    const { assignments } = await graph.data<Page>(document, as, { where });
    expect(assignments.totalCount).toBe(assignments.nodes.length);
    return assignments.nodes.map(({ subject, role }) => `${role} ${subject}`);
  };
  const of = ({ id, version }: Row) => ({ assignmentId: id, expectedVersion: version });

  it("of officers hold only after a second officer agreed, and the platform is told then", async () => {
    const proposed = await graph.done("grantAssignment", commune("new-officer"), people.province);
    expect(proposed).toMatchObject({ version: 1, state: "PROPOSED" });
    expect(await liveOf("new-officer")).toEqual([]);
    expect(await told(proposed.id)).toEqual([]);
    const held = await graph.done("confirmAssignment", of(proposed), people.secondProvince);
    expect(held).toEqual({ id: proposed.id, version: 2, state: "ACTIVE" });
    expect(await liveOf("new-officer")).toEqual([`COMMUNE_OFFICER ${places.cloudStream}`]);
    expect(await row(proposed.id)).toMatchObject({
      provinceRegionId: places.province,
      communeRegionId: places.cloudStream,
      grantedBy: "province-a",
      confirmedBy: "province-a2",
      proposedAt: registry.clock.now(),
    });
    const steps = (await auditEntries(registry.dataSource)).filter(({ objectId }) => objectId === proposed.id);
    expect(steps.map(({ operation, actor }) => [operation, actor])).toEqual([
      ["grantAssignment", "province-a"],
      ["confirmAssignment", "province-a2"],
    ]);
    const body = { subject: "new-officer", role: "COMMUNE_OFFICER", scopeType: "COMMUNE", scopeId: places.cloudStream };
    expect(await told(proposed.id)).toEqual([
      ["registry.assignment.granted", 2, { ...body, validFrom: "2026-11-21", validUntil: null }],
    ]);
  });

  it("are confirmed neither by who proposed them, nor by whom they are for, nor from a narrower or foreign scope", async () => {
    const proposed = await graph.done(
      "grantAssignment",
      { ...commune("province-a2", places.province), role: "PROVINCE_OFFICER", scopeType: "PROVINCE" },
      people.province,
    );
    const beforeAll = await everything(registry.dataSource.manager);
    await graph.refused("confirmAssignment", of(proposed), people.province, "SAME_OFFICER");
    await graph.refused("confirmAssignment", of(proposed), people.secondProvince, "SAME_OFFICER");
    await graph.refused("confirmAssignment", of(proposed), people.elsewhere, "NOT_FOUND");
    await graph.refused("confirmAssignment", of(proposed), people.commune, "NOT_FOUND");
    await graph.refused("confirmAssignment", of(proposed), people.auditor, "FORBIDDEN");
    await graph.refused("confirmAssignment", of(proposed), anonymous, "UNAUTHENTICATED");
    await graph.refused("confirmAssignment", of({ ...proposed, version: 9 }), people.central, "STALE_VERSION");
    expect(await everything(registry.dataSource.manager)).toBe(beforeAll);
    expect((await graph.done("confirmAssignment", of(proposed), people.central)).state).toBe("ACTIVE");
    await graph.refused("confirmAssignment", of({ ...proposed, version: 2 }), people.central, "WRONG_STATE");
  });

  it("are turned down by another and withdrawn by who proposed them, and never hold", async () => {
    const propose = (subject: string) => graph.done("grantAssignment", commune(subject), people.province);
    const reason = { reason: "không đúng người" };
    const rejected = await graph.done(
      "rejectAssignment",
      { ...of(await propose("turned-down")), ...reason },
      people.central,
    );
    expect(rejected).toMatchObject({ version: 2, state: "REJECTED" });
    const withdrawn = await graph.done(
      "rejectAssignment",
      { ...of(await propose("taken-back")), ...reason },
      people.province,
    );
    expect(withdrawn).toMatchObject({ version: 2, state: "WITHDRAWN" });
    expect([await liveOf("turned-down"), await told(rejected.id), await told(withdrawn.id)]).toEqual([[], [], []]);
    await graph.refused("confirmAssignment", of(rejected), people.central, "WRONG_STATE");
  });

  it("of a producer's people take one step, from its commune, its province or its owner", async () => {
    for (const [nth, who] of [people.commune, people.province, ownerOf(producerId)].entries()) {
      const granted = await graph.done("grantAssignment", delegate(`delegate-${String(nth)}`), who);
      expect(granted).toMatchObject({ version: 1, state: "ACTIVE" });
      expect((await told(granted.id)).map(([type]) => type)).toEqual(["registry.assignment.granted"]);
      expect(await liveOf(`delegate-${String(nth)}`)).toEqual(["PRODUCER_DELEGATE"]);
    }
  });

  it("of an auditor take one step and must end", async () => {
    const auditor = central("inspector", "AUDITOR", { validUntil: "2027-11-21" });
    await graph.refused("grantAssignment", { ...auditor, validUntil: null }, people.central, "BAD_USER_INPUT");
    expect((await graph.done("grantAssignment", auditor, people.central)).state).toBe("ACTIVE");
    expect(await liveOf("inspector")).toEqual(["AUDITOR"]);
  });

  const refusals: readonly (readonly [string, Viewer, () => object, string])[] = [
    ["a right to oneself", people.province, () => commune("province-a"), "FORBIDDEN"],
    ["a commune of another province", people.elsewhere, () => commune("x"), "FORBIDDEN"],
    ["a wider scope than the own", people.province, () => central("x", "CENTRAL_OFFICER"), "FORBIDDEN"],
    ["a role beside the table", people.commune, () => commune("x", places.teaHill), "FORBIDDEN"],
    [
      "an auditor by a province",
      people.province,
      () => central("x", "AUDITOR", { validUntil: "2027-01-01" }),
      "FORBIDDEN",
    ],
    ["a producer of another commune", people.neighbour, () => delegate("x"), "FORBIDDEN"],
    ["a producer by the owner of another", ownerOf(newId()), () => delegate("x"), "FORBIDDEN"],
    ["an owner by the owner", ownerOf(producerId), () => ({ ...delegate("x"), role: "PRODUCER_OWNER" }), "FORBIDDEN"],
    ["anything by an operator", people.operator, () => central("x", "PLATFORM_OPERATOR"), "FORBIDDEN"],
    ["anything by the public", anonymous, () => delegate("x"), "UNAUTHENTICATED"],
    ["anything with lent rights", { ...people.province, actedAs: "y" }, () => commune("x"), "FORBIDDEN"],
    ["an unknown scope", people.central, () => commune("x", newId()), "BAD_USER_INPUT"],
    ["a province as a commune", people.central, () => commune("x", places.province), "BAD_USER_INPUT"],
    [
      "a role outside its scope",
      people.central,
      () => ({ ...commune("x"), role: "CENTRAL_OFFICER" }),
      "BAD_USER_INPUT",
    ],
    [
      "a first day that has passed",
      people.central,
      () => ({ ...commune("x"), validFrom: "2026-11-20" }),
      "BAD_USER_INPUT",
    ],
    [
      "a right the person holds",
      people.commune,
      () => ({ ...delegate("owner"), role: "PRODUCER_OWNER" }),
      "RIGHT_HELD",
    ],
  ];
  it.each(refusals)("are refused: %s", async (_, as, input, code) => {
    await graph.refused("grantAssignment", input(), as, code);
  });

  it("are the same right once, however many officers give it at one time", async () => {
    const give = (as: Viewer) => graph.mutate<Row>("grantAssignment", delegate("wanted-by-all"), as, "{ id }");
    const officers = Array.from({ length: 12 }, (_, nth) => (nth % 2 === 0 ? people.commune : people.province));
    const answers = await Promise.all(officers.map(give));
    expect(answers.flatMap(({ codes }) => codes)).toEqual(Array.from({ length: 11 }, () => "RIGHT_HELD"));
    expect(await liveOf("wanted-by-all")).toEqual(["PRODUCER_DELEGATE"]);
  });

  it("end at once when they are revoked, with who and why, and the platform is told", async () => {
    const granted = await graph.done("grantAssignment", delegate("leaving"), ownerOf(producerId));
    const reason = "nghỉ việc";
    await graph.refused("revokeAssignment", { ...of(granted), reason }, people.neighbour, "NOT_FOUND");
    await graph.refused("revokeAssignment", { ...of(granted), reason }, people.auditor, "FORBIDDEN");
    await graph.refused("revokeAssignment", { ...of(granted), reason: " " }, people.commune, "BAD_USER_INPUT");
    const ended = await graph.done("revokeAssignment", { ...of(granted), reason }, people.commune);
    expect(ended).toMatchObject({ version: 2, state: "REVOKED" });
    expect(await liveOf("leaving")).toEqual([]);
    expect(await row(granted.id)).toMatchObject({ revokedBy: "commune-a", endReason: reason });
    expect((await told(granted.id)).map(([type, version]) => [type, version])).toEqual([
      ["registry.assignment.granted", 1],
      ["registry.assignment.revoked", 2],
    ]);
    await graph.refused("revokeAssignment", { ...of(ended), reason }, people.commune, "WRONG_STATE");
    expect((await graph.done("grantAssignment", delegate("leaving"), people.commune)).state).toBe("ACTIVE");
  });

  it("may be laid down by who holds them, and by no stranger", async () => {
    const granted = await graph.done("grantAssignment", delegate("tired"), people.commune);
    const input = { ...of(granted), reason: "xin thôi" };
    await graph.refused("revokeAssignment", input, viewerOf({ subject: "stranger" }), "NOT_FOUND");
    expect((await graph.done("revokeAssignment", input, viewerOf({ subject: "tired" }))).state).toBe("REVOKED");
  });

  it("hold on their days alone: an expired one gives nothing and is no hindrance to the next", async () => {
    const input = { ...delegate("seasonal"), validUntil: "2026-11-23" };
    await graph.done("grantAssignment", input, people.commune);
    await graph.refused(
      "grantAssignment",
      { ...delegate("seasonal"), validFrom: "2026-11-22" },
      people.commune,
      "RIGHT_HELD",
    );
    await graph.done("grantAssignment", { ...delegate("seasonal"), validFrom: "2026-11-23" }, people.commune);
    const all = await graph.data<{ assignments: { nodes: { validFrom: string; live: boolean }[] } }>(
      `{ assignments(where: { subject: "seasonal" }) { nodes { validFrom live } } }`,
      people.commune,
    );
    expect(all.assignments.nodes).toEqual([
      { validFrom: "2026-11-23", live: false },
      { validFrom: "2026-11-21", live: true },
    ]);
    expect(await liveOf("seasonal")).toHaveLength(1);
  });

  it("over a unit of the past reach the one that took it in, by lineage and never by its code", async () => {
    const { manager } = registry.dataSource;
    const old = { id: newId(), version: 1, listVersion: "past", code: "99", level: "PROVINCE", kind: "tỉnh" } as const;
    const names = { name: "Cũ", nameEn: null, parentCode: null, ...searchKeys("tỉnh", "Cũ") };
    const days = { validFrom: "2000-01-01", validTo: "2025-07-01" };
    await store(manager, administrativeUnitTable).insert([{ ...old, ...names, ...days }]);
    const link = { oldListVersion: "past", oldCode: "99", newListVersion: "demonstration", newCode: "98" } as const;
    await manager.insert(administrativeLineageTable, { ...link, relation: "WHOLE" });
    const given: Grant = {
      ...{ id: newId(), subject: "of-the-past", role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: old.id },
      ...{ provinceRegionId: places.province, communeRegionId: null, validFrom: "2020-01-01", validUntil: null },
      ...{ legalBasis: "Quyết định", grantedBy: "loader", proposedAt: registry.clock.now() },
    };
    await store(manager, assignmentTable).save(grant(given));
    // its code 99 is another province's today
    expect(await liveOf("of-the-past")).toEqual([`PROVINCE_OFFICER ${places.province}`]);
    const carried = {
      role: "PROVINCE_OFFICER",
      scopeType: "PROVINCE",
      scopeId: old.id,
      regionIds: [places.province],
    } as const;
    const officer = viewerOf({ subject: "of-the-past", assignments: [carried] });
    expect((await graph.done("grantAssignment", commune("inherited"), officer)).state).toBe("PROPOSED");
    await graph.refused("grantAssignment", commune("inherited", places.beach), officer, "FORBIDDEN");
    await graph.refused(
      "grantAssignment",
      { ...commune("x", old.id), role: "PROVINCE_OFFICER", scopeType: "PROVINCE" },
      people.central,
      "UNIT_NOT_CURRENT",
    );
  });

  it("are listed to who could grant them, to the person, to auditors of the place and to the centre", async () => {
    const filter = { role: "COMMUNE_OFFICER", subject: "demo-commune-a" };
    const shown = ["COMMUNE_OFFICER demo-commune-a"];
    expect(await listed(people.province, filter)).toEqual(shown);
    expect(await listed(people.central, filter)).toEqual(shown);
    expect(await listed(people.auditor, filter)).toEqual(shown);
    expect(await listed(viewerOf({ subject: "demo-commune-a" }), filter)).toEqual(shown);
    const inspector = viewerOf({
      subject: "inspector",
      assignments: [
        { role: "AUDITOR", scopeType: "PROVINCE", scopeId: places.elsewhere, regionIds: [places.elsewhere] },
      ],
    });
    for (const viewer of [people.elsewhere, people.commune, inspector, people.operator, people.nobody])
      expect(await listed(viewer, filter)).toEqual([]);
    expect(await listed(people.commune, { scopeId: producerId, role: "PRODUCER_OWNER" })).toEqual([
      "PRODUCER_OWNER owner",
    ]);
    expect(await listed(people.commune, { state: "PROPOSED" })).toEqual([]);
    expect((await graph.ask("{ assignments { nodes { id } } }", anonymous)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("are told to the person by me, whole", async () => {
    const found = await graph.data(
      "{ me { subject assignments { role scopeType legalBasis state live regionIds unit { code } producer { name } } } }",
      viewerOf({ subject: "demo-commune-a" }),
    );
    expect(found).toEqual({
      me: {
        subject: "demo-commune-a",
        assignments: [
          {
            ...{ role: "COMMUNE_OFFICER", scopeType: "COMMUNE", legalBasis: "Demonstration", state: "ACTIVE" },
            ...{ live: true, regionIds: [places.teaHill], unit: { code: "98001" }, producer: null },
          },
        ],
      },
    });
  });

  it.each([2, 10, 100])("take five statements for a page of %d", async (first) => {
    const { manager } = registry.dataSource;
    const [known] = await manager.query<{ n: string }[]>(
      "SELECT COUNT(*) AS n FROM assignment WHERE subject LIKE 'many-%'",
    );
    if (Number(known?.n) === 0)
      for (let nth = 0; nth < 100; nth += 1)
        await registry.act(nth % 2 === 0 ? people.commune : people.province, (deps) =>
          nth % 2 === 0
            ? grantAssignment(deps, {
                ...delegate(`many-${String(nth)}`),
                ...wish(producerId, "PRODUCER", "PRODUCER_DELEGATE"),
              })
            : grantAssignment(deps, {
                ...commune(`many-${String(nth)}`),
                ...wish(places.cloudStream, "COMMUNE", "COMMUNE_OFFICER"),
              }),
        );
    statements.length = 0;
    await graph.data(
      "query ($first: Int!) { assignments(first: $first) { nodes { id regionIds unit { code } producer { name } } } }",
      people.central,
      { first },
    );
    const selects = statements.filter((sql) => sql.startsWith("SELECT") || sql.startsWith("WITH"));
    expect(selects).toHaveLength(5);
  });

  it("never told anything but ids and days", async () => {
    const bodies = (await eventsIn(registry.dataSource.manager)).filter(({ type }) =>
      type.startsWith("registry.assignment"),
    );
    expect(bodies.length).toBeGreaterThan(0);
    for (const { body } of bodies)
      expect(Object.keys(body).sort()).toEqual(["role", "scopeId", "scopeType", "subject", "validFrom", "validUntil"]);
  });
});

const wish = <const Scope, const Role>(scopeId: string, scopeType: Scope, role: Role) => ({
  scopeId,
  scopeType,
  role,
  validUntil: null,
});
