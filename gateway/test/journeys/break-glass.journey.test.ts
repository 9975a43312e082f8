import { eventually } from "@ocop/service-kit/testing";
import { entriesOf } from "./audit-entries";
import { type Neighbour, toldBeside } from "./neighbour";
import { ask, dataOf, held, post, refusalOf, refusalsIn, type Running, running, tokenOf } from "./running";
import { objectsOfSight, shownBy, sight } from "./sight";

const operator = "demo-platform-operator";
const officer = "demo-province-b";
const central = "demo-central";
/** Handed in the one sheet of the trial province that is open. */
const scorer = "demo-advisor-a";

/** Seconds after which rights that were lent show nothing. */
const limit = 60;

let platform: Running;
let beside: Neighbour;

beforeAll(async () => {
  platform = await running();
  await Promise.all([operator, officer, central, scorer].map(tokenOf));
  beside = await toldBeside(platform);
});

type Session = { readonly id: string; readonly version: number; readonly state: string };

const session = "{ id version state requestedBy actedAs approvedBy endedBy ticket reason hours }";

const request = async (actAs: string): Promise<Session> => {
  const { requestBreakGlass } = await dataOf<{ requestBreakGlass: Session }>(
    platform,
    operator,
    `mutation ($input: RequestBreakGlassInput!) { requestBreakGlass(input: $input) ${session} }`,
    { input: { actAs, ticket: "HT-7", reason: "Không mở được hồ sơ (minh họa).", hours: 1 } },
  );
  return requestBreakGlass;
};

const approve = (by: string, { id, version }: Session) =>
  ask<{ approveBreakGlass: Session }>(
    platform,
    by,
    `mutation ($input: ApproveBreakGlassInput!) { approveBreakGlass(input: $input) ${session} }`,
    { input: { sessionId: id, expectedVersion: version } },
  );

const end = (by: string, { id }: Session) =>
  ask<{ endBreakGlass: Session }>(
    platform,
    by,
    `mutation ($input: EndBreakGlassInput!) { endBreakGlass(input: $input) ${session} }`,
    { input: { sessionId: id } },
  );

/** Asks with a person's own token under a session. */
const under = async (by: string, { id }: Session, query: string, variables = {}) =>
  post(platform, `Bearer ${await tokenOf(by)}`, query, variables, { headers: { "ocop-break-glass": id } });

const lookUnder = (by: string, lent: Session) => under(by, lent, sight, objectsOfSight(platform, beside));

const seenBy = async (who: string | null): Promise<readonly string[]> =>
  shownBy(await ask(platform, who, sight, objectsOfSight(platform, beside)));

const sessionsShownTo = async (who: string): Promise<readonly unknown[]> => {
  const { breakGlassSessions } = await dataOf<{ breakGlassSessions: { nodes: readonly unknown[] } }>(
    platform,
    who,
    `{ breakGlassSessions(first: 100) { nodes ${session} } }`,
  );
  return breakGlassSessions.nodes;
};

const refused = { status: 403, codes: ["FORBIDDEN"] };

