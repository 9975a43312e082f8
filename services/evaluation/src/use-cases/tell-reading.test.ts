import { onStage } from "../../test/on-stage";
import { sheetWorth } from "../../test/rulebook";
import { provinceId, scorers, type Stage, tea } from "../../test/stage";
import { closeScoring } from "./close-scoring";
import { endReading } from "./end-reading";
import { openDiscussion } from "./open-discussion";
import { reopenScoring } from "./reopen-scoring";

const { it } = onStage();

type Told = { readonly version: number; readonly body: Readonly<Record<string, unknown>> };

/** What was told of readings, oldest first. */
const told = async ({ manager }: Stage): Promise<readonly Told[]> => {
  const rows = await manager.query<{ agg_ver: number; payload: string }[]>(
    "SELECT agg_ver, payload FROM outbox_event WHERE agg_type = 'evaluation.reading' ORDER BY event_id",
  );
  return rows.map(({ agg_ver, payload }) => ({ version: agg_ver, body: JSON.parse(payload) as Told["body"] }));
};

const sheetsIn = ({ body }: Told): readonly string[] =>
  (body["readers"] as readonly { subject: string; sheetIn: boolean }[])
    .filter(({ sheetIn }) => sheetIn)
    .map(({ subject }) => subject);

it("tells with the release who may read, as the rules of the council say", async (stage) => {
  const { evaluation, council } = await stage.released({ advanceSelfScore: "FROM_RELEASE" });
  const reader = (subject: string, role: string, scoring: boolean) => ({
    subject,
    role,
    scoring,
    sheetIn: false,
    conflicted: false,
  });
  expect(await told(stage)).toEqual([
    {
      version: 1,
      body: {
        dossierId: evaluation.dossierId,
        evaluationId: evaluation.id,
        councilId: council.id,
        provinceRegionId: provinceId,
        released: true,
        advanceSelfScore: "FROM_RELEASE",
        readers: [
          reader("chair", "CHAIR", true),
          reader("m1", "MEMBER", true),
          reader("m2", "MEMBER", true),
          reader("m3", "MEMBER", true),
          reader("expert", "EXPERT", true),
          reader("secretary", "SECRETARY", false),
          reader("advisor", "ADVISOR", false),
        ],
      },
    },
  ]);
});

it("tells of each sheet that it is in, and of a new round that those of the first still are", async (stage) => {
  const { evaluation, council } = await stage.scoring();
  await stage.submitAll(evaluation, [69, 75, 78, 79, 80]);
  expect((await told(stage)).map((one) => [one.version, sheetsIn(one)])).toEqual([
    [1, []],
    [2, ["chair"]],
    [3, ["chair", "m1"]],
    [4, ["chair", "m1", "m2"]],
    [5, ["chair", "m1", "m2", "m3"]],
    [6, ["chair", "m1", "m2", "m3", "expert"]],
  ]);
  const step = ({ id, version }: typeof evaluation) => ({ evaluationId: id, expectedVersion: version });
  const chair = await stage.as("chair");
  const closed = await closeScoring(chair, { ...step(evaluation), agreed: [] });
  const discussed = await openDiscussion(chair, { ...step(closed), reason: "Chênh lệch" });
  const seats = await stage.seats(council);
  const presentSeatIds = scorers.map((subject) => seats[subject]?.id ?? "");
  const again = await reopenScoring(chair, { ...step(discussed), presentSeatIds });
  expect(await told(stage)).toHaveLength(6);
  await stage.submit("m1", again, sheetWorth(tea.parts, 4, 77));
  expect((await told(stage)).slice(6).map((one) => [one.version, sheetsIn(one)])).toEqual([[7, [...scorers]]]);
});

it("never tells more of a sheet than that it is in", async (stage) => {
  const { evaluation } = await stage.scoring();
  await stage.submitAll(evaluation, [76]);
  const body = (await told(stage)).at(-1)?.body ?? {};
  expect(Object.keys(body)).toEqual([
    "dossierId",
    "evaluationId",
    "councilId",
    "provinceRegionId",
    "released",
    "advanceSelfScore",
    "readers",
  ]);
  const [reader] = body["readers"] as readonly object[];
  expect(Object.keys(reader ?? {})).toEqual(["subject", "role", "scoring", "sheetIn", "conflicted"]);
});

it("ends with the council's term: at 00:00 of the first day after it nobody reads any more", async (stage) => {
  const { evaluation } = await stage.released();
  const due = "SELECT due_at FROM due WHERE kind = 'reading.end'";
  const end = new Date("2027-01-04T17:00:00Z");
  expect(await stage.manager.query(due)).toEqual([{ due_at: end }]);
  stage.now = new Date("2027-01-04T16:59:59Z");
  await endReading(await stage.as("clock"), evaluation.id);
  expect(await told(stage)).toHaveLength(1);
  stage.now = end;
  await endReading(await stage.as("clock"), evaluation.id);
  expect((await told(stage)).slice(1)).toMatchObject([{ version: 2, body: { released: true, readers: [] } }]);
});

it("is ended by the clock alone", async (stage) => {
  const { evaluation } = await stage.released();
  for (const who of ["event", "officer", "chair"] as const)
    expect(await stage.refused(async () => endReading(await stage.as(who), evaluation.id))).toEqual(["NOT_FOUND", {}]);
});
