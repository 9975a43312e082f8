import { anonymous, Refusal, type Viewer } from "@ocop/contracts";
import fc from "fast-check";
import { sign } from "./signature";
import { newTrace, printTrace } from "./trace";
import { doorBody, type ReceivedCall, signViewer, verifyViewer, viewerLife } from "./viewer-context";

const key = "a".repeat(32);
const at = Date.UTC(2026, 8, 1);
const traceparent = printTrace(newTrace());

const officer: Viewer = {
  subject: "demo-province-a",
  client: "console",
  system: null,
  actedAs: null,
  assignments: [{ id: "1", role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: "98", regionIds: ["98", "34"] }],
};

const body = '{"query":"{ products { nodes { id } } }"}';
const call = { viewer: officer, audience: "registry", body, key, traceparent, issuedAt: at };
const headers = signViewer(call);
const received: ReceivedCall = { headers, body, audience: "registry", keys: [key], now: at };

const outcome = (more: Partial<ReceivedCall>): string => {
  try {
    return verifyViewer({ ...received, ...more }).viewer.subject ?? "anonymous";
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};

describe("a viewer context", () => {
  it("gives the service exactly the viewer the gateway vouched for", () => {
    expect(verifyViewer(received)).toEqual({
      viewer: officer,
      assignmentsHash: expect.stringMatching(/^[\da-f]{64}$/) as string,
      traceparent,
    });
  });

  it("lives for 60 seconds from when the assignments were read, and not a millisecond longer", () => {
    expect(outcome({ now: at + viewerLife - 1 })).toBe("demo-province-a");
    expect(outcome({ now: at + viewerLife })).toBe("UNAUTHENTICATED");
  });

  it("is refused when it claims a longer life than a context may have, although the key is right", () => {
    const claims = JSON.parse(Buffer.from(headers["x-ocop-viewer"] ?? "", "base64url").toString()) as object;
    const living = (life: number) => {
      const header = Buffer.from(JSON.stringify({ ...claims, expiresAt: at + life })).toString("base64url");
      return outcome({ headers: { "x-ocop-viewer": header, "x-ocop-signature": sign(key, [header, body]) } });
    };
    expect(living(viewerLife)).toBe("demo-province-a");
    expect(living(viewerLife + 1)).toBe("UNAUTHENTICATED");
    expect(viewerLife).toBe(60_000);
  });

  it("is refused when it is signed but says something else than a viewer", () => {
    const header = Buffer.from('{"viewer":null}').toString("base64url");
    const signed = { "x-ocop-viewer": header, "x-ocop-signature": sign(key, [header, body]) };
    expect(outcome({ headers: signed })).toBe("UNAUTHENTICATED");
  });

  it("is refused when it comes from further in the future than two clocks may differ", () => {
    expect(outcome({ now: at - 5_000 })).toBe("demo-province-a");
    expect(outcome({ now: at - 5_001 })).toBe("UNAUTHENTICATED");
  });

  it("is refused at another service, over another body and under a foreign key", () => {
    expect(outcome({ audience: "evaluation" })).toBe("UNAUTHENTICATED");
    expect(outcome({ body: `${body} ` })).toBe("UNAUTHENTICATED");
    expect(outcome({ keys: ["b".repeat(32)] })).toBe("UNAUTHENTICATED");
    expect(outcome({ keys: [] })).toBe("UNAUTHENTICATED");
  });

  it("is refused when it is missing, doubled or not what was signed", () => {
    const { "x-ocop-viewer": claims = "", "x-ocop-signature": signature = "" } = headers;
    const other = signViewer({ ...call, viewer: anonymous });
    const wrong: readonly ReceivedCall["headers"][] = [
      {},
      { "x-ocop-viewer": claims },
      { "x-ocop-signature": signature },
      { "x-ocop-viewer": [claims, claims], "x-ocop-signature": signature },
      { "x-ocop-viewer": claims, "x-ocop-signature": "" },
      { "x-ocop-viewer": claims, "x-ocop-signature": signature.slice(0, -2) },
      { "x-ocop-viewer": other["x-ocop-viewer"], "x-ocop-signature": signature },
    ];
    expect(wrong.map((one) => outcome({ headers: one }))).toEqual(wrong.map(() => "UNAUTHENTICATED"));
  });

  it("is good for the same body again within its life, and for no other", () => {
    expect([outcome({ now: at + 1 }), outcome({ now: at + 2 })]).toEqual(["demo-province-a", "demo-province-a"]);
    fc.assert(
      fc.property(fc.string(), (other) => {
        fc.pre(other !== body);
        expect(outcome({ body: other })).toBe("UNAUTHENTICATED");
      }),
    );
  });

  it("cannot be moved between claims and body", () => {
    const claims = headers["x-ocop-viewer"] ?? "";
    const moved = { ...headers, "x-ocop-viewer": claims.slice(0, -4) };
    expect(outcome({ headers: moved, body: `${claims.slice(-4)}\n${body}` })).toBe("UNAUTHENTICATED");
  });

  it("verifies under both keys while they are rotated", () => {
    const next = "n".repeat(32);
    expect(outcome({ keys: [next, key] })).toBe("demo-province-a");
    expect(outcome({ keys: [next, key], headers: signViewer({ ...call, key: next }) })).toBe("demo-province-a");
  });

  it("travels in two headers of the platform", () => {
    expect(Object.keys(headers)).toEqual(["x-ocop-viewer", "x-ocop-signature"]);
  });

  it("names a streamed door by method, path with query and checksum, or a dash for none", () => {
    expect(doorBody("put", "/files/1?part=2", "sha-256=abc")).toBe("PUT /files/1?part=2 sha-256=abc");
    expect(doorBody("GET", "/files/1", null)).toBe("GET /files/1 -");
  });

  it("binds a streamed door to method, path and declared checksum", () => {
    const door = doorBody("put", "/files/1?part=2", "sha-256=abc");
    const atDoor = signViewer({ ...call, body: door });
    expect(outcome({ headers: atDoor, body: doorBody("PUT", "/files/1?part=2", "sha-256=abc") })).toBe(
      "demo-province-a",
    );
    expect(outcome({ headers: atDoor, body: doorBody("GET", "/files/1?part=2", "sha-256=abc") })).toBe(
      "UNAUTHENTICATED",
    );
    expect(outcome({ headers: atDoor, body: doorBody("PUT", "/files/2?part=2", "sha-256=abc") })).toBe(
      "UNAUTHENTICATED",
    );
    expect(outcome({ headers: atDoor, body: doorBody("PUT", "/files/1?part=2", null) })).toBe("UNAUTHENTICATED");
  });
});
