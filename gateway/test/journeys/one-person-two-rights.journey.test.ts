import { dayOf } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import { eventually } from "@ocop/service-kit/testing";
import { type Neighbour, toldBeside } from "./neighbour";
import { ask, dataOf, held, refusalsIn, type Running, running, tokenOf } from "./running";
import { objectsOfSight, shownBy, sight } from "./sight";

/** Sits on the council of the demonstration province, and becomes an officer of the trial province as well. */
const person = "demo-member-a3";
/** Holds such a seat and nothing else; holds such an office and nothing else. */
const [seat, office] = ["demo-member-a1", "demo-province-b"];
const [first, second] = ["demo-central", "demo-central-2"];

/** Seconds after which a right that was taken back shows nothing anywhere. */
const limit = 60;

/** Seconds in which a right that was given is known: the gateway asks again as often. */
const patience = 40;

let platform: Running;
let beside: Neighbour;

beforeAll(async () => {
  platform = await running();
  await Promise.all([person, seat, office, first, second].map(tokenOf));
  beside = await toldBeside(platform);
});

const look = (who: string | null) => ask(platform, who, sight, objectsOfSight(platform, beside));
const seenBy = async (who: string | null): Promise<readonly string[]> => shownBy(await look(who));

const union = (one: readonly string[], other: readonly string[]): readonly string[] =>
  [...new Set([...one, ...other])].sort();

type Right = { readonly id: string; readonly version: number; readonly state: string; readonly live: boolean };

const right = "{ id version state live }";
const today = dayOf(systemClock().now());

const grant = (by: string, subject: string) =>
  ask<{ grantAssignment: Right }>(
    platform,
    by,
    `mutation ($input: GrantAssignmentInput!) { grantAssignment(input: $input) ${right} }`,
    {
      input: {
        subject,
        role: "PROVINCE_OFFICER",
        scopeType: "PROVINCE",
        scopeId: beside.provinceId,
        validFrom: today,
        legalBasis: "Quyết định 21/QĐ-MH (minh họa)",
      },
    },
  );

const confirm = (by: string, { id, version }: Right) =>
  ask<{ confirmAssignment: Right }>(
    platform,
    by,
    `mutation ($input: ConfirmAssignmentInput!) { confirmAssignment(input: $input) ${right} }`,
    { input: { assignmentId: id, expectedVersion: version } },
  );

const revoke = (by: string, { id, version }: Right) =>
  ask<{ revokeAssignment: Right }>(
    platform,
    by,
    `mutation ($input: RevokeAssignmentInput!) { revokeAssignment(input: $input) ${right} }`,
    { input: { assignmentId: id, expectedVersion: version, reason: "Thôi kiêm nhiệm (minh họa)." } },
  );

/** The rights that the person holds or is to hold, as registry lists them. */
const rightsOfPerson = async (): Promise<readonly Right[]> => {
  const { assignments } = await dataOf<{ assignments: { nodes: readonly Right[] } }>(
    platform,
    first,
    `query ($subject: ID!) { assignments(first: 20, where: { subject: $subject }) { nodes ${right} } }`,
    { subject: person },
  );
  return assignments.nodes.filter(({ state }) => state === "PROPOSED" || state === "ACTIVE");
};

/** Where an answer says that something was kept back which the officer is shown. */
const officersPart = [
  "dossier",
  "producer.phone",
  "producer.representative",
  "producer.nationalIdMasked",
  "evaluation",
] as const;

