import type { ViewerAssignment } from "@ocop/contracts";
import { newId, store } from "@ocop/service-kit";
import { probeForeign, testScale } from "@ocop/service-kit/testing";
import fc from "fast-check";
import { revocationTable } from "../src/data/certificate.table";
import { councilTable } from "../src/data/council.table";
import { evaluationTable } from "../src/data/evaluation.table";
import { queriesOf } from "../src/data/queries";
import type { Council } from "../src/domain/council";
import type { Evaluation } from "../src/domain/evaluation";
import type { Revocation } from "../src/domain/revocation";
import {
  councilReaders,
  evaluationReaders,
  type EvaluationViewer,
  may,
  revocationReaders,
  scopeOf,
} from "../src/domain/rights";
import { foundCouncil } from "../src/use-cases/found-council";
import { releaseEvaluation } from "../src/use-cases/release-evaluation";
import { openWorld, type World } from "./rights-world";
import { communeId, otherProvinceId, people, producerId, provinceId, type Stage } from "./stage";

const readers = { evaluations: evaluationReaders, councils: councilReaders } as const;
type Root = keyof typeof readers;
const roots = Object.keys(readers) as readonly Root[];
type List = { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };

const places = [
  { provinceRegionId: provinceId, communeRegionId: communeId },
  { provinceRegionId: provinceId, communeRegionId: newId() },
  { provinceRegionId: otherProvinceId, communeRegionId: newId() },
] as const;
const producers = [producerId, newId(), newId(), newId()];

/** Somebody who sits on two councils, and others who sit on one of them. */
const seatsOf = (who: readonly string[]) =>
  who.map((subject, nth) => ({
    ...{ agency: "Sở", subject, displayName: "Đại diện", alsoMember: false },
    role: nth === 0 ? ("CHAIR" as const) : ("MEMBER" as const),
  }));
const sitting = ["sits-on-one", "sits-on-another", "sits-on-both"] as const;

/** Evaluations of several producers in three communes of two provinces, a third of them before two councils. */
const spread = async (stage: Stage): Promise<void> => {
  const council = async (who: readonly string[]): Promise<Council> =>
    foundCouncil(await stage.as("officer"), {
      ...{ provinceRegionId: provinceId, rulesId: await stage.enterRules(), decisionNo: "9", decidedOn: "2026-01-05" },
      ...{ termFrom: "2026-01-05", termUntil: "2027-01-05", seats: seatsOf(who) },
    });
  const councils = [
    await council(["chair-of-one", sitting[0], sitting[2]]),
    await council(["chair-of-another", sitting[1], sitting[2]]),
  ];
  for (let nth = 0; nth < 30; nth++) {
    const of = { ...places[nth % 3], producerId: producers[nth % 4] ?? producerId };
    const { id, version } = await stage.received(of, of);
    const chosen = councils[nth % 2];
    if (chosen && nth % 3 === 0)
      await releaseEvaluation(await stage.as("officer"), {
        ...{ evaluationId: id, expectedVersion: version, councilId: chosen.id },
      });
  }
};

