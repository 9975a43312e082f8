import { anonymous, certificateStatus, certificateStatuses } from "@ocop/contracts";
import { fromBinary, newId } from "@ocop/service-kit";
import { expiryOf } from "../src/domain/certificate";
import { committedFile } from "../src/commands/reference-file";
import { loadReference } from "../src/commands/load-files";
import { certified } from "./certified";
import { type EvaluationProcess, evaluationProcess } from "./process";
import { extreme, sheetWorth } from "./rulebook";
import { certificate } from "./rows";
import { otherProvinceId, provinceId, scorers, type Stage, tea, type Who } from "./stage";

const nowhere = "01a00000-0000-7000-8000-00000000dead";

let process: EvaluationProcess;
beforeAll(async () => {
  process = await evaluationProcess();
  await loadReference({
    dataSource: process.dataSource,
    clock: process.clock,
    readFile: committedFile,
    demonstration: true,
    report: () => undefined,
  });
});
afterAll(() => process.stop());

const query = async (who: Who | typeof anonymous, document: string, variables: object = {}): Promise<never> => {
  const { data, errors } = await process.ask<never>(who, document, { ...variables });
  expect(errors).toEqual([]);
  if (!data) throw new Error("no data");
  return data;
};

/** The code a request is refused with, and proof that it changed nothing. */
const refused = async (who: Who | typeof anonymous, document: string, variables: object = {}): Promise<string> => {
  const before = await process.everything();
  const { errors } = await process.ask(who, document, { ...variables });
  expect(await process.everything()).toBe(before);
  return errors[0]?.extensions.code ?? "not refused";
};