describe("one person with a seat in one province and an office in another", () => {
  let ofSeat: readonly string[];
  let ofOffice: readonly string[];
  let granted: Right;

  beforeAll(async () => {
    [ofSeat, ofOffice] = [await seenBy(seat), await seenBy(office)];
  });

  it("would see different things as the one and as the other", () => {
    const { dossierId, producerId, evaluationId, councilId, salePointId, lotId } = beside;
    const only = (one: readonly string[], other: readonly string[]) => one.filter((fact) => !other.includes(fact));
    expect(only(ofOffice, ofSeat)).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`.dossiers.nodes.${dossierId}.slipNo = `),
        `.dossiers.nodes.${dossierId}.evaluation.sheetsIn = 1`,
        `.evaluations.nodes.${evaluationId}.sheetsIn = 1`,
        expect.stringContaining(`.evaluations.nodes.${evaluationId}.dossier.slipNo = `),
        expect.stringContaining(`.councils.nodes.${councilId}.seats.`),
        `.salePoints.nodes.${salePointId}.operatorSubject = "demo-operator-b"`,
        `.lot.id = ${JSON.stringify(lotId)}`,
        expect.stringContaining(`.lot.tradeItem.product.producer.phone = `),
        expect.stringContaining(".producer.phone = "),
      ]),
    );
    expect(ofOffice).toContain(`.producer.id = ${JSON.stringify(producerId)}`);
    const sheets = (facts: readonly string[]) => facts.filter((fact) => /\.scoreSheets\..*\.total = /.test(fact));
    expect([sheets(ofOffice).length, sheets(only(ofSeat, ofOffice)).length]).toEqual([0, 5]);
  });

  it("sees what the seat shows and nothing else while there is no more", async () => {
    expect(await seenBy(person)).toEqual(ofSeat);
    expect(await rightsOfPerson()).toEqual([]);
  });

  it("is given no right by oneself, nor by who may not give it", async () => {
    expect(refusalsIn(await grant(first, first))).toEqual({ grantAssignment: "FORBIDDEN" });
    expect(refusalsIn(await grant(person, person))).toEqual({ grantAssignment: "FORBIDDEN" });
    expect(refusalsIn(await grant("demo-province-a", person))).toEqual({ grantAssignment: "FORBIDDEN" });
    expect(await rightsOfPerson()).toEqual([]);
  });

  it("has nothing of a right that one officer proposed, and neither may agree alone", async () => {
    granted = held(await grant(first, person)).grantAssignment;
    expect(granted).toMatchObject({ state: "PROPOSED", live: false });
    expect(refusalsIn(await confirm(first, granted))).toEqual({ confirmAssignment: "SAME_OFFICER" });
    expect(refusalsIn(await confirm(person, granted))).toEqual({ confirmAssignment: "FORBIDDEN" });
    expect(await rightsOfPerson()).toEqual([granted]);
    expect(await seenBy(person)).toEqual(ofSeat);
  });

  it("sees exactly the union of both once a second officer has agreed", async () => {
    granted = held(await confirm(second, granted)).confirmAssignment;
    expect(granted).toMatchObject({ state: "ACTIVE", live: true });
    await eventually("the gateway knows the new right", patience, async () => {
      const seen = await seenBy(person);
      return seen.length !== ofSeat.length;
    });
    expect(await seenBy(person)).toEqual(union(ofSeat, ofOffice));
  });

  it("sees no sheet that is open in either province, being neither its author nor its judge", async () => {
    const facts = await seenBy(person);
    const { evaluationId } = beside;
    expect(facts.filter((fact) => fact.includes(`${evaluationId}.scoreSheets`))).toEqual([]);
    expect(facts.filter((fact) => fact.startsWith(".evaluation.scoreSheets"))).toEqual([]);
    expect(facts).toContain(".evaluation.sheetsIn = 1");
  });

  it("keeps the seat's part alone, in all four services, within a minute after the office is taken back", async () => {
    expect(refusalsIn(await revoke("demo-province-a", granted))).toEqual({ revokeAssignment: "NOT_FOUND" });
    expect(await rightsOfPerson()).toEqual([granted]);
    const revoked = held(await revoke(first, granted)).revokeAssignment;
    expect(revoked).toMatchObject({ state: "REVOKED", live: false });
    await eventually("nothing of the office is shown any more", limit, async () => {
      const seen = await seenBy(person);
      return seen.length === ofSeat.length;
    });
    const answer = await look(person);
    expect(shownBy(answer)).toEqual(ofSeat);
    expect(answer.data).toMatchObject({ dossier: null, evaluation: null, lot: null });
    const refusals = refusalsIn(answer);
    expect(officersPart.map((path) => [path, refusals[path]])).toEqual([
      ["dossier", "NOT_FOUND"],
      ["producer.phone", "FORBIDDEN"],
      ["producer.representative", "FORBIDDEN"],
      ["producer.nationalIdMasked", "FORBIDDEN"],
      ["evaluation", "NOT_FOUND"],
    ]);
    expect(Object.entries(refusals).filter(([path]) => path.endsWith("operatorSubject")).length).toBeGreaterThan(0);
  });

  it("and acts for the office no more", async () => {
    const { data, errors } = await ask(
      platform,
      person,
      "mutation ($input: UpdateProducerInput!) { updateProducer(input: $input) { id } }",
      { input: { producerId: beside.producerId, expectedVersion: 1, addressLine: "Khác" } },
    );
    expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([{ updateProducer: null }, ["FORBIDDEN"]]);
  });
});
