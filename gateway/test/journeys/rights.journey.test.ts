import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { services } from "@ocop/contracts";
import { newTrace, printTrace, signViewer } from "@ocop/service-kit";
import { eventually } from "@ocop/service-kit/testing";
import { z } from "zod";
import { checksums, settled } from "./reconciliation";
import {
  ask,
  command,
  dataDirectory,
  dataOf,
  post,
  refusalOf,
  refusalsIn,
  type Running,
  running,
  tokenOf,
  type Variables,
} from "./running";

let platform: Running;
let ids: Variables;
let unchanged: Awaited<ReturnType<typeof checksums>>;

beforeAll(async () => {
  platform = await running();
  const { dossierId, producerId, productId, certificateId } = platform.story;
  ids = { dossier: dossierId, producer: producerId, product: productId, certificate: certificateId };
  await Promise.all(["demo-producer-b", "demo-province-b", "demo-lapsed", "demo-two-hats"].map(tokenOf));
  await settled(platform);
  unchanged = await checksums(platform);
});

/** Every way to the dossier, and to what belongs to it. */
const glance = `query ($dossier: ID!, $producer: ID!, $certificate: ID!) {
  dossier(id: $dossier) { id state slipNo answers { criterion option } evidence { title } communeReport { request } }
  dossiers(first: 5) { nodes { id } }
  producer(id: $producer) { name phone representative }
  certificate(id: $certificate) { status revocations { id } }
  councils(first: 5) { nodes { id } }
  evaluations(first: 5) { nodes {
    state meanScore sheetsIn rating { mean } scoreSheets { total } council { id } dossier { slipNo evidence { title } } } } }`;

const glanceAs = (person: string | null) => {
  const { dossier, producer, certificate } = ids;
  return ask(platform, person, glance, { dossier, producer, certificate });
};

/** What the public may know, and nothing beyond it. */
const published = {
  producer: { name: "Hợp tác xã Chè Trình Diễn (minh họa)", phone: null, representative: null },
  certificate: { status: "VALID", revocations: null },
  evaluations: {
    nodes: [
      {
        state: "PUBLISHED",
        meanScore: "78.00",
        sheetsIn: null,
        rating: null,
        scoreSheets: null,
        council: null,
        // who may read the evaluation knows that there is a dossier, and nothing of what it holds
        dossier: { slipNo: null, evidence: null },
      },
    ],
  },
};

/** Fields of rows that everybody may see and that not everybody may read. */
const closedFields = {
  "producer.phone": "FORBIDDEN",
  "producer.representative": "FORBIDDEN",
  "certificate.revocations": "FORBIDDEN",
  "evaluations.nodes.0.sheetsIn": "FORBIDDEN",
  "evaluations.nodes.0.rating": "FORBIDDEN",
  "evaluations.nodes.0.scoreSheets": "FORBIDDEN",
  "evaluations.nodes.0.council": "FORBIDDEN",
};

/** Acts on what belongs to the producer, its product, its dossier and its certificate. */
const acts = `mutation ($dossier: ID!, $producer: ID!, $product: ID!, $certificate: ID!) {
  updateProduct(input: { productId: $product, expectedVersion: 1, nameVi: "Khác" }) { id }
  updateProducer(input: { producerId: $producer, expectedVersion: 1, name: "Khác" }) { id }
  returnDossier(input: { dossierId: $dossier, expectedVersion: 1, reasons: [{ place: "EVIDENCE", reason: "Khác" }] }) { id }
  requestRevocation(input: { certificateId: $certificate, expectedVersion: 1, ground: OTHER_FINDING, reason: "Khác",
    idempotencyKey: "journey-rights" }) { id } }`;

const all = <Code extends string>(code: Code) => ({
  updateProduct: code,
  updateProducer: code,
  returnDossier: code,
  requestRevocation: code,
});

