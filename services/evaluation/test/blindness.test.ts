import { Writable } from "node:stream";
import { anonymous } from "@ocop/contracts";
import { createCipher, createLog, producerConnection } from "@ocop/service-kit";
import { eventually } from "@ocop/service-kit/testing";
import { buildSchema } from "../src/graph/schema";
import type { EvaluationViewer } from "../src/domain/rights";
import { type EvaluationProcess, evaluationProcess, fieldKey } from "./process";
import { lentBy, people, scorers, type Who } from "./stage";
import { actOn, answersOf, documentOf, keyOf, type Plant, plants, type Row, type Station, walk } from "./walk";
import { selectionOf, valuesIn } from "./whole-graph";

const { schema } = buildSchema();
const everythingOf = (type: string, depth = 3): string => selectionOf(schema, schema.getType(type), depth);

/** Everybody, by whether sheets of closed scoring rounds are theirs to read. */
const readers: Readonly<Record<string, EvaluationViewer>> = {
  chair: people.chair,
  m1: people.m1,
  m2: people.m2,
  m3: people.m3,
  expert: people.expert,
  secretary: people.secretary,
  province: people.officer,
  central: people.central,
  auditor: people.auditor,
  "auditor of the province": people.provinceAuditor,
  "break-glass lent by the province": lentBy("officer"),
  "break-glass lent by the centre": lentBy("central"),
  "break-glass lent by an auditor": lentBy("auditor"),
};
const outsiders: Readonly<Record<string, EvaluationViewer>> = {
  public: { ...anonymous, seats: [] },
  stranger: people.stranger,
  "another province": people.strangerOfficer,
  producer: people.producer,
  commune: people.commune,
  partner: people.partner,
  advisor: people.advisor,
  "platform operator": people.operator,
  "break-glass lent by a member": lentBy("m1"),
  "break-glass lent by the chair": lentBy("chair"),
  "break-glass lent by the producer": lentBy("producer"),
};

const lines: string[] = [];
const log = createLog("test", {
  level: "trace",
  destination: new Writable({
    write: (line, _encoding, done) => {
      lines.push(String(line));
      done();
    },
  }),
});

/** Does this value give the plant away? A total counts as a number, and as the text of one. */
const betrays = (value: string | number, { words, total }: Plant): boolean =>
  typeof value === "number"
    ? value === total
    : value.includes(words) || /^(\d+)(\.0+)?$/.exec(value)?.[1] === String(total);

const nameOf = ({ who, round }: Plant): string => `${who} in round ${String(round)}`;
const foundIn = (answers: unknown): readonly string[] => {
  const values = valuesIn(answers);
  return plants.filter((plant) => values.some((value) => betrays(value, plant))).map(nameOf);
};

const forms = `query ($id: ID!, $yes: Boolean!) {
  first: evaluation(id: $id) { ...Sheets second: scoreSheets @include(if: $yes) { t: total c: comment } }
  evaluation(id: $id) { ... on Evaluation { ...Sheets } __typename @skip(if: $yes) } }
fragment Sheets on Evaluation { third: scoreSheets { ...Sheet } r: rating { s: sum h: highest l: lowest } m: meanScore
  rounds { no rating { sum mean } } }
fragment Sheet on ScoreSheet { x: total y: comment answers { criterion option reason } findings { ground reason }
  seat { displayName } }`;

type Ids = { readonly councilId: string; readonly dossierId: string; readonly productId: string };

/** Each way on which something of an evaluation could be reached. */
const questions = (id: string, { councilId, dossierId, productId }: Ids): readonly (readonly [string, object])[] => [
  [`query ($id: ID!) { evaluation(id: $id) ${everythingOf("Evaluation")} }`, { id }],
  [
    `{ evaluations(first: 100) { totalCount pageInfo { startCursor endCursor } nodes ${everythingOf("Evaluation", 2)} } }`,
    {},
  ],
  [`query ($id: ID!) { council(id: $id) ${everythingOf("Council")} }`, { id: councilId }],
  [`{ councils(first: 100) { totalCount nodes ${everythingOf("Council", 2)} } }`, {}],
  [`{ certificates(first: 100) { nodes ${everythingOf("Certificate", 2)} } }`, {}],
  [forms, { id, yes: true }],
  [
    `query ($keys: [_Any!]!) { _entities(representations: $keys) {
       ... on Evaluation ${everythingOf("Evaluation", 2)} ... on Council ${everythingOf("Council", 2)}
       ... on Dossier ${everythingOf("Dossier")} ... on Product ${everythingOf("Product", 2)} } }`,
    {
      keys: [
        { __typename: "Evaluation", id },
        { __typename: "Council", id: councilId },
        { __typename: "Dossier", id: dossierId },
        { __typename: "Product", id: productId },
      ],
    },
  ],
];

