import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal, type ViewerAssignment } from "@ocop/contracts";
import { createLog, createTokenVerifier, machineTime, manualClock, newTrace, type Server } from "@ocop/service-kit";
import { buildASTSchema, parse, validate } from "graphql";
import { createAssignments } from "../src/assignments";
import { breakGlassQuery, createBreakGlass } from "../src/break-glass";
import { type Channel, openChannel } from "../src/channel";
import { clientQuery, createClients } from "../src/clients";
import type { Client, Identity } from "../src/identity";
import { createIdentify, type Identify, type IdentifyingHeaders } from "../src/viewer";
import { serve } from "./fixtures";
import { audience, type Issuer, startIssuer } from "./issuer";
import { commerce, facts, registry } from "./knowing-subgraphs";

const key = "k".repeat(32);
const machine = "key:0190a3c4-0000-7000-8000-0000000000aa";
const session = "0190a3c4-0000-7000-8000-0000000000bb";
const operator = "demo-operator";

const client: Client = { partnerId: "partner-1", plan: "standard", pointsPerMinute: 10_000, scopes: ["graph.read"] };
const officer: ViewerAssignment = {
  id: "0190a3c4-0000-7000-8000-000000000011",
  role: "PROVINCE_OFFICER",
  scopeType: "PROVINCE",
  scopeId: "0190a3c4-0000-7000-8000-000000000012",
  regionIds: ["0190a3c4-0000-7000-8000-000000000012"],
};
const own: ViewerAssignment = { ...officer, id: "0190a3c4-0000-7000-8000-000000000013", role: "PLATFORM_OPERATOR" };

const begin = new Date(Date.UTC(2026, 10, 20, 8));

let people: Issuer;
let machines: Issuer;
let registryServer: Server;
let commerceServer: Server;
let channels: readonly Channel[];
let time: number;
let identify: Identify;
let clock: ReturnType<typeof manualClock>;
const lines: string[] = [];
const log = createLog("test", { destination: { write: (line) => void lines.push(line) } });

const now = (): number => time;
const later = (seconds: number): void => {
  time += seconds * 1_000;
  clock.advance(seconds * 1_000);
};

beforeAll(async () => {
  [people, machines] = await Promise.all([startIssuer(), startIssuer()]);
});
afterAll(() => {
  people.close();
  machines.close();
});

beforeEach(async () => {
  time = machineTime();
  lines.length = 0;
  clock = manualClock(begin);
  facts.asked.length = 0;
  facts.assignments.clear();
  facts.assignments.set(operator, [own]);
  facts.clients.clear();
  facts.clients.set(machine, client);
  facts.sessions.clear();
  const endsAt = new Date(begin.getTime() + 3_600_000).toISOString();
  facts.sessions.set(session, { subject: operator, actedAs: "demo-province-a", assignments: [officer], endsAt });
  registryServer = await serve("registry", registry, key);
  commerceServer = await serve("commerce", commerce, key);
  const links = {
    registry: { channel: openChannel({ name: "registry", url: registryServer.url, now }), key },
    commerce: { channel: openChannel({ name: "commerce", url: commerceServer.url, now }), key },
  };
  channels = [links.registry.channel, links.commerce.channel];
  identify = createIdentify({
    people: { issuer: people.url, verify: createTokenVerifier({ issuer: people.url, audience }) },
    machines: { issuer: machines.url, verify: createTokenVerifier({ issuer: machines.url, audience }) },
    assignments: createAssignments({ registry: links.registry, now, log }),
    clients: createClients({ commerce: links.commerce, now, log }),
    breakGlass: createBreakGlass({ registry: links.registry, now, clock, log }),
    log,
  });
});

