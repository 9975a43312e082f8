import { anonymous, Refusal, type Rule, type Viewer } from "@ocop/contracts";
import { Arg, Directive, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { ask, viewerOf } from "../testing/ask";
import { auditEntries } from "../testing/audit";
import type { TestDatabase } from "../testing/database";
import { auditedDatabase } from "../test/audited";
import { auditSchemaOf } from "./audit";
import { Authz, Public } from "./authz";
import { systemClock } from "./clock";
import type { GraphContext } from "./graph-context";
import { newId } from "./id";
import { createLog } from "./log";
import { createRefusals } from "./refusals";
import { type Server, startServer } from "./server";
import { buildSubgraph } from "./subgraph";

jest.setTimeout(30_000);

@Directive('@key(fields: "id")')
@Public()
@ObjectType("Person")
class PersonType {
  @Field(() => ID)
  readonly id!: string;

  @Authz("itself")
  @Field(() => String, { nullable: true })
  readonly phone!: string | null;
}

@InputType("MovePersonInput")
class MovePersonInput {
  @Field(() => String)
  readonly how!: string;

  @Field(() => ID)
  readonly personId!: string;
}

const people = Array.from({ length: 120 }, () => ({ id: newId(), phone: "0900000000" }));

@Resolver()
class PersonResolver {
  @Public()
  @Query(() => [PersonType], { nullable: true })
  people(): readonly object[] {
    return people.slice(0, 2);
  }

  @Public()
  @Query(() => [PersonType], { nullable: true })
  everybody(): readonly object[] {
    return people;
  }

  @Authz("nobody")
  @Query(() => PersonType, { nullable: true })
  person(@Arg("id", () => ID) _id: string): object | null {
    return null;
  }

  @Public()
  @Mutation(() => PersonType, { nullable: true })
  movePerson(@Arg("input", () => MovePersonInput) { personId, how }: MovePersonInput): object {
    if (how !== "well") throw new Refusal(how);
    return { id: personId, phone: "0900000000" };
  }
}

const rules: Readonly<Record<string, Rule<Viewer, { readonly id: string }>>> = {
  itself: { scope: ({ subject }) => [{ id: [subject ?? ""] }] },
  nobody: { scope: () => [] },
};

const { schema } = buildSubgraph<Viewer, GraphContext>({
  resolvers: [PersonResolver],
  rules,
  references: {
    Person: ({ id }: { readonly id: string }) => Promise.resolve(people.find((one) => one.id === id) ?? null),
  },
});

const key = "k".repeat(32);
const lines: string[] = [];
const log = createLog("people", { destination: { write: (line) => void lines.push(line) } });

describe("what a subgraph refuses to somebody who has signed in", () => {
  let database: TestDatabase;
  let server: Server;
  let unaudited: Server;
  const person = viewerOf({ subject: "demo-a" });
  const [first, second] = [people[0]?.id ?? "", people[1]?.id ?? ""];

  const start = (audit: object): Promise<Server> =>
    startServer<GraphContext>({
      name: "people",
      mode: "development",
      port: 0,
      log,
      clock: systemClock(),
      // A service that makes its context anew, and not from the one it is given, loses nothing.
      subgraph: {
        schema,
        viewerKeys: [key],
        context: ({ viewer, now, trace, log: own }) => ({ viewer, now, trace, log: own }),
        ...audit,
      },
    });

  beforeAll(async () => {
    database = await auditedDatabase();
    server = await start({ audit: database.dataSource });
    unaudited = await start({});
  });
  afterAll(async () => {
    await server.stop();
    await unaudited.stop();
    await database.drop();
  });
  beforeEach(async () => {
    for (const table of ["audit_pending", `${auditSchemaOf(database.dataSource)}.audit_entry`])
      await database.dataSource.query(`DELETE FROM ${table}`);
  });

  const asking = (document: string, as: Viewer = person, { url } = server) =>
    ask({ url, audience: "people", key }, document, { as });
  const entries = async () =>
    (await auditEntries(database.dataSource)).map(({ actor, actedAs, operation, objectType, objectId, outcome }) => [
      actor,
      actedAs,
      operation,
      objectType,
      objectId,
      outcome,
    ]);

  it("is written down before the answer leaves: which field of which object, each once", async () => {
    const { data, errors } = await asking("query Phones { people { phone again: phone } more: people { phone } }");
    expect([data, errors.length]).toEqual([
      { people: Array(2).fill({ phone: null, again: null }), more: Array(2).fill({ phone: null }) },
      6,
    ]);
    expect(await entries()).toEqual([
      ["demo-a", null, "Phones", "Person.phone", first, "FORBIDDEN"],
      ["demo-a", null, "Phones", "Person.phone", second, "FORBIDDEN"],
    ]);
    expect(await database.dataSource.query("SELECT COUNT(*) AS n FROM audit_pending")).toEqual([{ n: "2" }]);
  });

  it("is named without what the gateway adds to an operation, and as a query when it has no name", async () => {
    await asking("query Phones__people__1 { people { phone } }");
    await asking("{ people { phone } }");
    expect(new Set((await entries()).map(([, , operation]) => operation))).toEqual(new Set(["Phones", "query"]));
  });

  it("is found on every path, entity references too", async () => {
    await asking(
      `{ _entities(representations: [{ __typename: "Person", id: "${first}" }]) { ... on Person { phone } } }`,
    );
    expect(await entries()).toEqual([["demo-a", null, "query", "Person.phone", first, "FORBIDDEN"]]);
  });

  it("names a root field with the id it was asked for", async () => {
    await asking(`{ person(id: "${first}") { id } }`);
    expect(await entries()).toEqual([["demo-a", null, "query", "Query.person", first, "FORBIDDEN"]]);
  });

  it("names the mutation that its use case refused with FORBIDDEN, and no other refusal", async () => {
    const moving = (how: string) =>
      `mutation Any { movePerson(input: { personId: "${first}", how: "${how}" }) { id phone } }`;
    await asking(moving("WRONG_STATE"));
    await asking(moving("NOT_FOUND"));
    expect(await entries()).toEqual([]);
    await asking(moving("FORBIDDEN"));
    expect(await entries()).toEqual([["demo-a", null, "movePerson", "Mutation.movePerson", first, "FORBIDDEN"]]);
  });

  it("names both people when rights were lent, which write nothing", async () => {
    const lent = { ...person, actedAs: "demo-owner" };
    await asking(`mutation { movePerson(input: { personId: "${first}", how: "well" }) { id } }`, lent);
    expect(await entries()).toEqual([
      ["demo-a", "demo-owner", "movePerson", "Mutation.movePerson", first, "FORBIDDEN"],
    ]);
  });

  it("is kept for at most a hundred objects of one request", async () => {
    const { errors } = await asking("{ everybody { phone } }");
    expect([errors.length, (await entries()).length]).toEqual([120, 100]);
  });

  it("is not written down for the anonymous public, for what was allowed, or without a log", async () => {
    await asking("{ people { phone } person(id: 1) { id } }", anonymous);
    await asking("{ people { id } }");
    await asking("{ people { phone } }", person, unaudited);
    expect(await entries()).toEqual([]);
  });

  it("changes no answer when it cannot be written, and that is logged", async () => {
    const table = `${auditSchemaOf(database.dataSource)}.audit_entry`;
    await database.dataSource.query(`RENAME TABLE ${table} TO ${table.replace("audit_entry", "away")}`);
    try {
      lines.length = 0;
      const { status, errors } = await asking("{ people { phone } }");
      expect([status, errors.map(({ message }) => message)]).toEqual([200, ["FORBIDDEN", "FORBIDDEN"]]);
      expect(lines.filter((line) => line.includes("audit: refusals not written"))).toHaveLength(1);
    } finally {
      await database.dataSource.query(`RENAME TABLE ${table.replace("audit_entry", "away")} TO ${table}`);
    }
  });

  it("is collected once, and up to a hundred", () => {
    const refusals = createRefusals();
    for (let nth = 0; nth < 250; nth += 1)
      refusals.add({ operation: "q", objectType: `T.f${String(nth % 125)}`, objectId: null, outcome: "FORBIDDEN" });
    expect(refusals.all()).toHaveLength(100);
  });
});
