import { newId } from "@ocop/service-kit";
import { type Answer, testScale } from "@ocop/service-kit/testing";
import type { EvaluationViewer } from "../src/domain/rights";
import { certified, decided } from "./certified";
import { type EvaluationProcess, evaluationProcess } from "./process";
import { sheetWorth } from "./rulebook";
import { otherProvinceId, people, tea, type Who } from "./stage";
import { documentOf } from "./walk";

const answers = sheetWorth(tea.parts, 4, 78);

let process: EvaluationProcess;
beforeAll(async () => {
  process = await evaluationProcess();
  await process.onStage((stage) => stage.loadTea());
});
afterAll(() => process.stop());

const count = async (table: string): Promise<number> => {
  const [row] = await process.dataSource.query<{ n: string | number }[]>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row?.n);
};
const send = (
  who: Who | EvaluationViewer,
  name: string,
  input: object,
  fields = "id version",
): Promise<Answer<Record<string, unknown>>> => process.ask(who, documentOf(name, fields), { input });
const codeOf = ({ errors }: Pick<Answer<unknown>, "errors">): string | null => errors[0]?.extensions.code ?? null;

type Case = {
  readonly who: Who;
  /** everything of the input but the key */
  readonly input: object;
  /** the same input with one other value */
  readonly other: object;
  /** rows that one effect makes */
  readonly effects: string;
};

const scoring = () => process.onStage((stage) => stage.scoring());

/** The four mutations whose key is required, each on rows of its own. */
const cases: Readonly<Record<string, () => Promise<Case>>> = {
  submitScoreSheet: async () => {
    const { evaluation } = await scoring();
    const input = { evaluationId: evaluation.id, expectedVersion: evaluation.version, answers };
    return { who: "m1", input, other: { ...input, comment: "Khác" }, effects: "score_sheet" };
  },
  issueCertificate: async () => {
    const { evaluation } = await process.onStage((stage) => decided(stage));
    const input = { evaluationId: evaluation.id, issuedOn: "2026-11-21" };
    return { who: "officer", input, other: { ...input, certificateNo: "7" }, effects: "certificate" };
  },
  requestRevocation: async () => {
    const { certificate } = await process.onStage((stage) => certified(stage));
    const { id: certificateId, version: expectedVersion } = certificate;
    const input = { certificateId, expectedVersion, ground: "LAW_BREACH", reason: "Vi phạm" };
    return { who: "officer", input, other: { ...input, reason: "Khác" }, effects: "revocation" };
  },
  confirmRevocation: async () => {
    const { certificate } = await process.onStage((stage) => certified(stage));
    const { id: certificateId, version: expectedVersion } = certificate;
    const request = {
      certificateId,
      expectedVersion,
      ground: "LAW_BREACH",
      reason: "Vi phạm",
      idempotencyKey: newId(),
    };
    const { data } = await send("officer", "requestRevocation", request);
    const { id: revocationId } = data?.["requestRevocation"] as { id: string };
    const input = { revocationId, expectedVersion: 1, decisionNo: "91/QĐ-UBND", decidedOn: "2026-11-21" };
    return {
      who: "secondOfficer",
      input,
      other: { ...input, decisionNo: "92" },
      effects: "certificate WHERE state = 'REVOKED'",
    };
  },
};

/** Somebody else who may do the same, and what this person is told of the same input, done already. */
const others: Partial<Record<Who, readonly [Who, string | null]>> = {
  m1: ["m2", null],
  officer: ["secondOfficer", "REVOCATION_OPEN"],
  secondOfficer: ["officer", "STALE_VERSION"],
};

describe.each(Object.entries(cases))("%s", (name, prepare) => {
  it("sent a hundred times at once under one key takes effect once, and says the same each time", async () => {
    const { who, input, effects } = await prepare();
    const idempotencyKey = newId();
    const [before, kept] = [await count(effects), await count("idempotency")];
    const sent = Array.from({ length: 100 * testScale() }, () => send(who, name, { ...input, idempotencyKey }));
    const replies = await Promise.all(sent);
    const done = replies.filter(({ errors }) => errors.length === 0);
    const [first] = done;
    expect(first?.data?.[name]).toHaveProperty("id");
    for (const { data } of done) expect(data).toEqual(first?.data);
    expect(replies.map(codeOf).filter((code) => code !== null && code !== "IN_PROGRESS")).toEqual([]);
    expect([await count(effects), await count("idempotency")]).toEqual([before + 1, kept + 1]);
    expect((await send(who, name, { ...input, idempotencyKey })).data).toEqual(first?.data);
  });

  it("refuses other arguments under the same key, and changes nothing", async () => {
    const { who, input, other } = await prepare();
    const idempotencyKey = newId();
    expect((await send(who, name, { ...input, idempotencyKey })).errors).toEqual([]);
    const before = await process.everything();
    expect(codeOf(await send(who, name, { ...other, idempotencyKey }))).toBe("IDEMPOTENCY_MISMATCH");
    expect(await process.everything()).toBe(before);
  });

  it("keeps nothing of a refused request: put right, it may be sent again under its key", async () => {
    const { who, input } = await prepare();
    const idempotencyKey = newId();
    const before = await process.everything();
    const wrong = "expectedVersion" in input ? { ...input, expectedVersion: 77 } : { ...input, issuedOn: "2030-01-01" };
    expect(codeOf(await send(who, name, { ...wrong, idempotencyKey }))).toMatch(/^(STALE_VERSION|DATE_OUT_OF_ORDER)$/);
    expect(await process.everything()).toBe(before);
    expect((await send(who, name, { ...input, idempotencyKey })).errors).toEqual([]);
  });

  it("demands a key, of visible ASCII", async () => {
    const { who, input } = await prepare();
    const before = await process.everything();
    for (const key of [undefined, null, "", "with space", "dấu", "x".repeat(101)])
      expect([key, codeOf(await send(who, name, { ...input, idempotencyKey: key }))]).toEqual([key, "BAD_USER_INPUT"]);
    expect(await process.everything()).toBe(before);
  });

  it("knows the key of another person or another mutation as another attempt", async () => {
    const { who, input } = await prepare();
    const idempotencyKey = newId();
    expect((await send(who, name, { ...input, idempotencyKey })).errors).toEqual([]);
    const [other, code] = others[who] ?? ["m2", null];
    const told = codeOf(await send(other, name, { ...input, idempotencyKey }));
    expect(told).toBe(name === "issueCertificate" ? "ALREADY_CERTIFIED" : code);
  });
});