describe("criteria sets", () => {
  it("are listed by code, page by page, for everyone", async () => {
    const document = `query ($after: String) { criteriaSets(regime: "qd26-2026", first: 20, after: $after) {
      totalCount nodes { code } pageInfo { hasNextPage endCursor } } }`;
    const first: { criteriaSets: never } = await query(anonymous, document);
    const { totalCount, nodes, pageInfo } = first.criteriaSets as {
      totalCount: number;
      nodes: { code: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    expect([totalCount, nodes.length, nodes[0]?.code, pageInfo.hasNextPage]).toEqual([26, 20, "QD26-01", true]);
    const second: { criteriaSets: { nodes: { code: string }[] } } = await query(anonymous, document, {
      after: pageInfo.endCursor,
    });
    expect(second.criteriaSets.nodes.map(({ code }) => code)).toEqual(
      [21, 22, 23, 24, 25, 26].map((no) => `QD26-${String(no)}`),
    );
  });

  it("refuse a cursor of another list, and a page of more than 100", async () => {
    expect(await refused(anonymous, '{ criteriaSets(after: "abc.def") { nodes { id } } }')).toBe("BAD_USER_INPUT");
    expect(await refused(anonymous, "{ criteriaSets(first: 101) { nodes { id } } }")).toBe("BAD_USER_INPUT");
  });

  it("show the whole tree of one set in both languages", async () => {
    const { criteriaSet }: { criteriaSet: Record<string, unknown> } = await query(
      anonymous,
      `{ criteriaSet(code: "QD26-11", regime: "qd26-2026") {
           name { value } contentVersion complete criteriaCount optionCount
           starBands { stars from below }
           rejectRules { key effect }
           parts { code max groups { code criteria { code max kind heading { code } title(lang: EN) { value lang isFallback }
             options { key points star label { value } } } } } } }`,
    );
    expect(criteriaSet).toMatchObject({
      name: { value: "Chè tươi, chè chế biến" },
      contentVersion: 1,
      complete: true,
      criteriaCount: 32,
      optionCount: 106,
      rejectRules: [{ key: "reject-food-safety", effect: "REJECT" }],
    });
    expect(criteriaSet["starBands"]).toEqual(tea.head.bands);
    const parts = criteriaSet["parts"] as {
      groups: { criteria: { code: string; heading: object | null; title: object; options: object[] }[] }[];
    }[];
    const criteria = parts.flatMap(({ groups }) => groups.flatMap((group) => group.criteria));
    expect(criteria).toHaveLength(32);
    expect(criteria[0]).toMatchObject({ title: { value: "Source of materials", lang: "EN", isFallback: false } });
    expect(criteria.find(({ code }) => code === "6.1.1")?.heading).toEqual({ code: "6.1" });
  });

  it("are not found under a wrong code", async () => {
    expect(await refused(anonymous, '{ criteriaSet(code: "QD26-99", regime: "qd26-2026") { id } }')).toBe("NOT_FOUND");
  });
});

describe("council rules", () => {
  it("are public: those of a province beside the platform's defaults", async () => {
    const { councilRules }: { councilRules: readonly object[] } = await query(
      anonymous,
      '{ councilRules(provinceCode: "98") { level provinceName demonstration stated settings { quorumRatio leadTimeWorkingDays } } }',
    );
    expect(councilRules).toEqual([
      {
        level: "DEFAULT",
        provinceName: null,
        demonstration: false,
        stated: [],
        settings: { quorumRatio: "3/4", leadTimeWorkingDays: 1 },
      },
      {
        level: "PROVINCE",
        provinceName: "Trình Diễn",
        demonstration: true,
        stated: [
          "quorumRatio",
          "chairRequired",
          "passes",
          "leadTimeWorkingDays",
          "maxSpread",
          "onSpreadExceeded",
          "secretaryScores",
        ],
        settings: { quorumRatio: "3/4", leadTimeWorkingDays: 0 },
      },
    ]);
    const all: { councilRules: readonly object[] } = await query(anonymous, "{ councilRules { id } }");
    expect(all.councilRules).toHaveLength(9);
  });
});

describe("councils", () => {
  it("are seen by their province, their seats and the centre, and by nobody else", async () => {
    const council = await process.onStage((stage) => stage.council());
    const document = `query ($id: ID!) { council(id: $id) { id province { id } rules { level } seats { agency role } } }`;
    for (const who of ["officer", "secretary", "advisor", "central"] as const)
      expect(await query(who, document, { id: council.id })).toMatchObject({
        council: { id: council.id, province: { id: provinceId }, rules: { level: "PROVINCE" } },
      });
    for (const who of ["strangerOfficer", "stranger"] as const)
      expect((await process.ask(who, document, { id: council.id })).errors[0]?.extensions.code).toMatch(
        /^(NOT_FOUND|FORBIDDEN)$/,
      );
    expect((await process.ask(anonymous, document, { id: council.id })).errors[0]?.extensions.code).toBe(
      "UNAUTHENTICATED",
    );
    const list = "{ councils { totalCount nodes { id } } }";
    expect(await query("officer", list)).toMatchObject({ councils: { nodes: [{ id: council.id }] } });
    expect(await query("strangerOfficer", list)).toMatchObject({ councils: { totalCount: 0, nodes: [] } });
  });
});

describe("the product fields", () => {
  const fields = `stars certificate { stars issuedOn expiresOn regime status } certificates(first: 3) { id status }
    recognitions { stars decisionNo regime authority year }`;
  const document = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Product { id ${fields} } } }`;
  const keysOf = (ids: readonly string[]) => ids.map((id) => ({ __typename: "Product", id }));
  const productIds = async (where: string, params: readonly unknown[] = []): Promise<readonly string[]> => {
    const rows = await process.dataSource.query<{ product_id: Buffer }[]>(
      `SELECT product_id FROM recognition ${where}`,
      [...params],
    );
    return rows.map(({ product_id }) => fromBinary(product_id));
  };
  const named = async (name: string): Promise<string> => (await productIds("WHERE product_name = ?", [name]))[0] ?? "";

  it.each([1, 10, 100])("cost at most three SELECTs for %i products, signed in or not", async (count) => {
    const keys = keysOf(await productIds("ORDER BY id LIMIT ?", [count]));
    expect(keys).toHaveLength(count);
    for (const [who, most] of [
      [anonymous, 2],
      ["officer", 3],
    ] as const) {
      process.selects();
      const { _entities }: { _entities: readonly object[] } = await query(who, document, { keys });
      expect(_entities).toHaveLength(count);
      expect(process.selects()).toHaveLength(most);
    }
  });

  it("show a real certificate whose number is not published, and a recognition of which less is known", async () => {
    const ids = [await named("Mắc ca Lê Anh Tuy Đức"), await named("Giò bê Minh Hiền"), nowhere, "no id at all"];
    const { _entities }: { _entities: readonly object[] } = await query(anonymous, document, {
      keys: keysOf(ids),
    });
    expect(_entities).toMatchObject([
      {
        stars: 4,
        certificate: {
          stars: 4,
          issuedOn: "2025-06-19",
          expiresOn: "2028-06-19",
          regime: "qd148-2023",
          status: "VALID",
        },
        recognitions: [{ stars: 4, decisionNo: "858/QĐ-UBND", authority: "UBND tỉnh Đắk Nông", year: 2025 }],
      },
      {
        stars: null,
        certificate: null,
        certificates: [],
        recognitions: [{ stars: 4, decisionNo: null, regime: null, year: null }],
      },
      { stars: null, certificate: null, certificates: [], recognitions: [] },
      { stars: null, certificate: null, certificates: [], recognitions: [] },
    ]);
  });

  it("carry stars on the last day of validity and none on the day of expiry", async () => {
    const id = await named("Mắc ca Lê Anh Tuy Đức");
    const starsAt = async (instant: string): Promise<unknown> => {
      const start = process.clock.now();
      process.clock.set(new Date(instant));
      const { _entities }: { _entities: readonly { stars: number | null }[] } = await query(anonymous, document, {
        keys: keysOf([id]),
      });
      process.clock.set(start);
      return _entities[0]?.stars;
    };
    expect([await starsAt("2028-06-18T16:59:59Z"), await starsAt("2028-06-18T17:00:00Z")]).toEqual([4, null]);
  });
});

describe("certificates", () => {
  it("are listed newest first, by stars, status, province and product, the same verdict as for one row", async () => {
    const document = `query ($where: CertificateWhere) { certificates(first: 100, where: $where) {
      totalCount nodes { id stars issuedOn status } } }`;
    type Listed = {
      certificates: { totalCount: number; nodes: readonly { issuedOn: string; stars: number; status: string }[] };
    };
    const all: Listed = await query(anonymous, document);
    expect(all.certificates.totalCount).toBe(24);
    const days = all.certificates.nodes.map(({ issuedOn }) => issuedOn);
    expect(days).toEqual(days.toSorted().toReversed());
    const four: Listed = await query(anonymous, document, { where: { stars: 4 } });
    expect(four.certificates.nodes).toHaveLength(5);
    const elsewhere: Listed = await query(anonymous, document, { where: { provinceId: otherProvinceId } });
    expect(elsewhere.certificates).toMatchObject({ totalCount: 0, nodes: [] });

    const start = process.clock.now();
    for (const day of ["2026-11-21", "2027-11-09", "2028-05-07", "2028-06-19", "2029-08-05"]) {
      process.clock.set(new Date(`${day}T03:00:00Z`));
      for (const status of certificateStatuses) {
        const found: Listed = await query(anonymous, document, { where: { status } });
        const expected = all.certificates.nodes.filter(
          ({ issuedOn }) => certificateStatus(certificate({ issuedOn, expiresOn: expiryOf(issuedOn) }), day) === status,
        );
        expect([day, status, found.certificates.totalCount]).toEqual([day, status, expected.length]);
        expect(found.certificates.nodes.every((node) => node.status === status)).toBe(true);
      }
    }
    process.clock.set(start);
  });

  it("are found by id and by public code, and by nothing else", async () => {
    const { certificates }: { certificates: { nodes: readonly { id: string; lookupCode: string }[] } } = await query(
      anonymous,
      "{ certificates(first: 1) { nodes { id lookupCode } } }",
    );
    const [one] = certificates.nodes;
    expect(
      await query(
        anonymous,
        "query ($id: ID!, $code: String!) { certificate(id: $id) { id } certificateByLookupCode(code: $code) { id } }",
        {
          id: one?.id,
          code: ` ${one?.lookupCode.toLowerCase() ?? ""} `,
        },
      ),
    ).toEqual({ certificate: { id: one?.id }, certificateByLookupCode: { id: one?.id } });
    expect(await refused(anonymous, `{ certificateByLookupCode(code: "${one?.id ?? ""}") { id } }`)).toBe("NOT_FOUND");
    for (const id of [nowhere, "not-an-id", ""])
      expect(await refused(anonymous, `{ certificate(id: "${id}") { id } }`)).toBe("NOT_FOUND");
  });

  it("refuse more than 100 products at once", async () => {
    const productIds = Array.from({ length: 101 }, () => newId());
    expect(
      await refused(anonymous, "query ($ids: [ID!]) { certificates(where: { productIds: $ids }) { nodes { id } } }", {
        ids: productIds,
      }),
    ).toBe("BAD_USER_INPUT");
  });

  it("keep the revocation file from the public", async () => {
    const { certificate: issued } = await process.onStage((stage) => certified(stage));
    const document = `query ($id: ID!) { certificate(id: $id) { status revocations { state ground } } }`;
    const seen = await process.ask(anonymous, document, { id: issued.id });
    expect(seen.data).toEqual({ certificate: { status: "VALID", revocations: null } });
    expect(seen.errors[0]?.extensions.code).toBe("FORBIDDEN");
    expect(await query("officer", document, { id: issued.id })).toEqual({
      certificate: { status: "VALID", revocations: [] },
    });
  });
});

const mutations: Readonly<Record<string, object>> = {
  foundCouncil: {
    provinceId: nowhere,
    rulesId: nowhere,
    decisionNo: "1",
    decidedOn: "2026-11-01",
    termFrom: "2026-11-01",
    termUntil: "2027-11-01",
    seats: [],
  },
  releaseEvaluation: { evaluationId: nowhere, expectedVersion: 1, councilId: nowhere },
  openScoring: { evaluationId: nowhere, expectedVersion: 1, presentSeatIds: [] },
  submitScoreSheet: { evaluationId: nowhere, expectedVersion: 1, answers: [], idempotencyKey: "12345678" },
  closeScoring: { evaluationId: nowhere, expectedVersion: 1 },
  openDiscussion: { evaluationId: nowhere, expectedVersion: 1, reason: "x" },
  reopenScoring: { evaluationId: nowhere, expectedVersion: 1, presentSeatIds: [] },
  signMinutes: { evaluationId: nowhere, expectedVersion: 1 },
  recordDecision: {
    evaluationId: nowhere,
    expectedVersion: 1,
    decisionNo: "1",
    decidedOn: "2026-11-01",
    authority: "UBND",
    signedBy: "A",
  },
  publishResult: { evaluationId: nowhere, expectedVersion: 1 },
  issueCertificate: { evaluationId: nowhere, issuedOn: "2026-11-01", idempotencyKey: "12345678" },
  requestRevocation: {
    certificateId: nowhere,
    expectedVersion: 1,
    ground: "LAW_BREACH",
    reason: "x",
    idempotencyKey: "12345678",
  },
  confirmRevocation: {
    revocationId: nowhere,
    expectedVersion: 1,
    decisionNo: "1",
    decidedOn: "2026-11-01",
    idempotencyKey: "12345678",
  },
};

const mutation = (name: string, fields = "id"): string =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} } }`;

/** Somebody who could pass the root rule of the mutation. */
const actorOf = (name: string): Who => {
  if (["openScoring", "closeScoring", "openDiscussion", "reopenScoring", "signMinutes"].includes(name)) return "chair";
  return name === "submitScoreSheet" ? "m1" : "officer";
};

describe("every mutation", () => {
  beforeAll(async () => {
    await process.onStage((stage: Stage) => stage.council());
  });

  it.each(Object.entries(mutations))(
    "%s refuses an unknown object, a malformed id and unknown fields, and changes nothing",
    async (name, input) => {
      const who = actorOf(name);
      expect(await refused(who, mutation(name), { input })).toBe(name === "foundCouncil" ? "FORBIDDEN" : "NOT_FOUND");
      const [key = ""] = Object.keys(input);
      expect(await refused(who, mutation(name), { input: { ...input, [key]: "'; DROP TABLE evaluation; --" } })).toBe(
        "BAD_USER_INPUT",
      );
      expect(await refused(who, mutation(name), { input: { ...input, isAdmin: true } })).toBe("BAD_USER_INPUT");
    },
  );

  it.each(Object.entries(mutations))(
    "%s is refused to the public and to people without the right",
    async (name, input) => {
      expect(await refused(anonymous, mutation(name), { input })).toBe("UNAUTHENTICATED");
      expect(await refused("stranger", mutation(name), { input })).toBe("FORBIDDEN");
    },
  );
});

describe("the steps of a council through the graph", () => {
  type Evaluation = { readonly id: string; readonly version: number; readonly state: string };
  const step = ({ id, version }: Evaluation): object => ({ evaluationId: id, expectedVersion: version });
  const act = async (who: Who, name: string, input: object): Promise<Evaluation> => {
    const data: Record<string, Evaluation> = await query(who, mutation(name, "id version state"), { input });
    const row = data[name];
    if (!row) throw new Error(`${name} answered nothing`);
    return row;
  };
  const presentSeats = (id: string): Promise<readonly string[]> =>
    process.onStage(async (stage) => {
      const { repositories } = await stage.as("officer");
      const evaluation = await repositories.evaluations.find(id);
      const seats = await repositories.councils.seats(evaluation?.councilId ?? "");
      return seats.filter(({ subject }) => scorers.some((one) => one === subject)).map((seat) => seat.id);
    });

  it("discussion, new sheets and the old ones beside them, blind while the new round runs", async () => {
    const { evaluation: opened } = await process.onStage(async (stage) => {
      const scoring = await stage.scoring();
      await stage.submitAll(scoring.evaluation, [69, 75, 78, 79, 80]);
      return scoring;
    });
    let evaluation = await act("chair", "closeScoring", step({ ...opened, state: "" }));
    expect(await refused("chair", mutation("signMinutes"), { input: step(evaluation) })).toBe("DISCUSSION_REQUIRED");
    evaluation = await act("chair", "openDiscussion", { ...step(evaluation), reason: "Chênh lệch 11 điểm" });
    const presentSeatIds = await presentSeats(evaluation.id);
    evaluation = await act("chair", "reopenScoring", { ...step(evaluation), presentSeatIds });
    expect(evaluation.state).toBe("RESCORING");
    const answers = sheetWorth(tea.parts, 4, 77);
    await query("m1", mutation("submitScoreSheet"), {
      input: { ...step(evaluation), answers, idempotencyKey: "second-sheet-m1" },
    });

    const document = `query ($id: ID!) { evaluation(id: $id) { meanScore sheetsIn
      rounds { no state rating { mean } discussionReason } scoreSheets { scoringRound total } } }`;
    const { evaluation: seen }: { evaluation: Record<string, unknown> } = await query("m2", document, {
      id: evaluation.id,
    });
    expect(seen).toMatchObject({
      meanScore: "76.20",
      sheetsIn: 1,
      rounds: [
        { no: 1, state: "CLOSED", rating: { mean: "76.20" }, discussionReason: "Chênh lệch 11 điểm" },
        { no: 2, state: "OPEN", rating: null, discussionReason: null },
      ],
    });
    expect(seen["scoreSheets"]).toEqual([69, 75, 78, 79, 80].map((total) => ({ scoringRound: 1, total })));
    const { evaluation: own }: { evaluation: Record<string, unknown> } = await query("m1", document, {
      id: evaluation.id,
    });
    expect(own["scoreSheets"]).toContainEqual({ scoringRound: 2, total: 77 });
  });

  it("a result that leads to no decision becomes public as it is", async () => {
    const { evaluation: opened } = await process.onStage(async (stage) => {
      const scoring = await stage.scoring();
      for (const who of scorers) await stage.submit(who, scoring.evaluation, extreme(tea.parts, "worst"));
      return scoring;
    });
    let evaluation = await act("chair", "closeScoring", step({ ...opened, state: "" }));
    evaluation = await act("chair", "signMinutes", step(evaluation));
    evaluation = await act("officer", "publishResult", step(evaluation));
    expect(
      await query(
        anonymous,
        "query ($id: ID!) { evaluation(id: $id) { state stars meanScore decision { stars } certificate { id } } }",
        {
          id: evaluation.id,
        },
      ),
    ).toMatchObject({ evaluation: { state: "PUBLISHED", stars: 1, decision: null, certificate: null } });
  });

  it("an answer says none of these aloud: a missing option is a mistake", async () => {
    const { evaluation } = await process.onStage((stage) => stage.scoring());
    const answers = sheetWorth(tea.parts, 4, 78).map(({ criterion, option }) =>
      criterion === "3.3" ? { criterion } : { criterion, option },
    );
    const input = {
      evaluationId: evaluation.id,
      expectedVersion: evaluation.version,
      answers,
      idempotencyKey: "none-of-these",
    };
    expect(await refused("m1", mutation("submitScoreSheet"), { input })).toBe("BAD_USER_INPUT");
    const said = answers.map((answer) => ({ option: null, ...answer }));
    expect(await query("m1", mutation("submitScoreSheet", "total"), { input: { ...input, answers: said } })).toEqual({
      submitScoreSheet: { total: 75 },
    });
  });

  it("a dossier shows its evaluation to those who may know of it", async () => {
    const evaluation = await process.onStage((stage) => stage.received());
    const document = `query ($id: ID!) { _entities(representations: [{ __typename: "Dossier", id: $id }]) {
      ... on Dossier { evaluation { id state product { id } criteriaSet { code contentVersion } } } } }`;
    expect(await query("officer", document, { id: evaluation.dossierId })).toMatchObject({
      _entities: [{ evaluation: { id: evaluation.id, state: "RECEIVED", criteriaSet: { code: "QD26-11" } } }],
    });
    for (const who of ["strangerOfficer", "stranger", anonymous] as const)
      expect(await query(who, document, { id: evaluation.dossierId })).toEqual({ _entities: [{ evaluation: null }] });
  });

  it("lists of evaluations hold what the viewer may know of, and their cursors no other viewer's", async () => {
    const document = `query ($after: String) { evaluations(first: 2, after: $after) { totalCount nodes { id } pageInfo { endCursor } } }`;
    type Listed = {
      evaluations: { totalCount: number; nodes: readonly { id: string }[]; pageInfo: { endCursor: string } };
    };
    const mine: Listed = await query("officer", document);
    expect(mine.evaluations.totalCount).toBeGreaterThanOrEqual(5);
    expect(mine.evaluations.nodes).toHaveLength(2);
    const after = mine.evaluations.pageInfo.endCursor;
    const next: Listed = await query("officer", document, { after });
    expect(next.evaluations.nodes.map(({ id }) => id)).not.toContain(mine.evaluations.nodes[1]?.id);
    expect(await refused("central", document, { after })).toBe("BAD_USER_INPUT");
    const theirs: Listed = await query("strangerOfficer", document);
    expect(theirs.evaluations.totalCount).toBe(
      ((await query(anonymous, "{ evaluations { totalCount } }")) as Listed).evaluations.totalCount,
    );
  });
});
