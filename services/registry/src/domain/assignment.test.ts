import { Refusal, roles, type Role } from "@ocop/contracts";
import {
  asCarried,
  assignmentStates,
  confirm,
  demandNew,
  fourEyes,
  grant,
  grantable,
  isLive,
  nowhere,
  propose,
  reject,
  revoke,
  type Grant,
} from "./assignment";

const now = new Date("2026-11-21T03:00:00.000Z");
const given: Grant = {
  id: "a",
  subject: "demo-province-a",
  role: "PROVINCE_OFFICER",
  scopeType: "PROVINCE",
  scopeId: "p",
  provinceRegionId: "p",
  communeRegionId: null,
  validFrom: "2026-01-01",
  validUntil: "2027-01-01",
  legalBasis: "Quyết định phân công",
  grantedBy: "loader",
  proposedAt: now,
};
const upcoming: Grant = { ...given, validFrom: "2026-11-21", grantedBy: "province-a" };
const delegate: Grant = { ...upcoming, role: "PRODUCER_DELEGATE", scopeType: "PRODUCER", scopeId: "c" };

/** Code and facts of a refusal; null for an act that goes through. */
const refusal = (act: () => unknown) => {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof Refusal ? [error.code, error.facts] : error;
  }
};

describe("an assignment", () => {
  it("holds from its first day up to the day before its last", () => {
    const right = grant(given);
    expect(["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map((day) => isLive(right, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("holds neither while it is proposed nor after it was turned down or revoked, whatever its period", () => {
    const proposal = propose(upcoming, "2026-11-21");
    const confirmed = confirm(proposal, "province-a2", now);
    const all = [proposal, confirmed, reject(proposal, "other", "lý do", now), revoke(confirmed, "x", "lý do", now)];
    expect(all.map((right) => [right.state, isLive(right, "2026-12-01")])).toEqual([
      ["PROPOSED", false],
      ["ACTIVE", true],
      ["REJECTED", false],
      ["REVOKED", false],
    ]);
  });

  it.each([
    ["a role outside its scope", { scopeType: "COMMUNE" }, { field: "scopeType" }],
    ["a national right over one unit", { role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }, { field: "scopeId" }],
    ["a territorial right over nothing", { scopeId: null }, { field: "scopeId" }],
    ["an empty period", { validUntil: "2026-01-01" }, { field: "validUntil" }],
    ["a period that ends before it begins", { validUntil: "2025-12-31" }, { field: "validUntil" }],
    ["an auditor without an end", { role: "AUDITOR", validUntil: null }, { field: "validUntil" }],
    ["nobody", { subject: " " }, { field: "subject" }],
    ["somebody with a space", { subject: "demo province" }, { field: "subject" }],
    ["a name that runs over two lines", { subject: "demo\nprovince" }, { field: "subject" }],
    ["a name of 201 characters", { subject: "x".repeat(201) }, { field: "subject" }],
    ["no legal basis", { legalBasis: "  " }, { field: "legalBasis", max: 500 }],
    ["a legal basis of 501 characters", { legalBasis: "x".repeat(501) }, { field: "legalBasis", max: 500 }],
  ] as const)("refuses %s", (_, change, facts) => {
    expect(refusal(() => grant({ ...given, ...change }))).toEqual(["BAD_USER_INPUT", facts]);
  });

  it("granted at once is in force, with nothing said about it by anybody else yet", () => {
    const subject = "x".repeat(200);
    expect(grant({ ...given, subject, legalBasis: "  Quyết định phân công " })).toEqual({
      ...{ ...given, subject, version: 0, state: "ACTIVE", confirmedBy: null, confirmedAt: null, rejectedBy: null },
      ...{ rejectedAt: null, revokedBy: null, revokedAt: null, endReason: null },
    });
  });

  it("may be open for everyone but an auditor, and lasts for at least one day", () => {
    expect(grant({ ...given, validUntil: null }).validUntil).toBeNull();
    expect(grant({ ...given, validUntil: "2026-01-02" }).validUntil).toBe("2026-01-02");
    const auditing = { role: "AUDITOR", scopeType: "PROVINCE", validUntil: "2026-02-01" } as const;
    expect(grant({ ...given, ...auditing }).state).toBe("ACTIVE");
  });

  it("goes with the scopes of its role and no other", () => {
    const scopesOf = (role: Role) =>
      (["NATIONAL", "PROVINCE", "COMMUNE", "PRODUCER"] as const).filter((scopeType) => {
        const scopeId = scopeType === "NATIONAL" ? null : "s";
        return refusal(() => grant({ ...given, role, scopeType, scopeId })) === null;
      });
    expect(Object.fromEntries(roles.map((role) => [role, scopesOf(role)]))).toEqual({
      CENTRAL_OFFICER: ["NATIONAL"],
      PROVINCE_OFFICER: ["PROVINCE"],
      COMMUNE_OFFICER: ["COMMUNE"],
      PRODUCER_OWNER: ["PRODUCER"],
      PRODUCER_DELEGATE: ["PRODUCER"],
      AUDITOR: ["NATIONAL", "PROVINCE"],
      PLATFORM_OPERATOR: ["NATIONAL"],
    });
  });

  it("travels with a viewer as role and scope, and with nothing of how it came about", () => {
    expect(asCarried(grant(given), ["p", "q"])).toEqual({
      ...{ id: "a", role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: "p", regionIds: ["p", "q"] },
    });
  });

  it("of the nation lies in no region, and is in one of five states", () => {
    expect(nowhere).toEqual({ provinceRegionId: null, communeRegionId: null });
    expect(assignmentStates).toEqual(["PROPOSED", "ACTIVE", "REJECTED", "WITHDRAWN", "REVOKED"]);
  });

  it("is never granted by people to themselves", () => {
    expect(() => grant({ ...given, grantedBy: given.subject })).toThrow("FORBIDDEN");
    expect(() => propose({ ...upcoming, grantedBy: given.subject }, "2026-11-21")).toThrow("FORBIDDEN");
  });

  it("is given by people from today at the earliest", () => {
    expect(refusal(() => propose(upcoming, "2026-11-22"))).toEqual(["BAD_USER_INPUT", { field: "validFrom" }]);
    expect(propose(upcoming, "2026-11-20").validFrom).toBe("2026-11-21");
  });
});

describe("four eyes", () => {
  it("are asked for exactly by officers and operators", () => {
    const twoSteps = roles.filter((role) => {
      const scopeType = ({ PROVINCE_OFFICER: "PROVINCE", COMMUNE_OFFICER: "COMMUNE" } as const)[role as string];
      const scope = scopeType ?? (role.startsWith("PRODUCER") ? "PRODUCER" : "NATIONAL");
      const scopeId = scope === "NATIONAL" ? null : "s";
      return propose({ ...upcoming, role, scopeType: scope, scopeId }, "2026-11-21").state === "PROPOSED";
    });
    expect(twoSteps).toEqual(["CENTRAL_OFFICER", "PROVINCE_OFFICER", "COMMUNE_OFFICER", "PLATFORM_OPERATOR"]);
    expect(fourEyes).toEqual(twoSteps);
  });

  it("are those of two people, neither of them the one it is for", () => {
    const proposal = propose(upcoming, "2026-11-21");
    for (const by of ["province-a", "demo-province-a"])
      expect(() => confirm(proposal, by, now)).toThrow("SAME_OFFICER");
    expect(confirm(proposal, "province-a2", now)).toEqual({
      ...proposal,
      state: "ACTIVE",
      confirmedBy: "province-a2",
      confirmedAt: now,
    });
  });

  it("decide once: what is decided is neither confirmed nor rejected, what is not granted is not revoked", () => {
    const proposal = propose(upcoming, "2026-11-21");
    const confirmed = confirm(proposal, "province-a2", now);
    const active = ["WRONG_STATE", { state: "ACTIVE" }];
    expect(refusal(() => confirm(confirmed, "central", now))).toEqual(active);
    expect(refusal(() => reject(confirmed, "central", "lý do", now))).toEqual(active);
    expect(refusal(() => revoke(proposal, "central", "lý do", now))).toEqual(["WRONG_STATE", { state: "PROPOSED" }]);
    const revoked = revoke(confirmed, "x", "lý do", now);
    expect(refusal(() => revoke(revoked, "x", "lý do", now))).toEqual(["WRONG_STATE", { state: "REVOKED" }]);
  });

  it("keep who revoked it, when and why, beside who confirmed it", () => {
    const confirmed = confirm(propose(upcoming, "2026-11-21"), "province-a2", now);
    expect(revoke(confirmed, "central", " hết nhiệm vụ ", now)).toEqual({
      ...confirmed,
      state: "REVOKED",
      revokedBy: "central",
      revokedAt: now,
      endReason: "hết nhiệm vụ",
    });
  });

  it("tell a proposal turned down by another from one withdrawn by who made it, each with a reason", () => {
    const proposal = propose(upcoming, "2026-11-21");
    expect(reject(proposal, "province-a2", "không đúng người", now)).toMatchObject({
      state: "REJECTED",
      rejectedBy: "province-a2",
      endReason: "không đúng người",
    });
    expect(reject(proposal, "province-a", "nhầm", now).state).toBe("WITHDRAWN");
    const noReason = ["BAD_USER_INPUT", { field: "reason", max: 1_000 }];
    for (const reason of [" ", "x".repeat(1_001)]) {
      expect(refusal(() => reject(proposal, "province-a", reason, now))).toEqual(noReason);
      expect(refusal(() => revoke(grant(given), "central", reason, now))).toEqual(noReason);
    }
  });
});

describe("the same right", () => {
  const held = { ...grant(delegate), id: "held" };

  it("is not given twice for one day, nor proposed twice", () => {
    expect(() => {
      demandNew(delegate as never, [held]);
    }).toThrow("RIGHT_HELD");
    expect(() => {
      demandNew(propose(upcoming, "2026-11-21"), [propose(upcoming, "2026-11-21")]);
    }).toThrow("RIGHT_HELD");
  });

  it("that is found is named", () => {
    expect(
      refusal(() => {
        demandNew({ ...held, id: "new" }, [{ ...held, role: "PRODUCER_OWNER", id: "other" }, held]);
      }),
    ).toEqual(["RIGHT_HELD", { assignmentId: "held" }]);
  });

  it.each([
    ["from its last day", "2026-11-25", "2026-11-30", false],
    ["up to its first day", "2026-11-10", "2026-11-20", false],
    ["over its first day", "2026-11-10", "2026-11-21", true],
    ["over its last day", "2026-11-24", "2026-11-30", true],
    ["within it", "2026-11-21", "2026-11-22", true],
    ["without an end", "2026-11-24", null, true],
    ["without an end, after it", "2026-11-25", null, false],
  ] as const)("of 20/11 up to 24/11 is asked for %s", (_, validFrom, validUntil, refused) => {
    const period = { ...held, validFrom: "2026-11-20", validUntil: "2026-11-25" };
    const asked = { ...held, validFrom, validUntil, id: "new" };
    for (const [one, other] of [
      [period, asked],
      [asked, period],
    ] as const)
      expect(
        refusal(() => {
          demandNew(one, [other]);
        }) !== null,
      ).toBe(refused);
  });

  it.each([
    ["stands beside that of another person", { subject: "somebody-else" }, {}],
    ["stands beside one over another kind of scope", { scopeType: "COMMUNE" }, {}],
    ["follows one that was withdrawn", {}, { state: "WITHDRAWN" }],
    ["follows one that was rejected", {}, { state: "REJECTED" }],
    ["follows one that ends before", {}, { validUntil: "2026-11-21" }],
    ["stands beside one of another role", { role: "PRODUCER_OWNER" }, {}],
    ["stands beside one over another scope", { scopeId: "d" }, {}],
    ["follows one that was revoked", {}, { state: "REVOKED" }],
  ] as const)("%s", (_, change, other) => {
    expect(() => {
      demandNew({ ...held, ...change }, [{ ...held, ...other, id: "other" }]);
    }).not.toThrow();
  });
});

describe("the table of who grants what", () => {
  it("lets auditors, delegates and operators grant nothing", () => {
    const granting = (Object.keys(grantable) as Role[]).filter((role) => grantable[role].length > 0);
    expect(granting).toEqual(["CENTRAL_OFFICER", "PROVINCE_OFFICER", "COMMUNE_OFFICER", "PRODUCER_OWNER"]);
  });

  it("lets the centre entrust offices, a province its communes, and both province and commune their producers", () => {
    expect(grantable.CENTRAL_OFFICER).toEqual([
      "CENTRAL_OFFICER",
      "PROVINCE_OFFICER",
      "COMMUNE_OFFICER",
      "AUDITOR",
      "PLATFORM_OPERATOR",
    ]);
    const people = ["PRODUCER_OWNER", "PRODUCER_DELEGATE"];
    expect(grantable.PROVINCE_OFFICER).toEqual(["PROVINCE_OFFICER", "COMMUNE_OFFICER", ...people]);
    expect(grantable.COMMUNE_OFFICER).toEqual(people);
    expect(grantable.PRODUCER_OWNER).toEqual(["PRODUCER_DELEGATE"]);
  });
});
