import { anonymous, type Facts, type Role, systemViewer, type ViewerAssignment } from "@ocop/contracts";
import { createPublish, newId, newTrace, plumbingTables, printTrace, publicCode, scheduleDue } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import { councilQueries } from "../src/data/council.queries";
import { repositoriesOf } from "../src/data/repositories";
import { tables } from "../src/data/tables";
import type { Council, Seat, SeatRole } from "../src/domain/council";
import type { CouncilSettings } from "../src/domain/council-rules";
import type { AcceptedDossier, Evaluation } from "../src/domain/evaluation";
import type { ProductCopy } from "../src/domain/product-copy";
import { type EvaluationViewer, withoutSeats } from "../src/domain/rights";
import type { Answer } from "../src/domain/score-sheet";
import { closeScoring } from "../src/use-cases/close-scoring";
import { copyProducer } from "../src/use-cases/copy-producer";
import { copyProduct } from "../src/use-cases/copy-product";
import type { Deps } from "../src/use-cases/deps";
import { enterCouncilRules } from "../src/use-cases/enter-council-rules";
import { foundCouncil } from "../src/use-cases/found-council";
import { openDiscussion } from "../src/use-cases/open-discussion";
import { openEvaluation } from "../src/use-cases/open-evaluation";
import { openScoring } from "../src/use-cases/open-scoring";
import { publishCriteriaSet } from "../src/use-cases/publish-criteria-set";
import { releaseEvaluation } from "../src/use-cases/release-evaluation";
import { reopenScoring } from "../src/use-cases/reopen-scoring";
import { signMinutes } from "../src/use-cases/sign-minutes";
import { submitScoreSheet } from "../src/use-cases/submit-score-sheet";
import { refusalOf } from "./refusal";
import { defaults, setOf, sheetWorth } from "./rulebook";

export const provinceId = "01a00000-0000-7000-8000-000000000001";
export const communeId = "01a00000-0000-7000-8000-000000000002";
export const otherProvinceId = "01a00000-0000-7000-8000-000000000003";
/** The producer whom the people of the stage speak for, where a test gives its product to it. */
export const producerId = "01a00000-0000-7000-8000-000000000004";
/** Saturday, 21/11/2026, 10:00 in Vietnam. */
export const morning = new Date("2026-11-21T03:00:00Z");
export const tea = setOf("QD26-11");

const assignment = (
  role: Role,
  scopeType: ViewerAssignment["scopeType"],
  scopeId: string | null,
): ViewerAssignment => ({
  id: newId(),
  role,
  scopeType,
  scopeId,
  regionIds: scopeType !== "PRODUCER" && scopeId !== null ? [scopeId] : [],
});

const person = (subject: string, ...assignments: readonly ViewerAssignment[]): EvaluationViewer => ({
  ...anonymous,
  subject,
  assignments,
  seats: [],
});

/** People by subject; council seats are added from the tables when they act. */
export const people = {
  officer: person("officer", assignment("PROVINCE_OFFICER", "PROVINCE", provinceId)),
  secondOfficer: person("second-officer", assignment("PROVINCE_OFFICER", "PROVINCE", provinceId)),
  strangerOfficer: person("stranger-officer", assignment("PROVINCE_OFFICER", "PROVINCE", otherProvinceId)),
  central: person("central", assignment("CENTRAL_OFFICER", "NATIONAL", null)),
  commune: person("commune", assignment("COMMUNE_OFFICER", "COMMUNE", communeId)),
  producer: person("producer", assignment("PRODUCER_OWNER", "PRODUCER", producerId)),
  auditor: person("auditor", assignment("AUDITOR", "NATIONAL", null)),
  provinceAuditor: person("province-auditor", assignment("AUDITOR", "PROVINCE", provinceId)),
  operator: person("operator", assignment("PLATFORM_OPERATOR", "NATIONAL", null)),
  /** a machine with a token of its own: its partner is a fact of another service */
  partner: { ...person("key:partner"), client: "partner" },
  chair: person("chair"),
  m1: person("m1"),
  m2: person("m2"),
  m3: person("m3"),
  expert: person("expert"),
  secretary: person("secretary"),
  advisor: person("advisor"),
  stranger: person("stranger"),
  event: withoutSeats(systemViewer("event")),
  clock: withoutSeats(systemViewer("clock")),
  loader: withoutSeats(systemViewer("loader")),
} as const;
export type Who = keyof typeof people;

