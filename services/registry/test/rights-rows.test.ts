import type { ViewerAssignment } from "@ocop/contracts";
import { newId, store } from "@ocop/service-kit";
import { probeForeign, testScale } from "@ocop/service-kit/testing";
import fc from "fast-check";
import { assignmentTable } from "../src/data/assignment.table";
import { dossierTable } from "../src/data/dossier.table";
import type { Reading } from "../src/domain/reading";
import { assignmentReaders, dossierReaders, isAllowed, type RegistryViewer, type RuleName } from "../src/domain/rights";
import { copyReading } from "../src/use-cases/copy-reading";
import { openWorld, type Holding, type World } from "./rights-world";
import { people, places } from "./support";

type List = { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };

describe("the rows of registry", () => {
  let world: World;
  const holdings: Holding[] = [];
  beforeAll(async () => {
    world = await openWorld();
    for (const place of ["teaHill", "cloudStream", "beach"] as const)
      for (let nth = 1; nth <= 10; nth++) holdings.push(await world.hold(place, nth));
    holdings.push(world.ours, world.theirs);
  });
  afterAll(() => world.registry.drop());

  it("out of scope are found by nobody among ids at random, and answered as if they did not exist", async () => {
    const now = world.registry.clock.now();
    const foreign = (viewer: RegistryViewer) => ({
      Dossier: holdings.flatMap(({ dossier }) => (isAllowed(dossierReaders, viewer, dossier, now) ? [] : [dossier.id])),
    });
    const amount = 1_000 * Math.min(testScale(), 10);
    const inScope = Object.entries(world.viewers).filter(([name]) => name.endsWith(", in scope"));
    const probed = { ask: world.ask, foreign, amount };
    const dossiers = await probeForeign({
      ...{ ...probed, viewers: Object.fromEntries(inScope) },
      ...{ entities: ["Dossier"], roots: { Dossier: "dossier" } },
    });
    expect(dossiers).toEqual({ found: [], asked: inScope.length * amount * 2 });
    // Everybody may see the rows of these types: unknown ids are left.
    const some = inScope.filter(([name]) => /^(the public|PRODUCER_OWNER|AUDITOR of the nation),/.test(name));
    const open = await probeForeign({
      ...{ ...probed, viewers: Object.fromEntries(some) },
      entities: ["Producer", "Product", "Round", "AdministrativeUnit"],
      roots: { Producer: "producer", Product: "product", AdministrativeUnit: "administrativeUnit" },
    });
    expect(open).toEqual({ found: [], asked: 3 * amount * 7 });
  }, 600_000);

  /** Ids of the rows that the list shows, page by page; its count says the same. */
  const listed = async (viewer: RegistryViewer, root: "dossiers" | "assignments"): Promise<readonly string[]> => {
    const { data } = await world.ask(viewer, `{ ${root}(first: 100) { totalCount nodes { id } } }`);
    const list = (data?.[root] ?? null) as List | null;
    const ids = (list?.nodes ?? []).map(({ id }) => id).toSorted();
    expect([root, list?.totalCount ?? 0]).toEqual([root, ids.length]);
    return ids;
  };
  const lists = {
    dossiers: [dossierTable, dossierReaders],
    assignments: [assignmentTable, assignmentReaders],
  } as const satisfies Readonly<Record<string, readonly [unknown, readonly RuleName[]]>>;
  const union = (sets: readonly (readonly string[])[]): readonly string[] => [...new Set(sets.flat())].toSorted();

  it("in a list, and their number, are those that a rule lets the viewer see: as everybody", async () => {
    const { manager } = world.registry.dataSource;
    const now = world.registry.clock.now();
    const rows = {
      dossiers: await store(manager, dossierTable).where({}, { limit: 1_000 }),
      assignments: await store(manager, assignmentTable).where({}, { limit: 1_000 }),
    };
    expect(rows.dossiers).toHaveLength(32);
    for (const [name, viewer] of Object.entries(world.viewers))
      for (const root of ["dossiers", "assignments"] as const) {
        const visible = rows[root].filter((row) => isAllowed(lists[root][1], viewer, row, now));
        expect([name, await listed(viewer, root)]).toEqual([name, visible.map(({ id }) => id).toSorted()]);
      }
  });

  it("that two or three rights show together are exactly those that each of them shows alone", async () => {
    const [ours, ...others] = holdings;
    if (!ours) throw new Error("nobody holds anything");
    const right = (
      role: ViewerAssignment["role"],
      scopeType: ViewerAssignment["scopeType"],
      scopeId: string | null,
    ): ViewerAssignment => ({
      ...{ id: newId(), role, scopeType, scopeId },
      regionIds: scopeType === "PRODUCER" || scopeId === null ? [] : [scopeId],
    });
    const producers = [ours, ...others.slice(8, 14)].flatMap(({ producer: { id } }) => [
      right("PRODUCER_OWNER", "PRODUCER", id),
      right("PRODUCER_DELEGATE", "PRODUCER", id),
    ]);
    const communes = [places.teaHill, places.cloudStream, places.beach].map((id) =>
      right("COMMUNE_OFFICER", "COMMUNE", id),
    );
    const provinces = [places.province, places.elsewhere].flatMap((id) => [
      right("PROVINCE_OFFICER", "PROVINCE", id),
      right("AUDITOR", "PROVINCE", id),
    ]);
    const national = (["CENTRAL_OFFICER", "PLATFORM_OPERATOR", "AUDITOR"] as const).map((role) =>
      right(role, "NATIONAL", null),
    );
    const rights = [...producers, ...communes, ...provinces, ...national];
    const seated = await seats(world, holdings);
    const person: RegistryViewer = { ...people.nobody, subject: "of-many-rights", readings: [] };

    const holding = (assignments: readonly ViewerAssignment[], subject: string): RegistryViewer => ({
      ...person,
      assignments,
      subject,
    });
    const alone = new Map<string, readonly string[]>();
    const shownBy = async (root: "dossiers" | "assignments", one: ViewerAssignment): Promise<readonly string[]> => {
      const key = `${root} ${one.id}`;
      const known = alone.get(key) ?? (await listed(holding([one], "of-many-rights"), root));
      alone.set(key, known);
      return known;
    };
    const many = fc.uniqueArray(fc.constantFrom(...rights), { minLength: 2, maxLength: 3 });
    const subject = fc.constantFrom("of-many-rights", ...seated);
    let mixed = 0;
    await fc.assert(
      fc.asyncProperty(many, subject, async (held, who) => {
        for (const root of ["dossiers", "assignments"] as const) {
          const parts = [await listed(holding([], who), root)];
          for (const one of held) parts.push(await shownBy(root, one));
          if (parts.filter((ids) => ids.length > 0).length > 1) mixed += 1;
          expect(await listed(holding(held, who), root)).toEqual(union(parts));
        }
      }),
      { numRuns: 100 * testScale() },
    );
    expect(mixed).toBeGreaterThan(30);
  }, 120_000);

  it("that two facts show together are exactly those that each of them shows alone", async () => {
    const [one = "", other = "", both = ""] = await seats(world, holdings);
    const as = (subject: string): RegistryViewer => ({ ...people.nobody, subject, readings: [] });
    const [first, second] = [await listed(as(one), "dossiers"), await listed(as(other), "dossiers")];
    expect([first.length, second.length]).toEqual([1, 2]);
    expect(await listed(as(both), "dossiers")).toEqual(union([first, second]));
  });
});

