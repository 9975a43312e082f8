import { fieldsAsked } from "./errors";

describe("the fields that a call to a subgraph would have answered", () => {
  it.each([
    ["root fields of a query", "{ standing products { id } }", ["Query.products", "Query.standing"]],
    ["root fields of a mutation", "mutation M($id: ID!) { rename(id: $id) { id } }", ["Mutation.rename"]],
    [
      "contributed fields of entities, without their keys",
      "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { stars first: stars certificate { id } } ... on Dossier { __typename evaluation { id } } } }",
      ["Dossier.evaluation", "Product.certificate", "Product.stars"],
    ],
  ])("are the %s", (_case, operation, fields) => {
    expect(fieldsAsked(operation)).toEqual(fields);
  });
});