describe("a dossier", () => {
  it.each([
    ["the public", null, "UNAUTHENTICATED"],
    ["a producer of another province who has registered nothing yet", "demo-producer-b", "FORBIDDEN"],
    ["an officer whose assignment has expired", "demo-lapsed", "FORBIDDEN"],
  ])("is nothing that %s could ask for", async (_, person, code) => {
    const answer = await glanceAs(person);
    expect(answer.data).toEqual({ ...published, dossier: null, dossiers: null, councils: null });
    expect(refusalsIn(answer)).toEqual({ ...closedFields, dossier: code, dossiers: code, councils: code });
  });

  it("does not exist for the officer of another province, who may ask for dossiers", async () => {
    const answer = await glanceAs("demo-province-b");
    expect(answer.data).toEqual({ ...published, dossier: null, dossiers: { nodes: [] }, councils: { nodes: [] } });
    expect(refusalsIn(answer)).toEqual({ ...closedFields, dossier: "NOT_FOUND" });
  });

  it.each([
    ["the public", null, all("UNAUTHENTICATED")],
    ["a producer of another province", "demo-producer-b", all("FORBIDDEN")],
    ["an officer whose assignment has expired", "demo-lapsed", all("FORBIDDEN")],
    ["the officer of another province", "demo-province-b", { ...all("FORBIDDEN"), returnDossier: "NOT_FOUND" }],
  ])("and what belongs to it is not changed by %s", async (_, person, refusals) => {
    const answer = await ask(platform, person, acts, ids);
    expect(refusalsIn(answer)).toEqual(refusals);
    expect(Object.values(answer.data ?? {})).toEqual([null, null, null, null]);
    expect(await checksums(platform)).toEqual(unchanged);
  });
});

describe("the story told a second time", () => {
  it("changes nothing in any database and says the same", async () => {
    const told = await command("infra/dist/seed/story.js", [], { ...process.env, ...platform.env });
    expect(JSON.parse(told.split("\n").at(-1) ?? "")).toEqual(platform.story);
    expect(await checksums(platform)).toEqual(unchanged);
  });
});

describe("a token", () => {
  const keys = z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) });
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = (): number => Math.floor(Date.now() / 1_000);

  let key: KeyObject;
  let kid: string;
  beforeAll(() => {
    const [jwk] = keys.parse(JSON.parse(readFileSync(join(dataDirectory, "identity/jwks.json"), "utf8"))).keys;
    if (!jwk) throw new Error("the identity provider has no key");
    key = createPrivateKey({ key: jwk, format: "jwk" });
    kid = jwk.kid;
  });

  const claims = () => ({
    iss: platform.address("identity"),
    aud: "ocop",
    sub: "demo-province-a",
    client_id: "shell",
    iat: now(),
    exp: now() + 900,
  });
  const es256 =
    (by: KeyObject) =>
    (text: string): Buffer =>
      sign("sha256", Buffer.from(text), { key: by, dsaEncoding: "ieee-p1363" });
  const made = (header: object, body: object, signature: (text: string) => Buffer): string => {
    const text = `${encoded({ typ: "at+jwt", kid, ...header })}.${encoded(body)}`;
    return `Bearer ${text}.${signature(text).toString("base64url")}`;
  };
  const byProvider = (change: object): string => made({ alg: "ES256" }, { ...claims(), ...change }, es256(key));

  const asked = (authorization: string) => post(platform, authorization, "{ me { subject } }");

  it("signed by the provider says who asks", async () => {
    expect(await asked(byProvider({}))).toEqual({
      status: 200,
      errors: [],
      data: { me: { subject: "demo-province-a" } },
    });
  });

  it.each<[string, () => string | Promise<string>]>([
    ["that expired a minute ago", () => byProvider({ iat: now() - 960, exp: now() - 60 })],
    ["without an expiry", () => byProvider({ exp: undefined })],
    ["for another audience", () => byProvider({ aud: "another" })],
    ["of another issuer", () => byProvider({ iss: "http://127.0.0.1:9" })],
    ["that says the partner host made it", () => byProvider({ iss: platform.address("partner") })],
    ["of a person by the name of a machine", () => byProvider({ sub: `key:${platform.story.productId}` })],
    [
      "signed with another key under the provider's key id",
      () => made({ alg: "ES256" }, claims(), es256(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)),
    ],
    ["without a signature", () => made({ alg: "none" }, claims(), () => Buffer.alloc(0))],
    [
      "signed with the provider's public key as a secret",
      () => {
        const secret = createPublicKey(key).export({ type: "spki", format: "pem" });
        return made({ alg: "HS256" }, claims(), (text) => createHmac("sha256", secret).update(text).digest());
      },
    ],
    [
      "of one person with the name of another written in",
      async () => {
        const [header, , signature] = (await tokenOf("demo-producer-b")).split(".");
        return `Bearer ${[header, encoded(claims()), signature].join(".")}`;
      },
    ],
    ["that is no token", () => "Bearer demo-province-a"],
    ["given as a password", () => `Basic ${Buffer.from("demo-province-a:").toString("base64")}`],
  ])("%s is refused with 401, and is not the public either", async (_, authorization) => {
    const answer = await asked(await authorization());
    expect(answer).toMatchObject({ status: 401, data: null });
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED"]);
  });
});