/** The operator with rights lent under break-glass by somebody, as the gateway would vouch for it. */
export const lentBy = (who: Who): EvaluationViewer => ({
  ...people.operator,
  assignments: people[who].assignments,
  actedAs: people[who].subject,
});

export const scorers = ["chair", "m1", "m2", "m3", "expert"] as const;

const roleOf: Readonly<Record<(typeof scorers)[number] | "secretary" | "advisor", SeatRole>> = {
  chair: "CHAIR",
  m1: "MEMBER",
  m2: "MEMBER",
  m3: "MEMBER",
  expert: "EXPERT",
  secretary: "SECRETARY",
  advisor: "ADVISOR",
};

/** A council of five with a secretary and an advisor. */
export const newSeats = Object.entries(roleOf).map(([subject, role]) => ({
  agency: `Cơ quan ${subject}`,
  role,
  subject,
  displayName: `Đại diện ${subject}`,
  alsoMember: false,
}));

/** Every table but the audit log's, which tells of refusals too. */
export const watchedTables = (): readonly string[] =>
  [...tables.map(({ options }) => options.name), ...plumbingTables()].filter((name) => name !== "audit_pending");

/** One world on one transaction: who acts, at what time, on which rows. */
export class Stage {
  now = morning;
  constructor(readonly manager: EntityManager) {}

  /** What a use case is given when this person acts now, the seats read from the tables. */
  async as(who: Who): Promise<Deps> {
    const viewer = people[who];
    const { subject } = viewer;
    const seats =
      subject === null
        ? []
        : await councilQueries(this.manager).heldSeats(subject, this.now.toISOString().slice(0, 10));
    const meta = { actor: subject ?? viewer.system ?? "test", traceparent: printTrace(newTrace()), causationId: null };
    return {
      repositories: repositoriesOf(this.manager),
      publish: createPublish({ service: "evaluation", manager: this.manager, meta }),
      schedule: (due) => scheduleDue(this.manager, { ...due, payload: null }),
      now: () => this.now,
      newId,
      newCode: publicCode,
      viewer: { ...viewer, seats },
    };
  }

  /** Every row of every table but the audit log's, for proofs that nothing changed. */
  async everything(): Promise<string> {
    const rows: unknown[] = [];
    for (const name of watchedTables()) rows.push(await this.manager.query(`SELECT * FROM ${name}`));
    return JSON.stringify(rows);
  }

  /** Code of the refusal that an act answers with, and proof that it changed nothing. */
  async refused(act: () => Promise<unknown>): Promise<readonly [string, Facts]> {
    const before = await this.everything();
    const answer = await refusalOf(act());
    if ((await this.everything()) !== before) throw new Error(`${answer[0]} changed something`);
    return answer;
  }

  /** Names of the events published so far, oldest first. */
  async published(): Promise<readonly string[]> {
    const rows = await this.manager.query<{ type: string }[]>("SELECT type FROM outbox_event ORDER BY event_id");
    return rows.map(({ type }) => type);
  }

  async eventBodies(type: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const rows = await this.manager.query<{ payload: string }[]>(
      "SELECT payload FROM outbox_event WHERE type = ? ORDER BY event_id",
      [type],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as Readonly<Record<string, unknown>>);
  }

  async loadTea(): Promise<void> {
    await publishCriteriaSet(await this.as("loader"), tea);
  }

  async enterRules(changes: Partial<CouncilSettings> = {}, demonstration = false): Promise<string> {
    const deps = await this.as("loader");
    const ruleKey = `rules-${newId().slice(-12)}`;
    await enterCouncilRules(deps, {
      ruleKey,
      level: "PROVINCE",
      provinceName: "Trình Diễn",
      provinceCode: "98",
      listVersion: "demonstration",
      regime: "qd26-2026",
      document: "Quy chế",
      validFrom: null,
      validTo: null,
      settings: { ...defaults, leadTimeWorkingDays: 0, ...changes },
      stated: [],
      source: null,
      demonstration,
    });
    return (await deps.repositories.councilRules.ofKey(ruleKey))?.id ?? "";
  }

  async council(changes: Partial<CouncilSettings> = {}, demonstration = false): Promise<Council> {
    return foundCouncil(await this.as("officer"), {
      provinceRegionId: provinceId,
      rulesId: await this.enterRules(changes, demonstration),
      decisionNo: "5/QĐ-UBND",
      decidedOn: "2026-01-05",
      termFrom: "2026-01-05",
      termUntil: "2027-01-05",
      seats: newSeats,
    });
  }

