import fc from "fast-check";
import { allows, couldPass, eitherOf, nothing, within, type Rule, type Scope } from "./rule";
import { anonymous, type Viewer } from "./viewer";

const ids = fc.constantFrom("a", "b", "c");
const clause = fc.dictionary(fc.constantFrom("provinceRegionId", "producerId"), fc.array(ids), { minKeys: 1 });
const scope: fc.Arbitrary<Scope> = fc.oneof(fc.constant("everything" as const), fc.array(clause, { maxLength: 3 }));
const row = fc.record({ provinceRegionId: ids, producerId: fc.option(ids) });

describe("a right as data", () => {
  it("reaches no row by an empty scope, every row by everything", () => {
    expect(within(nothing, { producerId: "a" })).toBe(false);
    expect(within("everything", {})).toBe(true);
    expect(couldPass(nothing)).toBe(false);
    expect(couldPass([{ producerId: [] }])).toBe(false);
    expect(couldPass([{ producerId: ["a"] }])).toBe(true);
    expect(couldPass("everything")).toBe(true);
  });

  it("could never pass by a clause of which one field allows no value", () => {
    expect(couldPass([{ producerId: ["a"], provinceRegionId: [] }])).toBe(false);
    expect(couldPass([{ producerId: ["a"], provinceRegionId: [] }, { producerId: ["b"] }])).toBe(true);
  });

  it("never matches a field that is absent or null", () => {
    expect(within([{ producerId: ["a"] }], {})).toBe(false);
    expect(within([{ producerId: ["null"] }], { producerId: null })).toBe(false);
  });

  it("demands every field of one clause: role and scope of two assignments never mix", () => {
    const two: Scope = [
      { provinceRegionId: ["a"], producerId: ["a"] },
      { provinceRegionId: ["b"], producerId: ["b"] },
    ];
    expect(within(two, { provinceRegionId: "a", producerId: "b" })).toBe(false);
    expect(within(two, { provinceRegionId: "b", producerId: "b" })).toBe(true);
  });

  it("grants together exactly the union of what each scope grants alone", () => {
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 4 }), row, (scopes, one) => {
        expect(within(eitherOf(scopes), one)).toBe(scopes.some((each) => within(each, one)));
      }),
    );
  });

  it("adds what the row's own state demands", () => {
    const released: Rule<Viewer, { producerId: string; state: string }> = {
      scope: () => [{ producerId: ["a"] }],
      when: ({ state }) => state !== "DRAFT",
    };
    const now = new Date(0);
    expect(allows(released, anonymous, { producerId: "a", state: "RELEASED" }, now)).toBe(true);
    expect(allows(released, anonymous, { producerId: "a", state: "DRAFT" }, now)).toBe(false);
    expect(allows(released, anonymous, { producerId: "b", state: "RELEASED" }, now)).toBe(false);
  });

  it("is its scope alone where the row's state does not matter", () => {
    const own: Rule<Viewer, { producerId: string }> = { scope: () => [{ producerId: ["a"] }] };
    const now = new Date(0);
    expect(allows(own, anonymous, { producerId: "a" }, now)).toBe(true);
    expect(allows(own, anonymous, { producerId: "b" }, now)).toBe(false);
  });
});
