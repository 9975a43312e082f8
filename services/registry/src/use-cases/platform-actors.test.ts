import { anonymous, systemViewer, type Viewer } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import { everything, openRegistry, people, places, type Registry } from "../../test/support";
import { noPersonalFacts } from "../domain/personal-data";
import { approveBreakGlass } from "./approve-break-glass";
import type { Deps } from "./deps";
import { endBreakGlass } from "./end-break-glass";
import { importProducer } from "./import-producer";
import { importProduct } from "./import-product";
import { requestBreakGlass } from "./request-break-glass";

/** Acts whose rule asks for no row: what keeps others out of the root field is asked here once more. */
describe("an act of the platform's own people and programs", () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry.drop());

  const everyone: Readonly<Record<string, Viewer>> = {
    ...people,
    public: anonymous,
    loader: systemViewer("loader"),
    event: systemViewer("event"),
  };

  /** Those whom the act lets pass; everybody else is refused and changes nothing. */
  const actors = (prepare: (deps: Deps) => Promise<(deps: Deps) => Promise<unknown>>): Promise<readonly string[]> =>
    registry.rehearse(async (as, manager) => {
      const act = await prepare(as(people.operator));
      const before = await everything(manager);
      const passed: string[] = [];
      for (const [name, viewer] of Object.entries(everyone)) {
        const code = await act(as(viewer)).then(
          () => "done",
          (error: unknown) => (error as { readonly code?: string }).code,
        );
        expect(await everything(manager)).toBe(before);
        if (code === "FORBIDDEN" || code === "NOT_FOUND") continue;
        passed.push(`${name}: ${String(code)}`);
      }
      return passed;
    });

  const session = (deps: Deps) =>
    requestBreakGlass(deps, { actedAs: "somebody", ticket: "T", reason: "lý do", hours: 1 });

  it.each([
    [
      "asks for break-glass: an operator",
      () =>
        Promise.resolve((deps: Deps) =>
          requestBreakGlass(deps, { actedAs: "a b", ticket: "T", reason: "R", hours: 1 }),
        ),
      ["operator: BAD_USER_INPUT"],
    ],
    [
      "agrees to it: an operator or the centre",
      async (deps: Deps) => {
        const { id } = await session(deps);
        return (by: Deps) => approveBreakGlass(by, id, 999);
      },
      ["central: STALE_VERSION", "secondCentral: STALE_VERSION", "operator: STALE_VERSION"],
    ],
    [
      "ends it: an operator or the centre",
      async (deps: Deps) => {
        const { id } = await session(deps);
        await endBreakGlass(deps, id);
        return (by: Deps) => endBreakGlass(by, id);
      },
      ["central: WRONG_STATE", "secondCentral: WRONG_STATE", "operator: WRONG_STATE"],
    ],
    [
      "takes over a producer from a publication: the loader",
      () =>
        Promise.resolve(async (deps: Deps) =>
          importProducer(
            deps,
            newId(),
            { ...noPersonalFacts, name: " ", kind: null, addressLine: null, representative: null },
            await placeOf(deps),
          ),
        ),
      ["loader: BAD_USER_INPUT"],
    ],
    [
      "takes over a product from a publication: the loader",
      () =>
        Promise.resolve(async (deps: Deps) =>
          importProduct(
            deps,
            {
              ...{ id: newId(), producerId: null, nameVi: " ", nameEn: null, storyVi: null, storyEn: null },
              ...{ setCode: null, addressAsIssued: null, sourceUrl: null, suggestedSetCode: null },
            },
            await placeOf(deps),
          ),
        ),
      ["loader: BAD_USER_INPUT"],
    ],
  ] as const)("%s, and nobody else", async (_, prepare, expected) => {
    expect(await actors(prepare)).toEqual(expected);
  });
});

const placeOf = async ({ repositories }: Deps) => {
  const province = await repositories.units.find(places.province);
  if (!province) throw new Error("no such province");
  return { province, commune: await repositories.units.find(places.teaHill), issuedUnitId: null };
};
