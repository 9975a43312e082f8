import { addDays, dayOf } from "@ocop/contracts";
import { assert, property, string, stringMatching, uuid } from "fast-check";
import {
  type ApiKey,
  type ApiKeyWish,
  apiScopes,
  clientIdOf,
  createKey,
  idOfClient,
  idOfMachine,
  isLive,
  isMachine,
  isSecretOf,
  isUseNews,
  machineOf,
  narrow,
  parseKey,
  plans,
  printKey,
  revokeKey,
} from "./api-key";
import { subjectOf } from "./text";

const now = new Date("2026-11-21T03:00:00.000Z");
const today = dayOf(now);
const id = "0197a3c2-0000-7000-8000-000000000001";
const isEqual = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;
const secret = "A-_".padEnd(43, "b");
const wish: ApiKeyWish = {
  partnerId: "p",
  scopes: ["catalogue.read"],
  plan: "STANDARD",
  expiresOn: addDays(today, 30),
};
const partner = { isOfficer: false, now };
const officer = { isOfficer: true, now };
const made = (change: Partial<ApiKeyWish> = {}): ApiKey =>
  createKey({ id, secret }, { ...wish, ...change }, [], officer);

describe("the text of a key", () => {
  it("holds its id and 32 random bytes, and is read back as it was printed", () => {
    expect(printKey(id, secret)).toBe(`ocop_live_${id}_${secret}`);
    assert(
      property(uuid(), stringMatching(/^[\w-]{43}$/), (someId, someSecret) => {
        expect(parseKey(printKey(someId, someSecret))).toEqual({ id: someId, secret: someSecret });
        expect(idOfClient(clientIdOf(someId))).toBe(someId);
        expect(idOfMachine(machineOf(someId))).toBe(someId);
      }),
    );
  });

  it.each([
    "",
    "ocop_live_",
    clientIdOf(id),
    `ocop_test_${id}_${secret}`,
    `ocop_live_${id.toUpperCase()}_${secret}`,
    `ocop_live_${id}_${secret}b`,
    `ocop_live_${id}_${secret.slice(1)}`,
    ` ocop_live_${id}_${secret}`,
    `ocop_live_${id}_${secret}\n`,
    `ocop_live_x_${secret}`,
  ])("is none: %j", (text) => {
    expect(parseKey(text)).toBeNull();
    if (text !== clientIdOf(id)) expect(idOfClient(text)).toBeNull();
  });

  it("gives a machine a subject that no person can have", () => {
    expect([isMachine(machineOf(id)), isMachine("demo-partner-admin")]).toEqual([true, false]);
    expect(() => subjectOf("subject", machineOf(id))).toThrow("BAD_USER_INPUT");
    expect(() => subjectOf("subject", "key:")).toThrow("BAD_USER_INPUT");
    expect(subjectOf("subject", "keymaker")).toBe("keymaker");
    expect([idOfMachine("key:1"), idOfMachine("demo"), idOfMachine(`key:${id} `)]).toEqual([null, null, null]);
  });
});

describe("a key", () => {
  it("keeps a hash of its secret and never the secret", () => {
    const key = made();
    expect(JSON.stringify(key)).not.toContain(secret);
    expect(key.secretHash).toMatch(/^[\da-f]{64}$/);
    expect(key).toEqual({
      id,
      version: 0,
      partnerId: "p",
      secretHash: key.secretHash,
      scopes: ["catalogue.read"],
      plan: "STANDARD",
      createdAt: now,
      expiresOn: addDays(today, 30),
      revokedAt: null,
      lastUsedAt: null,
    });
  });

  it("is opened by its secret alone, an unknown key by none", () => {
    const key = made();
    expect(isSecretOf(key, secret, isEqual)).toBe(true);
    assert(
      property(string(), (guess) => {
        expect(isSecretOf(key, guess, isEqual)).toBe(guess === secret);
        expect(isSecretOf(null, guess, isEqual)).toBe(false);
      }),
    );
    expect(isSecretOf(null, secret, isEqual)).toBe(false);
  });

  it("is live until midnight in Vietnam of the day of its end, or until it is revoked", () => {
    const key = made({ expiresOn: "2026-11-22" });
    expect(isLive(key, new Date("2026-11-21T16:59:59.999Z"))).toBe(true);
    expect(isLive(key, new Date("2026-11-21T17:00:00.000Z"))).toBe(false);
    expect(isLive(revokeKey(key, now), now)).toBe(false);
  });

  it("is revoked once", () => {
    const revoked = revokeKey(made(), now);
    expect(revoked.revokedAt).toBe(now);
    expect(() => revokeKey(revoked, now)).toThrow("WRONG_STATE");
  });

  it.each([
    [1, true],
    [366, true],
    [0, false],
    [367, false],
  ])("may be made to end %d days from now: %s", (days, isAllowed) => {
    const make = () => made({ expiresOn: addDays(today, days) });
    if (isAllowed) expect(make().expiresOn).toBe(addDays(today, days));
    else expect(make).toThrow("BAD_USER_INPUT");
  });

  it.each<[string, readonly string[]]>([
    ["none", []],
    ["one that opens nothing", ["sales.write"]],
    ["one that is unknown beside a known one", ["catalogue.read", "everything"]],
  ])("is not made with %s of scopes", (_, scopes) => {
    expect(() => made({ scopes })).toThrow("BAD_USER_INPUT");
  });

  it("has each scope once, in the order of the list", () => {
    expect(made({ scopes: ["graph.read", "catalogue.read", "graph.read"] }).scopes).toEqual(apiScopes);
  });

  it("is one of two at most that are live", () => {
    const live = [made(), made()];
    expect(createKey({ id, secret }, wish, live.slice(1), partner).partnerId).toBe("p");
    expect(() => createKey({ id, secret }, wish, live, officer)).toThrow("TOO_MANY_KEYS");
  });

  it("has a larger plan only from an officer, or as the successor of one that has it", () => {
    const large = { ...wish, plan: "LARGE" } as const;
    expect(() => createKey({ id, secret }, large, [], partner)).toThrow("FORBIDDEN");
    expect(() => createKey({ id, secret }, large, [made()], partner)).toThrow("FORBIDDEN");
    expect(createKey({ id, secret }, large, [made({ plan: "LARGE" })], partner).plan).toBe("LARGE");
    expect(createKey({ id, secret }, large, [], officer).plan).toBe("LARGE");
    expect(plans.LARGE.pointsPerMinute).toBeGreaterThan(plans.STANDARD.pointsPerMinute);
  });

  it("has its use written down once a minute", () => {
    const used = { lastUsedAt: now };
    expect(isUseNews({ lastUsedAt: null }, now)).toBe(true);
    expect(isUseNews(used, new Date(now.getTime() + 59_999))).toBe(false);
    expect(isUseNews(used, new Date(now.getTime() + 60_000))).toBe(true);
  });
});

describe("the scopes of a token", () => {
  it.each<[string | null, readonly string[] | null]>([
    [null, ["catalogue.read", "graph.read"]],
    ["graph.read", ["graph.read"]],
    ["graph.read catalogue.read", ["catalogue.read", "graph.read"]],
    ["graph.read graph.read", ["graph.read"]],
    ["sales.write", null],
    ["graph.read sales.write", null],
    ["graph.read  catalogue.read", null],
    [" graph.read", null],
  ])("for %j of a key with both are %j", (wanted, scopes) => {
    expect(narrow(apiScopes, wanted)).toEqual(scopes);
  });

  it("never go beyond the key", () => {
    expect(narrow(["graph.read"], "catalogue.read")).toBeNull();
  });
});