describe("a key that may be left out", () => {
  it("makes every other mutation repeatable", async () => {
    const { evaluation, council } = await process.onStage(async (stage) => ({
      evaluation: await stage.received(),
      council: await stage.council(),
    }));
    const step = { evaluationId: evaluation.id, expectedVersion: evaluation.version };
    const input = { ...step, councilId: council.id, idempotencyKey: newId() };
    const fields = "id version state council { id }";
    const first = await send("officer", "releaseEvaluation", input, fields);
    expect(first.errors).toEqual([]);
    const before = await process.everything();
    expect(await send("officer", "releaseEvaluation", input, fields)).toEqual(first);
    expect(await process.everything()).toBe(before);
    const keyless = { ...step, councilId: council.id };
    expect(codeOf(await send("officer", "releaseEvaluation", keyless))).toBe("STALE_VERSION");
  });
});

describe("the answer to a repeated request", () => {
  const fields = "id version meanScore stars scoreSheets { total seat { displayName } } council { id }";

  it("is the first object, read with the rights of now: what the round has opened since is shown", async () => {
    const { evaluation, presentSeatIds } = await process.onStage(async (stage) => {
      const { evaluation: released, council } = await stage.released();
      const seats = await stage.seats(council);
      const present = ["chair", "m1", "m2", "m3", "expert"].map((subject) => seats[subject]?.id ?? "");
      return { evaluation: released, presentSeatIds: present };
    });
    const input = {
      evaluationId: evaluation.id,
      expectedVersion: evaluation.version,
      presentSeatIds,
      idempotencyKey: newId(),
    };
    const first = await send("chair", "openScoring", input, "id version state scoreSheets { total }");
    expect(first.data?.["openScoring"]).toMatchObject({ state: "SCORING", scoreSheets: [] });
    await process.onStage(async (stage) => {
      const { repositories } = await stage.as("chair");
      const opened = await repositories.evaluations.lock(evaluation.id);
      await stage.submitAll(opened, [76, 77, 78, 79, 80]);
    });
    const during = await send("chair", "openScoring", input, "id version state scoreSheets { total }");
    expect(during.data?.["openScoring"]).toMatchObject({ state: "SCORING", scoreSheets: [{ total: 76 }] });
  });

  it("hides a field that the person may see no longer", async () => {
    const { evaluation, council } = await process.onStage(async (stage) => ({
      evaluation: await stage.received(),
      council: await stage.council(),
    }));
    const input = {
      evaluationId: evaluation.id,
      expectedVersion: evaluation.version,
      councilId: council.id,
      idempotencyKey: newId(),
    };
    const first = await send("officer", "releaseEvaluation", input, fields);
    expect(first.data?.["releaseEvaluation"]).toMatchObject({ council: { id: council.id } });
    const [assignment] = people.officer.assignments;
    if (!assignment) throw new Error("the officer has an assignment");
    // The same person, since moved to another province and seated for a commune of the first one.
    const moved: EvaluationViewer = {
      ...people.officer,
      assignments: [
        { ...assignment, scopeId: otherProvinceId, regionIds: [otherProvinceId] },
        ...people.commune.assignments,
      ],
    };
    const again = await send(moved, "releaseEvaluation", input, fields);
    expect(again.data?.["releaseEvaluation"]).toMatchObject({ id: evaluation.id, scoreSheets: null, council: null });
    expect(again.errors.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual(
      ["meanScore", "stars", "scoreSheets", "council"].map((field) => [field, "FORBIDDEN"]),
    );
    const stranger = { ...moved, assignments: moved.assignments.slice(0, 1) };
    const nothing = await send(stranger, "releaseEvaluation", input, fields);
    expect(nothing.data).toEqual({ releaseEvaluation: null });
    expect(new Set(nothing.errors.map(({ extensions }) => extensions.code))).toEqual(new Set(["FORBIDDEN"]));
    const nobody = await send({ ...people.officer, assignments: [] }, "releaseEvaluation", input, fields);
    expect([nobody.data, codeOf(nobody)]).toEqual([{ releaseEvaluation: null }, "FORBIDDEN"]);
  });
});