/** Subjects of one seat, of two, and of all three: members of councils over dossiers of several territories. */
const seats = async ({ registry }: World, holdings: readonly Holding[]): Promise<readonly string[]> => {
  const chosen = [holdings[0], holdings[12], holdings[25]].flatMap((holding) => (holding ? [holding.dossier] : []));
  const names = ["member-of-one", "member-of-two", "member-of-all"] as const;
  const readersOf: readonly (readonly string[])[] = [
    [names[0], names[2]],
    [names[1], names[2]],
    [names[1], names[2]],
  ];
  for (const [nth, dossier] of chosen.entries())
    await registry.act(people.gateway, (deps) => {
      const id = newId();
      const reading = {
        ...{ id, version: 1, evaluationId: newId(), dossierId: dossier.id, councilId: newId() },
        ...{ provinceRegionId: dossier.provinceRegionId, released: true, advanceSelfScore: "NEVER" as const },
      };
      const seat: Pick<Reading, "role" | "scoring" | "sheetIn" | "conflicted"> = {
        ...{ role: "MEMBER", scoring: true, sheetIn: false, conflicted: false },
      };
      const readers = (readersOf[nth] ?? []).map((subject) => ({ ...seat, readingId: id, subject }));
      return copyReading(deps, reading, readers);
    });
  return names;
};
