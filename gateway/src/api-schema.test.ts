import { breakingChanges, hiddenButNamed } from "./api-schema";

describe("what a description gives away", () => {
  const whole = `
    type Query { products: [Product] dossiers: [Dossier] }
    type Product { name: String price: Int }
    type Dossier { id: ID }
  `;

  it.each([
    ["a root field", '"As `dossiers(first:)`."', "Product speaks of dossiers, which is hidden"],
    ["a field", '"Not `Product.price`."', "Product speaks of Product.price, which is hidden"],
    ["a type", '"Part of a `Dossier`."', "Product speaks of Dossier, which is hidden"],
  ])("is the name of %s that the contract does not have", (_case, description, reason) => {
    expect(
      hiddenButNamed(whole, `type Query { products: [Product] } ${description} type Product { name: String }`),
    ).toEqual([reason]);
  });

  it("is nothing where the name belongs to the contract, or to no graph at all", () => {
    const kept =
      'type Query { "See `Product.name` and `OCOP_MODE`, never a dossier." products: [Product] } type Product { name: String }';
    expect(hiddenButNamed(whole, kept)).toEqual([]);
  });
});

describe("a change that breaks clients", () => {
  const old = `
    type Query { a(x: Int): A old: Int @deprecated(reason: "use a; removal ≥ 2027-06-01") }
    type A { id: ID! e: E } enum E { X Y } input I { x: Int }
  `;

  it.each([
    ["a field is gone", (text: string) => text.replace("a(x: Int): A", ""), "FIELD_REMOVED: Query.a was removed."],
    [
      "a type is another",
      (text: string) => text.replace("id: ID!", "id: ID"),
      "FIELD_CHANGED_KIND: A.id changed type from ID! to ID.",
    ],
    ["an argument is gone", (text: string) => text.replace("(x: Int)", ""), "ARG_REMOVED: Query.a arg x was removed."],
    [
      "a value is gone",
      (text: string) => text.replace("X Y", "X"),
      "VALUE_REMOVED_FROM_ENUM: Y was removed from enum type E.",
    ],
    [
      "an input must say more",
      (text: string) => text.replace("x: Int }", "x: Int y: Int! }"),
      "REQUIRED_INPUT_FIELD_ADDED: A required field y on input type I was added.",
    ],
  ])("is found when %s", (_case, change, found) => {
    expect(breakingChanges(old, change(old), "2027-01-01")).toContain(found);
  });

  it("is none when only something is added", () => {
    expect(breakingChanges(old, old.replace("e: E", "e: E more: Int"), "2027-01-01")).toEqual([]);
  });

  it("is none from the day on which a deprecated field was said to go, and one before", () => {
    const fresh = old.replace(/old: Int @deprecated\(.*\)/, "");
    expect(breakingChanges(old, fresh, "2027-05-31")).toEqual(["FIELD_REMOVED: Query.old was removed."]);
    expect(breakingChanges(old, fresh, "2027-06-01")).toEqual([]);
  });
});