describe("an operator who looks with an officer's rights", () => {
  let asked: Session;
  let ofOperator: readonly string[];

  it("sees nothing of the programme's files without them", async () => {
    ofOperator = await seenBy(operator);
    expect(ofOperator).toEqual(await seenBy(null));
  });

  it("is lent nothing by asking", async () => {
    asked = await request(officer);
    expect(asked).toMatchObject({ state: "REQUESTED", requestedBy: operator, actedAs: officer, approvedBy: null });
    expect(refusalOf(await lookUnder(operator, asked))).toEqual(refused);
  });

  it.each([
    ["the operator", operator, "SAME_OFFICER"],
    ["the officer whose rights they are", officer, "FORBIDDEN"],
    ["the officer of another province", "demo-province-a", "FORBIDDEN"],
    ["the public", null, "UNAUTHENTICATED"],
  ])("is not let in by %s", async (_, who, code) => {
    const { id, version } = asked;
    const answer = await ask(
      platform,
      who,
      "mutation ($input: ApproveBreakGlassInput!) { approveBreakGlass(input: $input) { id } }",
      { input: { sessionId: id, expectedVersion: version } },
    );
    expect(refusalsIn(answer)).toEqual({ approveBreakGlass: code });
    expect(refusalOf(await lookUnder(operator, asked))).toEqual(refused);
  });

  it("sees what the officer sees once a central officer has agreed, and no sheet that is open", async () => {
    asked = held(await approve(central, asked)).approveBreakGlass;
    expect(asked).toMatchObject({ state: "APPROVED", approvedBy: central });
    await eventually("the gateway knows of the session", 15, async () => {
      const { status } = await lookUnder(operator, asked);
      return status === 200;
    });
    const facts = shownBy(await lookUnder(operator, asked));
    expect(facts).toEqual(await seenBy(officer));
    expect(facts).toContain(`.evaluations.nodes.${beside.evaluationId}.sheetsIn = 1`);
    expect(facts).toContain(`.salePoints.nodes.${beside.salePointId}.operatorSubject = "demo-operator-b"`);
    expect(facts.filter((fact) => fact.includes("scoreSheets"))).toEqual([]);
  });

  it("is nobody else's with that session, and not the operator without it", async () => {
    for (const other of [officer, central]) expect(refusalOf(await lookUnder(other, asked))).toEqual(refused);
    expect(await seenBy(operator)).toEqual(ofOperator);
  });

  it("changes nothing with the lent rights, and reveals nothing", async () => {
    const { producerId } = beside;
    const answer = await under(
      operator,
      asked,
      `mutation ($producer: ID!) {
        updateProducer(input: { producerId: $producer, expectedVersion: 1, addressLine: "Khác" }) { id }
        revealPersonalData(input: { producerId: $producer, field: PHONE, reason: "Kiểm tra (minh họa)." }) { value }
        requestBreakGlass(input: { actAs: "demo-province-a", ticket: "HT-8", reason: "Khác", hours: 1 }) { id } }`,
      { producer: producerId },
    );
    expect(answer.data).toEqual({ updateProducer: null, revealPersonalData: null, requestBreakGlass: null });
    expect(refusalsIn(answer)).toEqual({
      updateProducer: "FORBIDDEN",
      revealPersonalData: "FORBIDDEN",
      requestBreakGlass: "FORBIDDEN",
    });
  });

  it("is known to the officer, and to no officer whose rights were not lent", async () => {
    const shown = { id: asked.id, state: "APPROVED", requestedBy: operator, ticket: "HT-7", hours: 1 };
    expect(await sessionsShownTo(officer)).toContainEqual(expect.objectContaining(shown));
    expect(await sessionsShownTo(central)).toContainEqual(expect.objectContaining(shown));
    expect(await sessionsShownTo("demo-province-a")).toEqual([]);
  });

  it("sees nothing any more within a minute after the session is ended", async () => {
    expect(held(await end(central, asked)).endBreakGlass).toMatchObject({ state: "ENDED", endedBy: central });
    await eventually("nothing is lent any more", limit, async () => {
      const { status } = await lookUnder(operator, asked);
      return status === 403;
    });
    expect(refusalOf(await lookUnder(operator, asked))).toEqual(refused);
    expect(refusalsIn(await approve(central, asked))).toEqual({ approveBreakGlass: "STALE_VERSION" });
  });

  it("has left both names in the log: who asked, who agreed, whose rights", async () => {
    const steps = (await entriesOf(platform, "registry"))
      .filter(({ objectId }) => objectId === asked.id)
      .map(({ actor, operation, outcome }) => [actor, operation, outcome]);
    expect(steps.filter(([, , outcome]) => outcome === "OK")).toEqual([
      [operator, "requestBreakGlass", "OK"],
      [central, "approveBreakGlass", "OK"],
      [central, "endBreakGlass", "OK"],
    ]);
    const tried = (await entriesOf(platform, "registry")).filter(
      ({ actor, actedAs, objectId }) => actor === operator && actedAs === officer && objectId === beside.producerId,
    );
    expect(tried.map(({ operation, outcome }) => [operation, outcome])).toEqual(
      expect.arrayContaining([
        ["updateProducer", "FORBIDDEN"],
        ["revealPersonalData", "FORBIDDEN"],
      ]),
    );
  });
});

describe("an operator who looks with the rights of a council's member", () => {
  it("is lent no seat: the sheet that its author sees stays closed", async () => {
    const sheet = "query ($id: ID!) { evaluation(id: $id) { sheetsIn scoreSheets { total comment } } }";
    const { evaluationId } = beside;
    const own = await dataOf<{ evaluation: { scoreSheets: readonly unknown[] } }>(platform, scorer, sheet, {
      id: evaluationId,
    });
    expect(own.evaluation.scoreSheets).toEqual([{ total: 77, comment: "Phiếu chưa công bố (minh họa)." }]);
    const asked = held(await approve(central, await request(scorer))).approveBreakGlass;
    const answer = await under(operator, asked, sheet, { id: evaluationId });
    expect([answer.data, refusalsIn(answer)]).toEqual([{ evaluation: null }, { evaluation: "NOT_FOUND" }]);
    held(await end(operator, asked));
  });
});