describe("the rows of evaluation", () => {
  let world: World;
  let rows: { readonly evaluations: readonly Evaluation[]; readonly councils: readonly Council[] };
  beforeAll(async () => {
    world = await openWorld();
    await world.process.onStage(spread);
    const { manager } = world.process.dataSource;
    rows = {
      evaluations: await store(manager, evaluationTable).where({}, { limit: 1_000 }),
      councils: await store(manager, councilTable).where({}, { limit: 1_000 }),
    };
  });
  afterAll(() => world.process.stop());

  const isSeen = (root: Root, viewer: EvaluationViewer, row: object): boolean =>
    may(readers[root], viewer, row, world.process.clock.now());

  it("out of scope are found by nobody among ids at random, and answered as if they did not exist", async () => {
    const unseen = (root: Root, viewer: EvaluationViewer): readonly string[] =>
      rows[root].flatMap((row: Evaluation | Council) => (isSeen(root, viewer, row) ? [] : [row.id]));
    const amount = 1_000 * Math.min(testScale(), 10);
    const inScope = Object.entries(world.viewers).filter(([name]) => name.endsWith(", in scope"));
    const { found, asked } = await probeForeign({
      viewers: Object.fromEntries(inScope),
      ask: world.ask,
      foreign: (viewer) => ({ Evaluation: unseen("evaluations", viewer), Council: unseen("councils", viewer) }),
      roots: { Evaluation: "evaluation", Council: "council" },
      entities: ["Evaluation", "Council"],
      amount,
    });
    expect(found).toEqual([]);
    expect(asked).toBe(inScope.length * amount * 4);
  }, 600_000);

  it("out of scope are absent behind their dossiers, too, as where a dossier has none: as everybody", async () => {
    const source = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Dossier { evaluation { id } } } }`;
    const keys = [...rows.evaluations.map(({ dossierId }) => dossierId), newId()].map((id) => ({
      __typename: "Dossier",
      id,
    }));
    for (const [name, viewer] of Object.entries(world.viewers)) {
      const { data, errors } = await world.ask(viewer, source, { keys });
      const behind = data?.["_entities"] as readonly { readonly evaluation: { readonly id: string } | null }[];
      const visible = rows.evaluations.map((row) => (isSeen("evaluations", viewer, row) ? row.id : null));
      expect([name, errors, behind.map(({ evaluation }) => evaluation?.id ?? null)]).toEqual([
        name,
        [],
        [...visible, null],
      ]);
    }
  });

  it("of a revocation are read within the scope of the file itself, whoever may open its certificate", async () => {
    const { manager } = world.process.dataSource;
    const file = (await store(manager, revocationTable).find(world.revocationId)) ?? {};
    const { certificateId } = file as Revocation;
    for (const [name, viewer] of Object.entries(world.viewers)) {
      const shown = await queriesOf(manager).revocationsOf([certificateId], scopeOf(revocationReaders, viewer));
      const isShown = may(revocationReaders, viewer, file, world.process.clock.now());
      expect([name, shown.map(({ id }) => id)]).toEqual([name, isShown ? [world.revocationId] : []]);
    }
  });

  /** Ids of the rows that the list shows; its count says the same. */
  const listed = async (viewer: EvaluationViewer, root: Root, where = ""): Promise<readonly string[]> => {
    const { data } = await world.ask(viewer, `{ ${root}(first: 100${where}) { totalCount nodes { id } } }`);
    const list = (data?.[root] ?? null) as List | null;
    const ids = (list?.nodes ?? []).map(({ id }) => id).toSorted();
    expect([root, list?.totalCount ?? 0]).toEqual([root, ids.length]);
    return ids;
  };
  const union = (sets: readonly (readonly string[])[]): readonly string[] => [...new Set(sets.flat())].toSorted();

  it("in a list, and their number, are those that a rule lets the viewer see: as everybody", async () => {
    expect([rows.evaluations.length, rows.councils.length]).toEqual([38, 4]);
    for (const [name, viewer] of Object.entries(world.viewers)) {
      for (const root of roots) {
        const visible = rows[root].filter((row: Evaluation | Council) => isSeen(root, viewer, row));
        expect([name, await listed(viewer, root)]).toEqual([name, visible.map(({ id }) => id).toSorted()]);
      }
      const received = rows.evaluations.filter((row) => row.state === "RECEIVED" && isSeen("evaluations", viewer, row));
      const filtered = await listed(viewer, "evaluations", ", where: { state: RECEIVED }");
      expect([name, filtered]).toEqual([name, received.map(({ id }) => id).toSorted()]);
    }
  });

  it("that two or three rights and seats show together are exactly those that each of them shows alone", async () => {
    const right = (
      role: ViewerAssignment["role"],
      scopeType: ViewerAssignment["scopeType"],
      scopeId: string | null,
    ): ViewerAssignment => ({
      ...{ id: newId(), role, scopeType, scopeId },
      regionIds: scopeType === "PRODUCER" || scopeId === null ? [] : [scopeId],
    });
    const rights = [
      ...producers.flatMap((id) => [
        right("PRODUCER_OWNER", "PRODUCER", id),
        right("PRODUCER_DELEGATE", "PRODUCER", id),
      ]),
      ...places.map(({ communeRegionId }) => right("COMMUNE_OFFICER", "COMMUNE", communeRegionId)),
      ...[provinceId, otherProvinceId].flatMap((id) => [
        right("PROVINCE_OFFICER", "PROVINCE", id),
        right("AUDITOR", "PROVINCE", id),
      ]),
      ...(["CENTRAL_OFFICER", "PLATFORM_OPERATOR", "AUDITOR"] as const).map((role) => right(role, "NATIONAL", null)),
    ];
    const holding = (assignments: readonly ViewerAssignment[], subject: string): EvaluationViewer => ({
      ...people.stranger,
      ...{ assignments, subject },
    });
    const alone = new Map<string, readonly string[]>();
    const shownBy = async (root: Root, held: readonly ViewerAssignment[], who: string): Promise<readonly string[]> => {
      const key = [root, who, ...held.map(({ id }) => id)].join(" ");
      const known = alone.get(key) ?? (await listed(holding(held, who), root));
      alone.set(key, known);
      return known;
    };
    const many = fc.uniqueArray(fc.constantFrom(...rights), { minLength: 2, maxLength: 3 });
    const subject = fc.constantFrom("of-many-rights", ...sitting);
    let mixed = 0;
    await fc.assert(
      fc.asyncProperty(many, subject, async (held, who) => {
        for (const root of roots) {
          const parts = [await shownBy(root, [], who)];
          for (const one of held) parts.push(await shownBy(root, [one], "of-many-rights"));
          if (new Set(parts.map((ids) => ids.join())).size > 1) mixed += 1;
          expect(await shownBy(root, held, who)).toEqual(union(parts));
        }
      }),
      { numRuns: 80 * testScale() },
    );
    expect(mixed).toBeGreaterThan(30);
  }, 120_000);

  it("that two seats show together are exactly those that each of them shows alone", async () => {
    for (const root of roots) {
      const [one, another, both] = await Promise.all(
        sitting.map((subject) => listed({ ...people.stranger, subject }, root)),
      );
      expect(both).toEqual(union([one ?? [], another ?? []]));
      expect(both?.length).toBeGreaterThan(Math.max(one?.length ?? 0, another?.length ?? 0));
    }
  });
});