  async seats(council: Council): Promise<Readonly<Record<string, Seat>>> {
    const seats = await repositoriesOf(this.manager).councils.seats(council.id);
    return Object.fromEntries(seats.map((seat) => [seat.subject, seat]));
  }

  async product(changes: Partial<ProductCopy> = {}): Promise<ProductCopy> {
    const producerId = newId();
    const copy: ProductCopy = {
      id: newId(),
      version: 1,
      producerId,
      name: { vi: "Chè Đồi Xanh", en: "Green Hill tea" },
      setCode: "QD26-11",
      provinceRegionId: provinceId,
      communeRegionId: communeId,
      demonstration: false,
      ...changes,
    };
    const deps = await this.as("event");
    await copyProducer(deps, { id: copy.producerId ?? producerId, version: 1, name: "Hợp tác xã Đồi Xanh" });
    await copyProduct(deps, copy);
    return copy;
  }

  dossier(product: ProductCopy, changes: Partial<AcceptedDossier> = {}): AcceptedDossier {
    return {
      dossierId: newId(),
      productId: product.id,
      producerId: product.producerId ?? newId(),
      productName: product.name,
      regime: "qd26-2026",
      setCode: "QD26-11",
      registrationType: "FIRST",
      roundId: newId(),
      provinceRegionId: provinceId,
      communeRegionId: communeId,
      snapshotSha256: "ab".repeat(32),
      selfAssessment: {},
      acceptedAt: this.now,
      ...changes,
    };
  }

  /** A dossier of a new product that the province accepted. */
  async received(changes: Partial<AcceptedDossier> = {}, product: Partial<ProductCopy> = {}): Promise<Evaluation> {
    return openEvaluation(await this.as("event"), this.dossier(await this.product(product), changes));
  }

  async released(
    settings: Partial<CouncilSettings> = {},
    changes: Partial<AcceptedDossier> = {},
    product: Partial<ProductCopy> = {},
  ): Promise<{ readonly evaluation: Evaluation; readonly council: Council }> {
    const council = await this.council(settings);
    const { id: evaluationId, version: expectedVersion } = await this.received(changes, product);
    const wish = { evaluationId, expectedVersion, councilId: council.id };
    return { evaluation: await releaseEvaluation(await this.as("officer"), wish), council };
  }

  /** Scoring is open with all five present. */
  async scoring(
    settings: Partial<CouncilSettings> = {},
    changes: Partial<AcceptedDossier> = {},
    product: Partial<ProductCopy> = {},
  ): Promise<{ readonly evaluation: Evaluation; readonly council: Council }> {
    const { evaluation, council } = await this.released(settings, changes, product);
    const seats = await this.seats(council);
    const presentSeatIds = scorers.map((subject) => seats[subject]?.id ?? "");
    const wish = { evaluationId: evaluation.id, expectedVersion: evaluation.version, presentSeatIds };
    return { evaluation: await openScoring(await this.as("chair"), wish), council };
  }

  async submit(who: Who, { id, version }: Evaluation, answers: readonly Answer[]) {
    return submitScoreSheet(await this.as(who), {
      evaluationId: id,
      expectedVersion: version,
      answers,
      findings: [],
      comment: null,
    });
  }

  async close({ id, version }: Evaluation): Promise<Evaluation> {
    return closeScoring(await this.as("chair"), { evaluationId: id, expectedVersion: version, agreed: [] });
  }

  async discuss({ id, version }: Evaluation): Promise<Evaluation> {
    return openDiscussion(await this.as("chair"), { evaluationId: id, expectedVersion: version, reason: "Xem lại" });
  }

  async reopen({ id, version, councilId }: Evaluation): Promise<Evaluation> {
    const deps = await this.as("chair");
    const seats = await deps.repositories.councils.seats(councilId ?? "");
    const presentSeatIds = seats.filter(({ subject }) => scorers.some((one) => one === subject)).map((seat) => seat.id);
    return reopenScoring(deps, { evaluationId: id, expectedVersion: version, presentSeatIds });
  }

  async sign({ id, version }: Evaluation): Promise<Evaluation> {
    return signMinutes(await this.as("chair"), { evaluationId: id, expectedVersion: version });
  }

  /** The five hand in sheets of so many points, all 3★ and 4★ minimums met. */
  async submitAll(evaluation: Evaluation, points: readonly number[], stars = 4): Promise<void> {
    for (const [nth, who] of scorers.entries()) {
      const target = points[nth];
      if (target !== undefined) await this.submit(who, evaluation, sheetWorth(tea.parts, stars, target));
    }
  }
}
