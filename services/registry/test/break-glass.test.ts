import { anonymous, systemViewer, type Viewer } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import { auditEntries, viewerOf } from "@ocop/service-kit/testing";
import { graphOf } from "./asking";
import { openRegistry, people, places, type Registry } from "./support";

type Row = { readonly id: string; readonly version: number; readonly state: string };
type Lent = {
  readonly _breakGlassOf: {
    readonly actedAs: string;
    readonly endsAt: string;
    readonly assignments: readonly object[];
  } | null;
};

/** Rights of the demonstration territory, under their own names there. */
const operator = viewerOf({
  subject: "demo-platform-operator",
  assignments: [{ role: "PLATFORM_OPERATOR", scopeType: "NATIONAL" }],
});
const lender = viewerOf({ subject: "demo-commune-a" });

describe("break-glass", () => {
  let registry: Registry;
  let graph: ReturnType<typeof graphOf>;
  beforeEach(async () => {
    registry = await openRegistry();
    graph = graphOf(registry);
  });
  afterEach(() => registry.drop());

  const wish = { actAs: "demo-commune-a", ticket: "HD-12", reason: "không mở được hồ sơ", hours: 2 };
  const request = () => graph.done("requestBreakGlass", wish, operator);
  const approve = ({ id, version }: Row, as: Viewer = people.central) =>
    graph.done("approveBreakGlass", { sessionId: id, expectedVersion: version }, as);
  const lent = async (id: string, subject = "demo-platform-operator") => {
    const source = `query ($id: ID!, $subject: String!) { _breakGlassOf(id: $id, subject: $subject) {
      actedAs endsAt assignments { id role scopeType scopeId regionIds } } }`;
    return (await graph.data<Lent>(source, people.gateway, { id, subject }))._breakGlassOf;
  };
  const moveTo = (time: string) => {
    registry.clock.set(new Date(`2026-11-21T${time}.000Z`));
  };

  it("lends a person's live rights to the operator alone, from the approval and for its hours", async () => {
    const asked = await request();
    expect(asked.state).toBe("REQUESTED");
    expect(await lent(asked.id)).toBeNull();
    moveTo("04:00:00");
    expect(await approve(asked)).toEqual({ id: asked.id, version: 2, state: "APPROVED" });
    const rights = await lent(asked.id);
    expect(rights).toMatchObject({ actedAs: "demo-commune-a", endsAt: "2026-11-21T06:00:00.000Z" });
    expect(rights?.assignments).toEqual([
      {
        id: expect.any(String) as string,
        ...{ role: "COMMUNE_OFFICER", scopeType: "COMMUNE", scopeId: places.teaHill, regionIds: [places.teaHill] },
      },
    ]);
    for (const [id, subject] of [
      [asked.id, "demo-central"],
      [asked.id, "demo-commune-a"],
      [newId(), "demo-platform-operator"],
      ["no id", "demo-platform-operator"],
    ] as const)
      expect(await lent(id, subject)).toBeNull();
    moveTo("05:59:59");
    expect(await lent(asked.id)).not.toBeNull();
    moveTo("06:00:00");
    expect(await lent(asked.id)).toBeNull();
  });

  it("takes three people", async () => {
    await graph.refused("requestBreakGlass", { ...wish, actAs: "demo-platform-operator" }, operator, "SAME_OFFICER");
    const { id } = await request();
    const input = { sessionId: id, expectedVersion: 1 };
    await graph.refused("approveBreakGlass", input, operator, "SAME_OFFICER");
    const both = viewerOf({
      subject: "demo-commune-a",
      assignments: [{ role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }],
    });
    await graph.refused("approveBreakGlass", input, both, "SAME_OFFICER");
    await graph.refused("approveBreakGlass", { ...input, expectedVersion: 2 }, people.central, "STALE_VERSION");
    expect((await approve({ id, version: 1, state: "" }, people.operator)).state).toBe("APPROVED");
    await graph.refused("approveBreakGlass", { ...input, expectedVersion: 2 }, people.central, "WRONG_STATE");
  });

  it.each([
    ["five hours", { hours: 5 }],
    ["no reason", { reason: " " }],
    ["no ticket", { ticket: "" }],
  ])("is refused for %s", async (_, change) => {
    await graph.refused("requestBreakGlass", { ...wish, ...change }, operator, "BAD_USER_INPUT");
  });

  it("is asked for by operators alone, and never with lent rights", async () => {
    for (const viewer of [people.central, people.province, people.auditor, people.nobody])
      await graph.refused("requestBreakGlass", wish, viewer, "FORBIDDEN");
    await graph.refused("requestBreakGlass", wish, anonymous, "UNAUTHENTICATED");
    await graph.refused("requestBreakGlass", wish, { ...operator, actedAs: "somebody" }, "FORBIDDEN");
    const { id } = await request();
    for (const viewer of [people.province, people.auditor, lender])
      await graph.refused("approveBreakGlass", { sessionId: id, expectedVersion: 1 }, viewer, "FORBIDDEN");
  });

  it("ends when somebody ends it, and when the operator is none any more", async () => {
    const first = await approve(await request());
    await graph.refused("endBreakGlass", { sessionId: first.id }, people.province, "FORBIDDEN");
    expect((await graph.done("endBreakGlass", { sessionId: first.id }, people.central)).state).toBe("ENDED");
    expect(await lent(first.id)).toBeNull();
    await graph.refused("endBreakGlass", { sessionId: first.id }, people.central, "WRONG_STATE");

    const second = await approve(await request());
    expect(await lent(second.id)).not.toBeNull();
    const right = await graph.data<{ assignments: { nodes: { id: string; version: number }[] } }>(
      `{ assignments(where: { subject: "demo-platform-operator" }) { nodes { id version } } }`,
      people.central,
    );
    const { id: assignmentId = "", version: expectedVersion = 0 } = right.assignments.nodes[0] ?? {};
    await graph.done("revokeAssignment", { assignmentId, expectedVersion, reason: "nghỉ việc" }, people.central);
    expect(await lent(second.id)).toBeNull();
  });

  it("lends nothing to another operator", async () => {
    const right = { subject: "operator-2", role: "PLATFORM_OPERATOR", scopeType: "NATIONAL" };
    const given = { ...right, validFrom: "2026-11-21", legalBasis: "Quyết định 9/QĐ" };
    const { id: assignmentId, version } = await graph.done("grantAssignment", given, people.central);
    await graph.done("confirmAssignment", { assignmentId, expectedVersion: version }, people.secondCentral);
    const { id } = await approve(await request());
    expect(await lent(id)).not.toBeNull();
    expect(await lent(id, "operator-2")).toBeNull();
  });

  it("lends only rights that hold now", async () => {
    const asked = await graph.done("requestBreakGlass", { ...wish, actAs: "demo-lapsed" }, operator);
    await approve(asked);
    expect((await lent(asked.id))?.assignments).toEqual([]);
  });

  it("stands in the audit log step by step, with who took it", async () => {
    const { id } = await approve(await request());
    await graph.done("endBreakGlass", { sessionId: id }, people.operator);
    const steps = (await auditEntries(registry.dataSource)).filter(({ objectId }) => objectId === id);
    expect(
      steps.map(({ operation, actor, objectType, objectVersion }) => [operation, actor, objectType, objectVersion]),
    ).toEqual([
      ["requestBreakGlass", "demo-platform-operator", "break_glass_session", 1],
      ["approveBreakGlass", "central", "break_glass_session", 2],
      ["endBreakGlass", "operator", "break_glass_session", 3],
    ]);
  });

  it("is told to the gateway alone", async () => {
    const { id } = await approve(await request());
    const source = 'query ($id: ID!) { _breakGlassOf(id: $id, subject: "demo-platform-operator") { actedAs } }';
    for (const viewer of [people.central, operator, lender, systemViewer("event")])
      expect((await graph.ask(source, viewer, { id })).codes).toEqual(["FORBIDDEN"]);
    expect((await graph.ask(source, anonymous, { id })).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("is seen by operators, central officers, national auditors and the person whose rights were lent", async () => {
    const first = await request();
    const second = await request();
    const source = `{ breakGlassSessions(first: 10) { totalCount nodes { id requestedBy actedAs ticket reason hours state } } }`;
    type Page = {
      readonly breakGlassSessions: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };
    };
    const seen = async (as: Viewer) => {
      const { breakGlassSessions: page } = await graph.data<Page>(source, as);
      expect(page.totalCount).toBe(page.nodes.length);
      return page.nodes.map(({ id }) => id);
    };
    for (const viewer of [operator, people.operator, people.central, people.auditor, lender])
      expect(await seen(viewer)).toEqual([second.id, first.id]);
    const provinceAuditor = viewerOf({
      subject: "inspector",
      assignments: [{ role: "AUDITOR", scopeType: "PROVINCE", scopeId: places.province, regionIds: [places.province] }],
    });
    for (const viewer of [people.province, people.nobody, provinceAuditor]) expect(await seen(viewer)).toEqual([]);
    expect((await graph.ask(source, anonymous)).codes).toEqual(["UNAUTHENTICATED"]);
  });
});
