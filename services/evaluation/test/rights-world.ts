import { anonymous, dayOf, systemViewer, type Role, type ScopeType } from "@ocop/contracts";
import { insert, newId } from "@ocop/service-kit";
import type { Asking, InSituations } from "@ocop/service-kit/testing";
import { recognitionTable } from "../src/data/certificate.table";
import { councilQueries } from "../src/data/council.queries";
import { queriesOf } from "../src/data/queries";
import type { Certificate } from "../src/domain/certificate";
import type { Council, SeatRole } from "../src/domain/council";
import type { Evaluation } from "../src/domain/evaluation";
import { type EvaluationViewer, withoutSeats } from "../src/domain/rights";
import { buildSchema } from "../src/graph/schema";
import { foundCouncil } from "../src/use-cases/found-council";
import { issueCertificate } from "../src/use-cases/issue-certificate";
import { openScoring } from "../src/use-cases/open-scoring";
import { recordDecision } from "../src/use-cases/record-decision";
import { releaseEvaluation } from "../src/use-cases/release-evaluation";
import { requestRevocation } from "../src/use-cases/request-revocation";
import { type EvaluationProcess, evaluationProcess } from "./process";
import { sheetWorth } from "./rulebook";
import {
  communeId,
  newSeats,
  otherProvinceId,
  people,
  producerId,
  provinceId,
  scorers,
  type Stage,
  tea,
} from "./stage";

export const subgraph = buildSchema();

/** The first day after the term of the stage's councils, at ten in the morning of Vietnam. */
export const afterTheTerm = new Date("2027-01-05T03:00:00Z");

const past = { province: newId(), commune: newId() };
const otherCommuneId = newId();
const answers = sheetWorth(tea.parts, 4, 78);

/** The people of a council, a deputy chair and a secretary who is a member among them. */
const seatsNamed = (suffix: string) =>
  [
    ...newSeats,
    { agency: "Sở", role: "DEPUTY_CHAIR" as const, subject: "deputy", displayName: "Phó", alsoMember: false },
    { agency: "Chi cục", role: "SECRETARY" as const, subject: "scribe", displayName: "Thư ký", alsoMember: true },
  ].map((seat) => ({ ...seat, subject: `${seat.subject}${suffix}` }));

export type World = {
  readonly process: EvaluationProcess;
  readonly council: Council;
  /** of the stage's producer, in the stage's province and commune */
  readonly evaluations: Readonly<
    Record<"received" | "released" | "scoring" | "closed" | "signed" | "published", Evaluation>
  >;
  readonly certificate: Certificate;
  readonly secondCertificate: Certificate;
  /** published, without a certificate yet */
  readonly uncertified: Evaluation;
  readonly revocationId: string;
  readonly recognitionId: string;
  /** seats of an evaluation and roles, each in every situation it knows */
  readonly roles: Readonly<Record<string, InSituations<EvaluationViewer>>>;
  /** the same by name, but without the seats of terms that ended */
  readonly viewers: Readonly<Record<string, EvaluationViewer>>;
  /** those who sat on the council, as the day after its term knows them */
  readonly formerViewers: Readonly<Record<string, EvaluationViewer>>;
  readonly ask: Asking<EvaluationViewer>;
  readonly seated: (subject: string, day?: Date) => Promise<EvaluationViewer>;
};

const step = ({ id, version }: Evaluation) => ({ evaluationId: id, expectedVersion: version });

const councilOf = async (stage: Stage, suffix: string, provinceRegionId: string): Promise<Council> =>
  foundCouncil(await stage.as(suffix === "" ? "officer" : "strangerOfficer"), {
    provinceRegionId,
    // Five of the seven who vote are enough.
    rulesId: await stage.enterRules({ quorumRatio: "1/2" }),
    ...{ decisionNo: "5/QĐ-UBND", decidedOn: "2026-01-05", termFrom: "2026-01-05", termUntil: "2027-01-05" },
    seats: seatsNamed(suffix),
  });

/** Evaluations of one producer before one council, as far as each is to come. */
const maker = (stage: Stage, council: Council) => {
  const received = () => stage.received({ producerId }, { producerId });
  const released = async () =>
    releaseEvaluation(await stage.as("officer"), { ...step(await received()), councilId: council.id });
  const scoring = async (sheets: readonly (typeof scorers)[number][]) => {
    const evaluation = await released();
    const seats = await stage.seats(council);
    const present = scorers.map((subject) => seats[subject]?.id ?? "");
    const opened = await openScoring(await stage.as("chair"), { ...step(evaluation), presentSeatIds: present });
    for (const who of sheets) await stage.submit(who, opened, answers);
    return opened;
  };
  return { received, released, scoring };
};