describe("the graph of people", () => {
  it.each([
    '{ _assignmentsOf(subject: "demo-central") { id } }',
    `{ _breakGlassOf(id: "1", subject: "demo-platform-operator") { actedAs } }`,
    '{ _clientOf(subject: "key:1") { partnerId } }',
  ])("has no name for what the gateway alone may ask: %s", async (question) => {
    const { status, data, errors } = await ask(platform, "demo-province-b", question);
    expect([status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([
      400,
      null,
      ["GRAPHQL_VALIDATION_FAILED"],
    ]);
  });

  it("lends nobody anything for the id of a session that does not exist, and the public nothing at all", async () => {
    const headers = { "ocop-break-glass": platform.story.productId };
    const question = "{ me { subject } }";
    const officer = `Bearer ${await tokenOf("demo-province-b")}`;
    const asPerson = await post(platform, officer, question, {}, { headers });
    expect(refusalOf(asPerson)).toEqual({ status: 403, codes: ["FORBIDDEN"] });
    const asPublic = await post(platform, null, question, {}, { headers });
    expect(refusalOf(asPublic)).toEqual({ status: 401, codes: ["UNAUTHENTICATED"] });
  });
});

describe("a subgraph", () => {
  const body = JSON.stringify({ query: "{ __schema { queryType { name } } }" });
  const officer = { subject: "demo-province-a", client: "shell", assignments: [], system: null, actedAs: null };
  const traceparent = (): string => printTrace(newTrace());
  const direct = async (service: string, headers: Readonly<Record<string, string>>) => {
    const url = `${platform.address(service)}/graphql`;
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
    const response = await fetch(url, init);
    const { data, code } = (await response.json()) as { readonly data?: unknown; readonly code?: unknown };
    return { status: response.status, data, code };
  };
  const refused = { status: 401, data: undefined, code: "UNAUTHENTICATED" };

  it.each(services)("%s answers nobody who comes past the gateway", async (service) => {
    const [own = ""] = platform.variable(`OCOP_VIEWER_KEY_${service.toUpperCase()}`).split(",");
    const [other = ""] = platform
      .variable(`OCOP_VIEWER_KEY_${services.find((name) => name !== service)?.toUpperCase() ?? ""}`)
      .split(",");
    const call = { viewer: officer, audience: service, body, key: own, traceparent: traceparent() };
    expect(await direct(service, signViewer(call))).toMatchObject({ status: 200, code: undefined });
    expect(await direct(service, {})).toEqual(refused);
    expect(await direct(service, { authorization: `Bearer ${await tokenOf("demo-province-b")}` })).toEqual(refused);
    expect(await direct(service, signViewer({ ...call, key: other }))).toEqual(refused);
    expect(await direct(service, signViewer({ ...call, body: `${body} ` }))).toEqual(refused);
    expect(await direct(service, signViewer({ ...call, issuedAt: Date.now() - 61_000 }))).toEqual(refused);
  });

  it("is told who asks by the gateway, whatever headers a client sends along", async () => {
    const query = JSON.stringify({ query: "{ me { subject } }" });
    const key = platform.variable("OCOP_VIEWER_KEY_REGISTRY");
    const response = await fetch(`${platform.address("gateway")}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signViewer({ viewer: officer, audience: "registry", body: query, key, traceparent: traceparent() }),
      },
      body: query,
    });
    expect(await response.json()).toEqual({ data: { me: null }, extensions: expect.any(Object) as object });
  });
});

describe("with a producer in each province", () => {
  let other: string;

  beforeAll(async () => {
    const { trial } = await dataOf<{ trial: { id: string } }>(
      platform,
      null,
      `{ trial: administrativeUnitByCode(listVersion: "demonstration", code: "99001") { id } }`,
    );
    const { registerProducer } = await dataOf<{ registerProducer: { id: string } }>(
      platform,
      "demo-commune-b",
      "mutation ($input: RegisterProducerInput!) { registerProducer(input: $input) { id } }",
      {
        input: {
          name: "Hộ làm mắm Bãi Thử (minh họa)",
          kind: "BUSINESS_HOUSEHOLD",
          communeId: trial.id,
          representative: "Đỗ Thị Làm Thử",
          phone: "0900000001",
          ownerSubject: "demo-producer-b",
        },
      },
    );
    other = registerProducer.id;
    // The register tells its owner at once; the gateway believes what it was told before for another moment.
    await eventually("the gateway knows the new owner's right", 30, async () => {
      const { errors } = await ask(platform, "demo-producer-b", "{ dossiers(first: 1) { nodes { id } } }");
      return errors.length === 0;
    });
  });

  it("the owner of one may ask for dossiers and does not find the other's", async () => {
    const answer = await glanceAs("demo-producer-b");
    expect(answer.data).toEqual({ ...published, dossier: null, dossiers: { nodes: [] }, councils: null });
    expect(refusalsIn(answer)).toEqual({ ...closedFields, dossier: "NOT_FOUND", councils: "FORBIDDEN" });
  });

  /** Every value that a person is shown, as `path = value`. */
  const valuesIn = (value: unknown, path = ""): readonly string[] => {
    if (value === null) return [];
    if (typeof value !== "object") return [`${path} = ${JSON.stringify(value)}`];
    return Object.entries(value).flatMap(([name, inner]) => valuesIn(inner, `${path}.${name}`));
  };
  const seenBy = async (person: string): Promise<readonly string[]> => {
    const question = `query ($dossier: ID!, $producer: ID!, $other: ID!, $certificate: ID!) {
      dossier(id: $dossier) { state }
      dossiers(first: 5) { nodes { id } }
      own: producer(id: $producer) { name phone representative }
      other: producer(id: $other) { name phone representative }
      certificate(id: $certificate) { status revocations { id } }
      councils(first: 5) { nodes { id seats { agency displayName } } }
      evaluations(first: 5) { nodes { state sheetsIn sheetsExpected rating { mean } council { id }
        scoreSheets { total comment seat { displayName } } dossier { slipNo } } } }`;
    const { dossier, producer, certificate } = ids;
    return valuesIn((await ask(platform, person, question, { dossier, producer, certificate, other })).data);
  };

  it("a person of two hats sees exactly what the one and the other hat show", async () => {
    const [officer, member, both] = await Promise.all(
      ["demo-province-b", "demo-member-a1", "demo-two-hats"].map(seenBy),
    );
    const isPhone = (line: string): boolean => line.startsWith(".other.phone");
    const isSheet = (line: string): boolean => line.includes(".scoreSheets.") && line.includes(".total");
    expect([officer?.filter(isPhone).length, officer?.filter(isSheet).length]).toEqual([1, 0]);
    expect([member?.filter(isPhone).length, member?.filter(isSheet).length]).toEqual([0, 5]);
    expect(new Set(both)).toEqual(new Set([...(officer ?? []), ...(member ?? [])]));
  });

  it("and acts with each where it holds, never with the one where only the other reaches", async () => {
    const act = `mutation ($producer: ID!, $other: ID!, $certificate: ID!, $evaluation: ID!) {
      other: updateProducer(input: { producerId: $other, expectedVersion: 1, phone: "0900000002" }) { phone }
      own: updateProducer(input: { producerId: $producer, expectedVersion: 1, phone: "0900000002" }) { phone }
      requestRevocation(input: { certificateId: $certificate, expectedVersion: 1, ground: OTHER_FINDING, reason: "Khác",
        idempotencyKey: "journey-two-hats" }) { id }
      openDiscussion(input: { evaluationId: $evaluation, expectedVersion: 1, reason: "Khác" }) { id } }`;
    const { evaluations } = await dataOf<{ evaluations: { nodes: readonly { id: string }[] } }>(
      platform,
      null,
      "{ evaluations(first: 5) { nodes { id } } }",
    );
    const { producer, certificate } = ids;
    const evaluation = evaluations.nodes[0]?.id;
    const answer = await ask(platform, "demo-two-hats", act, { producer, other, certificate, evaluation });
    expect(answer.data).toEqual({
      other: { phone: "0900000002" },
      own: null,
      requestRevocation: null,
      openDiscussion: null,
    });
    expect(refusalsIn(answer)).toEqual({
      own: "FORBIDDEN",
      requestRevocation: "FORBIDDEN",
      openDiscussion: "FORBIDDEN",
    });
  });
});