describe("a value of an open scoring round", () => {
  let process: EvaluationProcess;
  let redis: ReturnType<typeof producerConnection>;
  const stations: { readonly station: Station; readonly ids: Ids }[] = [];

  beforeAll(async () => {
    process = await evaluationProcess({ roles: ["graph", "worker", "relay"], log });
    redis = producerConnection(process.redis, log);
  });
  afterAll(async () => {
    redis.disconnect();
    await process.stop();
  });

  const rawOf = async (key: string): Promise<unknown> => {
    switch (await redis.type(key)) {
      case "hash":
        return redis.hgetall(key);
      case "list":
        return redis.lrange(key, 0, -1);
      case "set":
        return redis.smembers(key);
      case "zset":
        return redis.zrange(key, 0, -1);
      case "stream":
        return redis.xrange(key, "-", "+");
      default:
        return redis.get(key);
    }
  };
  const parsed = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };

  /** What lies outside the tables of sheets and rounds: events, queues, log lines, kept answers, the audit log. */
  const elsewhere = async (): Promise<Readonly<Record<string, unknown>>> => {
    await eventually("every event went out", 10, async () => {
      const [row] = await process.dataSource.query<{ n: string | number }[]>(
        "SELECT COUNT(*) AS n FROM outbox_delivery WHERE attempts = 0",
      );
      return Number(row?.n) === 0;
    });
    const events = await process.dataSource.query<{ payload: string; meta: string }[]>(
      "SELECT payload, meta FROM outbox_event WHERE type NOT LIKE 'evaluation.criteriaSet.%'",
    );
    const jobs: unknown[] = [];
    const queued: unknown[] = [];
    for (const key of await redis.keys("*")) {
      const raw = await rawOf(key);
      queued.push([key, raw]);
      if (typeof raw === "object" && raw !== null && "data" in raw) jobs.push(parsed(String(raw.data)));
    }
    const kept = await process.dataSource.query<{ scope: Buffer; sealed: Buffer | null }[]>(
      "SELECT scope, sealed FROM idempotency",
    );
    const { database } = process.dataSource.driver;
    const audit = await process.dataSource.query<unknown[]>(`SELECT * FROM ${String(database)}_audit.audit_entry`);
    return {
      events: events.map(({ payload, meta }) => [parsed(payload), parsed(meta)]),
      jobs,
      // Numbers of a queue are counters and times: texts alone are searched here, bodies above.
      queued: valuesIn(queued).filter((value) => typeof value === "string" && /\D/.test(value)),
      log: lines.map(parsed),
      kept: kept.map(({ scope, sealed }) => [scope, sealed].map((bytes) => bytes?.toString("latin1"))),
      keptAsText: kept.map(({ sealed }) => sealed?.toString("utf8")),
      audit: valuesIn(audit).filter((value) => typeof value === "string"),
    };
  };

  /** Everything that this person can make the graph say about it. */
  const answersTo = (viewer: EvaluationViewer, { evaluation }: Station, ids: Ids): Promise<readonly unknown[]> => {
    const asked = questions(evaluation.id, ids).map(([document, variables]) =>
      process.ask(viewer, document, { ...variables }),
    );
    return Promise.all(asked);
  };

  it("is nobody's but its member's, in every state and on every way through the graph", async () => {
    await walk(process, async (station, ids) => {
      stations.push({ station, ids });
      const inside = plants.filter(
        ({ round, who }) =>
          round <= station.newest &&
          (round !== station.open || !station.name.includes("three") || scorers.indexOf(who) < 3),
      );
      for (const [name, viewer] of Object.entries({ ...readers, ...outsiders })) {
        const mayRead = name in readers;
        const expected = inside
          .filter(({ round, who }) => (round === station.open ? who === name : mayRead))
          .map(nameOf);
        const found = foundIn(await answersTo(viewer, station, ids));
        expect([station.name, name, found]).toEqual([station.name, name, expected]);
      }
      for (const [place, content] of Object.entries(await elsewhere()))
        expect([station.name, place, foundIn(content)]).toEqual([station.name, place, []]);
      if (station.open > 0) await refusals(station, ids);
    });
    for (const [place, content] of Object.entries(await elsewhere()))
      expect([place, valuesIn(content).length > 0]).toEqual([place, true]);
    expect(stations.map(({ station }) => station.name)).toEqual([
      "RECEIVED",
      "RELEASED",
      "SCORING, three of five sheets in",
      "SCORING, all sheets in",
      "CLOSED after round 1",
      "DISCUSSION",
      "RESCORING, three of five sheets in",
      "RESCORING, all sheets in",
      "CLOSED after round 2",
      "SIGNED",
      "PUBLISHED",
    ]);
  }, 240_000);

  /** Acts of others while the round is open: what they answer, and how they are refused. */
  const refusals = async ({ evaluation, open, name }: Station, { councilId }: Ids): Promise<void> => {
    const step = { evaluationId: evaluation.id, expectedVersion: evaluation.version };
    const stale = { ...step, expectedVersion: 1 };
    const planted = plants.find(({ who, round }) => who === "m1" && round === open);
    if (!planted) throw new Error("nothing was planted");
    const idempotencyKey = keyOf(planted);
    const sheet = { ...step, answers: [], idempotencyKey };
    const attempts: readonly (readonly [Who, string, object, string])[] = [
      ["m2", "submitScoreSheet", sheet, "SHEET_LOCKED"],
      ["m3", "submitScoreSheet", sheet, name.includes("three") ? "SHEET_INCOMPLETE" : "SHEET_LOCKED"],
      ["m1", "submitScoreSheet", sheet, "IDEMPOTENCY_MISMATCH"],
      ["m1", "submitScoreSheet", { ...sheet, idempotencyKey: "another" }, "SHEET_LOCKED"],
      ["m2", "submitScoreSheet", { ...sheet, ...stale }, "STALE_VERSION"],
      ["chair", "closeScoring", stale, "STALE_VERSION"],
      ["chair", "closeScoring", { ...step, agreed: [{ criterion: "none", option: null }] }, "CRITERION_UNKNOWN"],
      ["chair", "signMinutes", step, "WRONG_STATE"],
      ["chair", "openDiscussion", { ...step, reason: "Muốn xem điểm" }, "WRONG_STATE"],
      ["chair", "reopenScoring", { ...step, presentSeatIds: [] }, "WRONG_STATE"],
      ["officer", "releaseEvaluation", { ...step, councilId }, "WRONG_STATE"],
      ["officer", "publishResult", step, "WRONG_STATE"],
      [
        "officer",
        "issueCertificate",
        { evaluationId: evaluation.id, issuedOn: "2026-11-21", idempotencyKey },
        "WRONG_STATE",
      ],
      [
        "central",
        "recordDecision",
        { ...step, decisionNo: "1", decidedOn: "2026-11-21", authority: "UBND", signedBy: "A" },
        "WRONG_STATE",
      ],
    ];
    for (const [who, mutation, input, code] of attempts) {
      if (name.includes("three") && code === "CRITERION_UNKNOWN") continue;
      const type = String(schema.getMutationType()?.getFields()[mutation]?.type);
      const answer = await process.ask(
        who,
        `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) {
        ${mutation}(input: $input) ${everythingOf(type)} }`,
        { input },
      );
      expect([who, mutation, answer.errors[0]?.extensions.code]).toEqual([who, mutation, code]);
      const own = plants.filter((plant) => plant.who === who && plant.round === open).map(nameOf);
      expect([who, mutation, foundIn(answer).filter((plant) => !own.includes(plant))]).toEqual([who, mutation, []]);
    }
    if (name.includes("three")) {
      const early = await process.ask("chair", documentOf("closeScoring", "id"), { input: step });
      expect(early.errors[0]?.extensions).toMatchObject({ code: "NO_QUORUM" });
      expect(early.errors[0]?.extensions.facts).toEqual({ needed: 4, got: 3 });
    }
    for (const who of [
      "secretary",
      "advisor",
      "officer",
      "central",
      "auditor",
      "commune",
      "producer",
      "stranger",
    ] as const)
      expect(
        foundIn(await process.ask(who, documentOf("submitScoreSheet", "id total comment"), { input: sheet })),
      ).toEqual([]);
    const again = { ...step, answers: answersOf(planted), comment: planted.words, idempotencyKey };
    const repeated = await process.ask("m1", documentOf("submitScoreSheet", everythingOf("ScoreSheet").slice(1, -1)), {
      input: again,
    });
    expect([repeated.errors, foundIn(repeated)]).toEqual([[], [nameOf(planted)]]);
  };

  it("lies in no list of others: they see how many sheets are in, and nothing whose order or number could tell", async () => {
    const act = actOn(process);
    const opened = await process.onStage((stage) => stage.scoring());
    const evaluation: Row = { id: opened.evaluation.id, version: opened.evaluation.version };
    const [plant] = plants;
    if (!plant) throw new Error("nothing was planted");
    await act("chair", "submitScoreSheet", {
      evaluationId: evaluation.id,
      expectedVersion: evaluation.version,
      answers: answersOf(plant),
      comment: plant.words,
      idempotencyKey: "one-sheet",
    });
    const document =
      "query ($id: ID!) { evaluation(id: $id) { sheetsIn sheetsExpected scoreSheets { id submittedAt } } }";
    for (const who of ["m1", "secretary", "advisor", "officer", "central", "auditor"] as const)
      expect((await process.ask(who, document, { id: evaluation.id })).data).toEqual({
        evaluation: { sheetsIn: 1, sheetsExpected: 5, scoreSheets: [] },
      });
    for (const who of ["commune", "producer", "stranger"] as const)
      expect((await process.ask(who, document, { id: evaluation.id })).data).not.toMatchObject({
        evaluation: { sheetsIn: 1 },
      });
  });

  it("is kept for a repeated request, but sealed", async () => {
    const rows = await process.dataSource.query<{ scope: Buffer; sealed: Buffer }[]>(
      "SELECT scope, sealed FROM idempotency",
    );
    const cipher = createCipher([fieldKey]);
    const opened = rows.map(({ scope, sealed }) => cipher.open(sealed, `idempotency/${scope.toString("hex")}`));
    for (const { words } of plants)
      expect(opened.filter((bytes) => bytes.toString("latin1").includes(words))).toHaveLength(
        words === plants[0]?.words ? 2 : 1,
      );
    expect(rows.some(({ sealed }) => plants.some(({ words }) => sealed.includes(words)))).toBe(false);
  });
});