const decision = {
  decisionNo: "77/QĐ-UBND",
  decidedOn: "2026-11-21",
  authority: "UBND tỉnh",
  signedBy: "Nguyễn Văn A",
};

const build = async (stage: Stage) => {
  await stage.loadTea();
  const council = await councilOf(stage, "", provinceId);
  await councilOf(stage, "-elsewhere", otherProvinceId);
  const make = maker(stage, council);
  const closedOf = async () => stage.close(await make.scoring(scorers));
  const signedOf = async () => stage.sign(await closedOf());
  const publishedOf = async () => recordDecision(await stage.as("officer"), { ...step(await signedOf()), ...decision });
  const certify = async ({ id }: Evaluation) =>
    issueCertificate(await stage.as("officer"), { evaluationId: id, issuedOn: "2026-11-21", certificateNo: null });
  const evaluations = {
    received: await make.received(),
    released: await make.released(),
    scoring: await make.scoring(["chair", "m1"]),
    closed: await closedOf(),
    signed: await signedOf(),
    published: await publishedOf(),
  };
  const certificate = await certify(evaluations.published);
  const secondCertificate = await certify(await publishedOf());
  const uncertified = await publishedOf();
  const revocation = await requestRevocation(await stage.as("officer"), {
    ...{ certificateId: certificate.id, expectedVersion: certificate.version },
    ...{ ground: "LAW_BREACH", reason: "Vi phạm", concludedOn: null },
  });
  const recognitionId = newId();
  await insert(stage.manager, recognitionTable, [
    {
      ...{ id: recognitionId, version: 1, productId: evaluations.published.productId, producerId, productName: "Chè" },
      ...{ stars: 3, decisionNo: null, issuedOn: null, expiresOn: null, authority: null, year: 2023, regime: null },
      sourceUrl: null,
    },
  ]);
  return {
    council,
    evaluations,
    certificate,
    secondCertificate,
    uncertified,
    revocationId: revocation.id,
    recognitionId,
  };
};

const right = (role: Role, scopeType: ScopeType, scopeId: string | null, regionIds: readonly string[] = []) => ({
  ...{ id: newId(), role, scopeType, scopeId, regionIds },
});
type Right = ReturnType<typeof right>;

/** What the gateway carries for each role: registry leaves out what ended, and resolves merged units. */
const carried = (): Readonly<
  Record<string, { readonly inside: Right; readonly outside?: Right; readonly merged?: Right }>
> => {
  const provincial = (role: Role) => ({
    inside: right(role, "PROVINCE", provinceId, [provinceId]),
    outside: right(role, "PROVINCE", otherProvinceId, [otherProvinceId]),
    merged: right(role, "PROVINCE", past.province, [provinceId]),
  });
  const producers = (role: Role) => ({
    inside: right(role, "PRODUCER", producerId),
    outside: right(role, "PRODUCER", newId()),
  });
  return {
    PRODUCER_OWNER: producers("PRODUCER_OWNER"),
    PRODUCER_DELEGATE: producers("PRODUCER_DELEGATE"),
    COMMUNE_OFFICER: {
      inside: right("COMMUNE_OFFICER", "COMMUNE", communeId, [communeId]),
      outside: right("COMMUNE_OFFICER", "COMMUNE", otherCommuneId, [otherCommuneId]),
      merged: right("COMMUNE_OFFICER", "COMMUNE", past.commune, [communeId]),
    },
    PROVINCE_OFFICER: provincial("PROVINCE_OFFICER"),
    "AUDITOR of a province": provincial("AUDITOR"),
    "AUDITOR of the nation": { inside: right("AUDITOR", "NATIONAL", null) },
    CENTRAL_OFFICER: { inside: right("CENTRAL_OFFICER", "NATIONAL", null) },
    PLATFORM_OPERATOR: { inside: right("PLATFORM_OPERATOR", "NATIONAL", null) },
  };
};

const seatOf: Readonly<Record<string, string>> = {
  CHAIR: "chair",
  DEPUTY_CHAIR: "deputy",
  SECRETARY: "secretary",
  "SECRETARY who is a member": "scribe",
  MEMBER: "m1",
  EXPERT: "expert",
  ADVISOR: "advisor",
} satisfies Readonly<Record<SeatRole | "SECRETARY who is a member", string>>;

const everywhere = (viewer: EvaluationViewer): InSituations<EvaluationViewer> => ({
  "in scope": viewer,
  "out of scope": null,
  expired: null,
  "merged territory": null,
});

