import { Refusal } from "@ocop/contracts";
import {
  approveSession,
  breakGlassStates,
  endSession,
  isOpen,
  requestSession,
  type BreakGlassRequest,
} from "./break-glass";

const asked: BreakGlassRequest = {
  id: "s",
  requestedBy: "operator",
  actedAs: "producer",
  ticket: "HD-12",
  reason: "không mở được hồ sơ",
  hours: 2,
  requestedAt: new Date("2026-11-21T03:00:00.000Z"),
};
const at = (time: string): Date => new Date(`2026-11-21T${time}.000Z`);
const session = requestSession(asked);

const refusal = (act: () => unknown) => {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof Refusal ? [error.code, error.facts] : error;
  }
};

describe("break-glass", () => {
  it("is asked for with all that the second person and the owner will read", () => {
    expect(requestSession({ ...asked, ticket: " HD-12 ", reason: " không mở được hồ sơ " })).toEqual({
      ...{ ...asked, version: 0, state: "REQUESTED", approvedBy: null, approvedAt: null, endsAt: null },
      ...{ endedBy: null, endedAt: null },
    });
    expect(breakGlassStates).toEqual(["REQUESTED", "APPROVED", "ENDED"]);
  });

  it("keeps who ended it and when, whether it was approved before or not", () => {
    const approved = approveSession(session, "central", at("05:00:00"));
    for (const one of [session, approved])
      expect(endSession(one, "producer", at("05:30:00"))).toEqual({
        ...one,
        state: "ENDED",
        endedBy: "producer",
        endedAt: at("05:30:00"),
      });
    expect(approved).toEqual({
      ...{ ...session, state: "APPROVED", approvedBy: "central", approvedAt: at("05:00:00") },
      endsAt: at("07:00:00"),
    });
  });

  it("lends nothing before a second person agreed, and then for its hours from the approval", () => {
    expect(isOpen(session, at("03:00:01"))).toBe(false);
    const approved = approveSession(session, "central", at("05:00:00"));
    expect(approved).toMatchObject({ approvedBy: "central", endsAt: at("07:00:00") });
    expect([at("05:00:00"), at("06:59:59"), at("07:00:00")].map((now) => isOpen(approved, now))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("takes three people: who asks, who agrees, whose rights are lent", () => {
    expect(() => requestSession({ ...asked, actedAs: "operator" })).toThrow("SAME_OFFICER");
    for (const by of ["operator", "producer"])
      expect(() => approveSession(session, by, at("05:00:00"))).toThrow("SAME_OFFICER");
  });

  it.each([
    ["five hours", { hours: 5 }, { field: "hours" }],
    ["no hour", { hours: 0 }, { field: "hours" }],
    ["part of an hour", { hours: 1.5 }, { field: "hours" }],
    ["nobody", { actedAs: "" }, { field: "actAs" }],
    ["somebody with a space", { actedAs: "demo producer" }, { field: "actAs" }],
    ["a name that runs over two lines", { actedAs: "demo\nproducer" }, { field: "actAs" }],
    ["a name of 201 characters", { actedAs: "x".repeat(201) }, { field: "actAs" }],
    ["no ticket", { ticket: " " }, { field: "ticket", max: 100 }],
    ["a ticket of 101 characters", { ticket: "x".repeat(101) }, { field: "ticket", max: 100 }],
    ["no reason", { reason: " " }, { field: "reason", max: 1_000 }],
    ["a reason of 1001 characters", { reason: "x".repeat(1_001) }, { field: "reason", max: 1_000 }],
  ])("refuses %s", (_, change, facts) => {
    expect(refusal(() => requestSession({ ...asked, ...change }))).toEqual(["BAD_USER_INPUT", facts]);
  });

  it.each([1, 4])("is given for %i hours", (hours) => {
    expect(requestSession({ ...asked, hours, actedAs: "x".repeat(200) }).hours).toBe(hours);
  });

  it("is approved once and never after it was turned down; ended it lends nothing", () => {
    const approved = approveSession(session, "central", at("05:00:00"));
    expect(refusal(() => approveSession(approved, "other", at("05:00:00")))).toEqual([
      "WRONG_STATE",
      { state: "APPROVED" },
    ]);
    const ended = endSession(approved, "central", at("05:30:00"));
    expect(isOpen(ended, at("05:30:00"))).toBe(false);
    expect(refusal(() => endSession(ended, "central", at("05:30:00")))).toEqual(["WRONG_STATE", { state: "ENDED" }]);
    expect(() => approveSession(endSession(session, "central", at("04:00:00")), "other", at("05:00:00"))).toThrow(
      "WRONG_STATE",
    );
  });
});
