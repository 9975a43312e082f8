import type { EvaluationViewer } from "../src/domain/rights";
import { type EvaluationProcess, evaluationProcess } from "./process";
import { sheetWorth } from "./rulebook";
import { lentBy, people, tea } from "./stage";
import { validInputs } from "./valid-inputs";
import { documentOf } from "./walk";

const answers = sheetWorth(tea.parts, 4, 78);
const sheets = "query ($id: ID!) { evaluation(id: $id) { sheetsIn scoreSheets { total seat { displayName } } } }";

describe("rights lent under break-glass", () => {
  let process: EvaluationProcess;
  let open: string;
  let closed: string;
  beforeAll(async () => {
    process = await evaluationProcess();
    await process.onStage((stage) => stage.loadTea());
    [open, closed] = await process.onStage(async (stage) => {
      const { evaluation } = await stage.scoring();
      await stage.submit("m1", evaluation, answers);
      const second = await stage.scoring();
      await stage.submitAll(second.evaluation, [76, 77, 78, 79, 80]);
      await stage.close(second.evaluation);
      return [evaluation.id, second.evaluation.id] as const;
    });
  });
  afterAll(() => process.stop());

  const codeOf = async (viewer: EvaluationViewer, document: string, id: string): Promise<string | undefined> =>
    (await process.ask(viewer, document, { id })).errors[0]?.extensions.code;

  it("bring no seat of a council: what its holder reads by that seat stays closed", async () => {
    for (const who of ["chair", "m1", "secretary", "advisor"] as const) {
      for (const id of [open, closed]) {
        expect((await process.ask(people[who], sheets, { id })).errors).toEqual([]);
        expect(await codeOf(lentBy(who), sheets, id)).toBe("NOT_FOUND");
      }
      expect(await codeOf(lentBy(who), "query { councils { totalCount } }", open)).toBe("FORBIDDEN");
    }
  });

  it("bring what the lender's assignments reach, and of an open round no sheet, the lender's own neither", async () => {
    const twoHats = { ...lentBy("officer"), actedAs: "m1" };
    expect((await process.ask(twoHats, sheets, { id: open })).data).toEqual({
      evaluation: { sheetsIn: 1, scoreSheets: [] },
    });
    const { data } = await process.ask(twoHats, sheets, { id: closed });
    expect(data).toEqual({
      evaluation: { sheetsIn: 5, scoreSheets: [76, 77, 78, 79, 80].map((total) => ({ total, seat: null })) },
    });
  });

  it("leave the operator's own seats out: while rights are lent nobody reads by two of them", async () => {
    const seated = { ...people.m1, actedAs: "stranger" };
    expect(await codeOf(seated, sheets, closed)).toBe("NOT_FOUND");
    const asOfficer = { ...people.m1, assignments: people.officer.assignments, actedAs: "officer" };
    const { data } = await process.ask<{ evaluation: { scoreSheets: readonly { seat: object | null }[] } }>(
      asOfficer,
      sheets,
      { id: closed },
    );
    expect(data?.evaluation.scoreSheets.filter(({ seat }) => seat !== null)).toHaveLength(1);
  });

  it("write nothing, whatever the lender or the operator could do", async () => {
    const inputs = await validInputs(process);
    for (const [name, { who, input }] of Object.entries(inputs)) {
      const viewers = [lentBy(who), { ...people[who], actedAs: "stranger" }];
      for (const viewer of viewers) {
        const before = await process.everything();
        const { data, errors } = await process.ask(viewer, documentOf(name, "id"), { input });
        expect([name, data, errors[0]?.extensions.code]).toEqual([name, { [name]: null }, "FORBIDDEN"]);
        expect(await process.everything()).toBe(before);
      }
    }
  });
});