const withRight = (subject: string, assignment: Right | undefined): EvaluationViewer => ({
  ...people.stranger,
  subject,
  assignments: assignment ? [assignment] : [],
});

const named = (
  roles: Readonly<Record<string, InSituations<EvaluationViewer>>>,
): Readonly<Record<string, EvaluationViewer>> =>
  Object.fromEntries(
    Object.entries(roles).flatMap(([name, by]) =>
      Object.entries(by).flatMap(([situation, viewer]) => (viewer ? [[`${name}, ${situation}`, viewer] as const] : [])),
    ),
  );

const asking =
  (process: EvaluationProcess): Asking<EvaluationViewer> =>
  async (viewer, document, variables = {}) => {
    process.selects();
    const { data, errors } = await process.ask(viewer, document, variables);
    const sent = process.selects().filter((statement) => !/FROM seat s JOIN council/.test(statement));
    return { data, errors, statements: sent.length };
  };

/** A process of evaluation with rows in every state, and everybody who could ask for them. */
export const openWorld = async (): Promise<World> => {
  const process = await evaluationProcess();
  const made = await process.onStage(build);
  const seated = async (subject: string, day = process.clock.now()): Promise<EvaluationViewer> => ({
    ...people.stranger,
    subject,
    seats: await councilQueries(process.dataSource.manager).heldSeats(subject, dayOf(day)),
  });
  const rights = Object.entries(carried()).map(([name, { inside, outside, merged }]) => {
    const subject = name.replaceAll(" ", "-");
    const viewers: InSituations<EvaluationViewer> = {
      "in scope": withRight(subject, inside),
      "out of scope": outside ? withRight(`${subject}-out`, outside) : null,
      expired: withRight(`${subject}-expired`, undefined),
      "merged territory": withRight(`${subject}-merged`, merged ?? inside),
    };
    return [name, viewers] as const;
  });
  const lent: InSituations<EvaluationViewer> = {
    "in scope": { ...withRight("operator", carried()["PROVINCE_OFFICER"]?.inside), actedAs: "officer" },
    "out of scope": { ...withRight("operator", carried()["PROVINCE_OFFICER"]?.outside), actedAs: "officer" },
    expired: { ...withRight("operator", undefined), actedAs: "officer" },
    "merged territory": { ...withRight("operator", carried()["PROVINCE_OFFICER"]?.merged), actedAs: "officer" },
  };
  const seats: Record<string, InSituations<EvaluationViewer>> = {};
  const former: Record<string, EvaluationViewer> = {};
  for (const [name, subject] of Object.entries(seatOf)) {
    former[`${name}, expired`] = await seated(subject, afterTheTerm);
    seats[name] = {
      "in scope": await seated(subject),
      "out of scope": await seated(`${subject}-elsewhere`),
      expired: null,
      "merged territory": await seated(subject),
    };
  }
  const others = {
    "operator with the lent rights of a PROVINCE_OFFICER": lent,
    "operator with the lent rights of a CHAIR": everywhere({ ...people.operator, assignments: [], actedAs: "chair" }),
    "somebody signed in": everywhere(people.stranger),
    "the public": everywhere(withoutSeats(anonymous)),
    ...Object.fromEntries(
      ["event", "clock", "loader", "gateway"].map((name) => [
        `the system's ${name}`,
        everywhere(withoutSeats(systemViewer(name))),
      ]),
    ),
  };
  const live = { ...Object.fromEntries(rights), ...seats, ...others };
  const roles = Object.fromEntries(
    Object.entries(live).map(([name, by]) => [name, { ...by, expired: former[`${name}, expired`] ?? by.expired }]),
  );
  return {
    ...made,
    ...{ process, roles, viewers: named(live), formerViewers: former, ask: asking(process), seated },
  };
};

/** A row of the tables as the rules read it, whoever asks. */
export const rowsIn = ({ process }: World) => {
  const queries = queriesOf(process.dataSource.manager);
  const only = <T>([row]: readonly T[]): T => {
    if (row === undefined) throw new Error("no such row");
    return row;
  };
  return {
    evaluation: async (id: string) => only(await queries.evaluations([id], "everything")),
    council: async (id: string) => only(await queries.councils([id], "everything")),
    revocation: async (certificateId: string) => only(await queries.revocationsOf([certificateId], "everything")),
    sheet: async (evaluationId: string, subject: string) =>
      only((await queries.sheetsOf([evaluationId], "everything")).filter((sheet) => sheet.subject === subject)),
    criteriaSet: async (id: string) => only(await queries.criteriaSets([id])),
  };
};
