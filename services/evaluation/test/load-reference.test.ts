import { DamagedFile, manualClock, type ReadFile } from "@ocop/service-kit";
import type { TestDatabase } from "@ocop/service-kit/testing";
import { loadReference, type Progress } from "../src/commands/load-files";
import { committedFile } from "../src/commands/reference-file";
import { evaluationDatabase } from "./database";
import { Stage } from "./stage";

const today = new Date("2026-11-21T03:00:00Z");

describe("loading the reference data", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await evaluationDatabase();
  });
  afterAll(() => database.drop());

  const load = async ({
    readFile = committedFile,
    demonstration = false,
    at = today,
  }: {
    readonly readFile?: ReadFile;
    readonly demonstration?: boolean;
    readonly at?: Date;
  } = {}): Promise<readonly Progress[]> => {
    const reports: Progress[] = [];
    await loadReference({
      dataSource: database.dataSource,
      clock: manualClock(at),
      readFile,
      demonstration,
      report: (progress) => reports.push(progress),
    });
    return reports.filter(({ done, total }) => done === total);
  };
  const count = async (sql: string): Promise<number> => {
    const [row] = await database.dataSource.query<{ n: string | number }[]>(`SELECT COUNT(*) AS n FROM ${sql}`);
    return Number(row?.n);
  };
  const everything = (): Promise<string> => new Stage(database.dataSource.manager).everything();
  const changed =
    (name: string, from: string, to: string): ReadFile =>
    (file) => {
      const text = committedFile(file);
      if (file !== name) return text;
      expect(text).toContain(from);
      return text.replace(from, to);
    };

  it("refuses a damaged file with its place and writes nothing, of the sound files before it either", async () => {
    const before = await everything();
    const damaged = [
      [
        changed("recognitions.csv", ",2026-08-05,2029-08-05,", ",2026-08-05,2029-08-06,"),
        /^recognitions.csv, line 2: expiresAt: is not 36 calendar months after the issue$/,
      ],
      [changed("recognitions.csv", ",2026-08-05,", ",2026-13-05,"), /^recognitions.csv, line 2: issuedAt: /],
      [
        changed("rulebook-qd26-2026.json", '"p":2,"s":4', '"p":2'),
        /^rulebook-qd26-2026.json, sets: marks of 4 stars: 289 found, 290 expected$/,
      ],
      [
        changed("council-rules.json", '"5/7"', '"7/5"'),
        /^council-rules.json, line \d+, rules\[0\].settings.quorumRatio: is not a ratio/,
      ],
      [changed("holidays.csv", "2026-04-30", "2026-04-31"), /^holidays.csv, line 3: day: is not a day/],
    ] as const;
    for (const [readFile, message] of damaged) {
      const failure = await load({ readFile }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DamagedFile);
      expect((failure as DamagedFile).message).toMatch(message);
    }
    expect(await everything()).toBe(before);
  });

  it("enters both rulebooks, the rules, the holidays and the 103 recognitions", async () => {
    expect(await load()).toEqual([
      { file: "rulebook-qd26-2026.json", done: 26, total: 26, changed: 26 },
      { file: "rulebook-qd1048-2019.json", done: 25, total: 25, changed: 25 },
      { file: "council-rules.json", done: 8, total: 8, changed: 8 },
      { file: "holidays.csv", done: 24, total: 24, changed: 24 },
      { file: "recognitions.csv", done: 103, total: 103, changed: 103 },
    ]);
    expect(await count("criteria_set WHERE current = 1")).toBe(51);
    expect(await count("criteria_tree")).toBe(51);
    expect(await count("recognition")).toBe(103);
    const [sums] = await database.dataSource.query<Record<string, string>[]>(
      "SELECT SUM(criteria_count) AS criteria, SUM(option_count) AS options FROM criteria_set WHERE regime = 'qd26-2026'",
    );
    expect([Number(sums?.["criteria"]), Number(sums?.["options"])]).toEqual([787, 2_579]);
  });

  it("announces each complete set once: 26 of 26/2026 and 22 of 1048/2019", async () => {
    expect(await count("outbox_event WHERE type = 'evaluation.criteriaSet.published'")).toBe(48);
  });

  it("makes certificates of the 24 recognitions with decision, issue and expiry, and of no other", async () => {
    expect(await count("certificate")).toBe(24);
    expect(await count("certificate WHERE certificate_no IS NULL AND decided_on IS NULL")).toBe(24);
    expect(await count("certificate WHERE state = 'ISSUED' AND live_product_id = product_id")).toBe(24);
    const rows = await database.dataSource.query<{ regime: string; stars: number; n: string | number }[]>(
      "SELECT regime, stars, COUNT(*) AS n FROM certificate GROUP BY regime, stars ORDER BY regime, stars",
    );
    expect(rows.map(({ regime, stars, n }) => [regime, stars, Number(n)])).toEqual([
      ["qd148-2023", 3, 10],
      ["qd148-2023", 4, 5],
      ["qd26-2026", 3, 9],
    ]);
  });

  it("keeps what is not published empty, and derives a regime only from a day of issue", async () => {
    expect(await count("recognition WHERE regime IS NOT NULL")).toBe(28);
    expect(await count("recognition WHERE stars IS NULL")).toBe(2);
    expect(await count("recognition WHERE decision_no IS NOT NULL")).toBe(26);
    expect(await count("recognition WHERE producer_id IS NULL")).toBe(4);
  });

  it("plans the end of every historical certificate, and announces none before registry's facts are known", async () => {
    expect(await count("due WHERE kind = 'certificate.expire'")).toBe(24);
    expect(await count("outbox_event WHERE type LIKE 'evaluation.certificate.%'")).toBe(0);
  });

  it("changes nothing when it runs again", async () => {
    const before = await everything();
    for (const { changed: again } of await load()) expect(again).toBe(0);
    expect(await everything()).toBe(before);
  });

  it("marks the demonstration rules as such, and loads them only when asked", async () => {
    expect(await count("council_rules WHERE demonstration = 1")).toBe(0);
    expect((await load({ demonstration: true })).at(-1)).toEqual({
      file: "demonstration.json",
      done: 1,
      total: 1,
      changed: 1,
    });
    const [row] = await database.dataSource.query<{ settings: string }[]>(
      "SELECT settings FROM council_rules WHERE demonstration = 1",
    );
    expect(JSON.parse(row?.settings ?? "")).toMatchObject({
      quorumRatio: "3/4",
      chairRequired: true,
      maxSpread: "10",
      passes: 1,
      leadTimeWorkingDays: 0,
      secretaryScores: "IF_ALSO_MEMBER",
    });
  });

  it("makes a corrected rulebook the next content version and keeps the old one", async () => {
    const correction = changed(
      "rulebook-qd26-2026.json",
      '"en":"Fresh and processed tea"',
      '"en":"Fresh or processed tea"',
    );
    expect((await load({ readFile: correction }))[0]).toMatchObject({ changed: 1 });
    const versions = await database.dataSource.query<{ content_version: number; current: number; name: string }[]>(
      "SELECT content_version, current, name FROM criteria_set WHERE code = 'QD26-11' ORDER BY content_version",
    );
    expect(
      versions.map(({ content_version, current, name }) => [
        content_version,
        current,
        (JSON.parse(name) as { en: string }).en,
      ]),
    ).toEqual([
      [1, 0, "Fresh and processed tea"],
      [2, 1, "Fresh or processed tea"],
    ]);
    expect(await count("criteria_tree")).toBe(52);
    expect(await count("outbox_event WHERE type = 'evaluation.criteriaSet.published'")).toBe(49);
    expect(
      await count("(SELECT DISTINCT agg_id FROM outbox_event WHERE type = 'evaluation.criteriaSet.published') e"),
    ).toBe(48);
  });

  it("corrects a certificate with its source", async () => {
    const correction = changed("recognitions.csv", "3,Thực phẩm,3981/QĐ-UBND", "4,Thực phẩm,3981/QĐ-UBND");
    expect((await load({ readFile: correction })).find(({ file }) => file === "recognitions.csv")?.changed).toBe(1);
    expect(await count("certificate WHERE stars = 4 AND decision_no = '3981/QĐ-UBND'")).toBe(1);
    expect(await count("certificate")).toBe(24);
  });
});

describe("loading after a historical certificate has run out", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await evaluationDatabase();
    await loadReference({
      dataSource: database.dataSource,
      clock: manualClock(new Date("2028-06-19T00:00:00Z")),
      readFile: committedFile,
      demonstration: false,
      report: () => undefined,
    });
  });
  afterAll(() => database.drop());

  it("enters it as expired, plans nothing for it and announces nothing", async () => {
    const rows = await database.dataSource.query<{ state: string; n: string | number }[]>(
      "SELECT state, COUNT(*) AS n FROM certificate GROUP BY state ORDER BY state",
    );
    expect(rows.map(({ state, n }) => [state, Number(n)])).toEqual([
      ["EXPIRED", 15],
      ["ISSUED", 9],
    ]);
    const [due] = await database.dataSource.query<{ n: string | number }[]>("SELECT COUNT(*) AS n FROM due");
    expect(Number(due?.n)).toBe(9);
    const [events] = await database.dataSource.query<{ n: string | number }[]>(
      "SELECT COUNT(*) AS n FROM outbox_event WHERE type LIKE 'evaluation.certificate.%'",
    );
    expect(Number(events?.n)).toBe(0);
  });
});