afterEach(async () => {
  await Promise.all(channels.map((channel) => channel.close()));
  await Promise.all([registryServer.stop(), commerceServer.stop()]);
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const asMachine = () => bearer(machines.token({ subject: machine }));
const asOperator = (id: string = session) => ({
  ...bearer(people.token({ subject: operator })),
  "ocop-break-glass": id,
});
const ask = (headers: IdentifyingHeaders): Promise<Identity> => identify(headers, newTrace());
const refusalOf = (headers: IdentifyingHeaders): Promise<unknown> =>
  ask(headers).then(
    ({ kind }) => `let in as ${kind}`,
    (error: unknown) => (error instanceof Refusal ? { [error.code]: error.facts } : String(error)),
  );
const unauthenticated = { UNAUTHENTICATED: {} };
const forbidden = { FORBIDDEN: {} };

describe("whoever asks", () => {
  it("is the public without a token, and nobody is asked about it", async () => {
    expect(await ask({})).toMatchObject({ kind: "anonymous", client: null, viewer: { subject: null } });
    expect(facts.asked).toEqual([]);
  });

  it("is a person with a token of the identity provider, by the rights that registry knows", async () => {
    expect(await ask(bearer(people.token({ subject: operator })))).toMatchObject({
      kind: "person",
      client: null,
      viewer: { subject: operator, client: "console", assignments: [own], system: null, actedAs: null },
    });
    expect(facts.asked).toEqual([`assignments of ${operator}`]);
  });

  it("is a machine with a token of the partner host, by what commerce knows of its key", async () => {
    expect(await ask(asMachine())).toMatchObject({
      kind: "machine",
      client,
      viewer: { subject: machine, client: "partner-1", assignments: [], system: null, actedAs: null },
    });
    expect(facts.asked).toEqual([`client of ${machine}`]);
  });

  it("is refused for a token of an issuer that nobody knows, and for one that names the wrong issuer", async () => {
    const stranger = await startIssuer();
    expect(await refusalOf(bearer(stranger.token()))).toEqual(unauthenticated);
    stranger.close();
    const [header, , signature] = people.token({ subject: machine }).split(".");
    const claims = { iss: machines.url, aud: audience, sub: machine, iat: 1, exp: 9_999_999_999 };
    const renamed = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    expect(await refusalOf(bearer(renamed))).toEqual(unauthenticated);
    expect(facts.asked).toEqual([]);
  });

  it("cannot be a machine by the word of the identity provider, nor a person by the word of the partner host", async () => {
    expect(await refusalOf(bearer(people.token({ subject: machine })))).toEqual(unauthenticated);
    expect(await refusalOf(bearer(machines.token({ subject: operator })))).toEqual(unauthenticated);
    expect(facts.asked).toEqual([]);
  });
});

describe("the partner behind a machine", () => {
  it("opens what both the key and the token name, and nothing else", async () => {
    const scopesOf = async (scope: string) =>
      (await ask(bearer(machines.token({ subject: machine, scope })))).client?.scopes;
    expect(await scopesOf("graph.read catalogue.read")).toEqual(["graph.read"]);
    expect(await scopesOf("catalogue.read")).toEqual([]);
    expect(await scopesOf("")).toEqual([]);
  });

  it("is asked about once in 30 seconds, and a key that was revoked opens nothing after that", async () => {
    await Promise.all([ask(asMachine()), ask(asMachine()), ask(asMachine())]);
    facts.clients.clear();
    later(29);
    expect(await refusalOf(asMachine())).toBe("let in as machine");
    expect(facts.asked).toHaveLength(1);
    later(2);
    expect(await refusalOf(asMachine())).toEqual(unauthenticated);
    expect(facts.asked).toHaveLength(2);
  });

  it("gives contexts that live no longer than a minute from when commerce was asked", async () => {
    const before = now();
    const { readAt } = await ask(asMachine());
    expect(readAt).toBe(before);
    later(20);
    expect((await ask(asMachine())).readAt).toBe(readAt);
  });

  it("serves on for the rest of the minute while commerce is away, then the machine is told to come again", async () => {
    await ask(asMachine());
    await commerceServer.stop();
    later(54);
    expect(await refusalOf(asMachine())).toBe("let in as machine");
    later(2);
    expect(await refusalOf(asMachine())).toEqual({ SUBGRAPH_UNAVAILABLE: { subgraph: "commerce", fields: [] } });
  });
});

describe("a request under break-glass", () => {
  it("keeps the person's own name, carries the rights that are lent, and is logged with both names", async () => {
    const trace = newTrace();
    expect(await identify(asOperator(), trace)).toMatchObject({
      kind: "person",
      viewer: {
        subject: operator,
        client: "console",
        assignments: [officer],
        system: null,
        actedAs: "demo-province-a",
      },
    });
    await identify(asOperator(), trace);
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged).toHaveLength(2);
    expect(logged[1]).toMatchObject({
      level: "warn",
      msg: "a request under break-glass",
      traceId: trace.traceId,
      subject: operator,
      actedAs: "demo-province-a",
      session,
    });
    expect(facts.asked).toEqual([`session ${session} of ${operator}`]);
  });

  it("is refused for a session of somebody else, an unknown one and a header that is no id", async () => {
    const other = { ...bearer(people.token({ subject: "demo-central" })), "ocop-break-glass": session };
    expect(await refusalOf(other)).toEqual(forbidden);
    expect(await refusalOf(asOperator("0190a3c4-0000-7000-8000-0000000000cc"))).toEqual(forbidden);
    facts.asked.length = 0;
    for (const id of ["", "1 OR 1=1", `${session}, ${session}`])
      expect(await refusalOf(asOperator(id))).toEqual(forbidden);
    expect(facts.asked).toEqual([]);
    expect(lines).toEqual([]);
  });

  it("is nobody's without a token, and no machine's", async () => {
    expect(await refusalOf({ "ocop-break-glass": session })).toEqual(unauthenticated);
    expect(await refusalOf({ ...asMachine(), "ocop-break-glass": session })).toEqual(forbidden);
  });

  it("ends within 10 seconds of the session being taken back", async () => {
    await ask(asOperator());
    facts.sessions.clear();
    later(9);
    expect(await refusalOf(asOperator())).toBe("let in as person");
    later(2);
    expect(await refusalOf(asOperator())).toEqual(forbidden);
  });

  it("ends at the very end of the session, and no context outlives it", async () => {
    later(3_600 - 5);
    const { readAt } = await ask(asOperator());
    expect(readAt + 60_000 - now()).toBe(5_000);
    later(5);
    expect(await refusalOf(asOperator())).toEqual(forbidden);
    expect(facts.asked).toHaveLength(1);
  });

  it("lends nothing while registry is away, and does not fall back to the person's own rights", async () => {
    await ask(asOperator());
    await registryServer.stop();
    later(11);
    expect(await refusalOf(asOperator())).toEqual({ SUBGRAPH_UNAVAILABLE: { subgraph: "registry", fields: [] } });
  });
});

describe("the gateway's own questions", () => {
  it.each([
    ["registry", breakGlassQuery],
    ["commerce", clientQuery],
  ])("are understood by the schema of %s", (service, query) => {
    const file = join(__dirname, `../../services/${service}/schema.graphql`);
    const schema = buildASTSchema(parse(readFileSync(file, "utf8")), { assumeValidSDL: true });
    expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
  });
});
