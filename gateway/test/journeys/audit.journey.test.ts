import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { dayOf, services, type ServiceName } from "@ocop/contracts";
import { fromBinary, systemClock } from "@ocop/service-kit";
import { eventually } from "@ocop/service-kit/testing";
import { entriesOf } from "./audit-entries";
import { checkout } from "./platform";
import {
  ask,
  asDatabaseRoot,
  dataDirectory,
  dataOf,
  inDatabaseOf,
  refusalsIn,
  type Running,
  running,
  tokenOf,
} from "./running";

const province = "demo-province-a";
const central = "demo-central";
const stranger = "demo-producer-b";
/** Is given a right for a moment. */
const person = "demo-sale-point-a";

const today = dayOf(systemClock().now());

let platform: Running;

beforeAll(async () => {
  platform = await running();
  await Promise.all([province, central, stranger].map(tokenOf));
});

/** `pnpm audit-log verify <service>`. */
const verify = (service: ServiceName): { readonly code: number | null; readonly lines: readonly string[] } => {
  const program = join(checkout, "infra/dist/commands/audit-log.js");
  const { status, stdout } = spawnSync(process.execPath, [program, "verify", service, "--data-dir", dataDirectory], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: status, lines: stdout.trim().split("\n") };
};

/** Operation, object and outcome of every entry that a person left, oldest first. */
const leftBy = async (who: string, service: ServiceName, since: Date) =>
  (await entriesOf(platform, service))
    .filter(({ actor, at }) => actor === who && at >= since)
    .map(({ operation, objectType, objectId, outcome, reason }) => ({
      operation,
      objectType,
      objectId,
      outcome,
      reason,
    }));

/** By the machine's clock, as entries are. */
const now = (): Date => new Date(Date.now());

describe("the audit log of a platform that was killed in every part", () => {
  it.each(services)("of %s holds from its first entry to its last", async (service) => {
    await eventually(`every entry of ${service} is sealed and its head signed`, 30, () => verify(service).code === 0);
    const { code, lines } = verify(service);
    expect(code).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^${service}: [\\d,]+ entries, [\\d,]+ seals, head [\\d,]+ signed [\\d:.TZ-]+: the chain holds$`),
      ),
    ]);
  });

  it("names who handed in each of the story's sheets, and says nothing of their points", async () => {
    const sheets = (await entriesOf(platform, "evaluation")).filter(
      ({ operation, objectType }) => operation === "submitScoreSheet" && objectType === "score_sheet",
    );
    const council = ["demo-chair-a", "demo-member-a1", "demo-member-a2", "demo-member-a3", "demo-two-hats"];
    expect(sheets.map(({ actor }) => actor)).toEqual(expect.arrayContaining(council));
    expect(sheets.map(({ outcome, reason }) => [outcome, reason])).toEqual(sheets.map(() => ["OK", null]));
  });

  it("names who issued the certificate, and the loader of what nobody entered", async () => {
    const { certificateId } = platform.story;
    const entries = await entriesOf(platform, "evaluation");
    const issued = entries.find(({ objectId }) => objectId === certificateId);
    expect(issued).toMatchObject({ actor: province, operation: "issueCertificate", outcome: "OK", actedAs: null });
    expect(entries.some(({ actor }) => actor === "loader")).toBe(true);
  });
});

describe("the audit log", () => {
  it("has a line for a right that is given, and one for it when it is taken back", async () => {
    const since = now();
    const { grantAssignment } = await dataOf<{ grantAssignment: { id: string; version: number } }>(
      platform,
      central,
      "mutation ($input: GrantAssignmentInput!) { grantAssignment(input: $input) { id version } }",
      {
        input: {
          subject: person,
          role: "AUDITOR",
          scopeType: "NATIONAL",
          validFrom: today,
          validUntil: "2099-01-01",
          legalBasis: "Quyết định 41/QĐ-MH (minh họa)",
        },
      },
    );
    const { id, version } = grantAssignment;
    await dataOf(
      platform,
      central,
      "mutation ($input: RevokeAssignmentInput!) { revokeAssignment(input: $input) { state } }",
      { input: { assignmentId: id, expectedVersion: version, reason: "Hết việc (minh họa)." } },
    );
    const entry = { objectType: "assignment", objectId: id, outcome: "OK", reason: null };
    expect((await leftBy(central, "registry", since)).filter(({ objectId }) => objectId === id)).toEqual([
      { ...entry, operation: "grantAssignment" },
      { ...entry, operation: "revokeAssignment" },
    ]);
  });

  it("has a line for a personal number that an officer is shown in full, with the reason and without the number", async () => {
    const since = now();
    const { producerId } = platform.story;
    const reason = "Gọi hẹn ngày trao giấy chứng nhận (minh họa).";
    const { revealPersonalData } = await dataOf<{ revealPersonalData: { value: string } }>(
      platform,
      province,
      "mutation ($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) { value } }",
      { input: { producerId, field: "PHONE", reason } },
    );
    expect(revealPersonalData.value).toBe("0900000000");
    const masked = await ask(platform, central, "query ($id: ID!) { producer(id: $id) { phone } }", { id: producerId });
    expect(masked.data).toEqual({ producer: { phone: "09•• ••• •00" } });
    const left = await leftBy(province, "registry", since);
    expect(left).toEqual([
      {
        operation: "revealPersonalData",
        objectType: "producer",
        objectId: producerId,
        outcome: "REVEALED:PHONE",
        reason,
      },
    ]);
  });

  it("has a line for every protected field that somebody who signed in was refused", async () => {
    const since = now();
    const { producerId, certificateId } = platform.story;
    const answer = await ask(
      platform,
      stranger,
      `query Curious($producer: ID!, $certificate: ID!) {
        producer(id: $producer) { phone } certificate(id: $certificate) { revocations { id } }
        partners(first: 1) { nodes { id } } }`,
      { producer: producerId, certificate: certificateId },
    );
    expect(refusalsIn(answer)).toEqual({
      "producer.phone": "FORBIDDEN",
      "certificate.revocations": "FORBIDDEN",
      partners: "FORBIDDEN",
    });
    const refused = { operation: "Curious", outcome: "FORBIDDEN", reason: null };
    const expected = [
      ["registry", { ...refused, objectType: "Producer.phone", objectId: producerId }],
      ["evaluation", { ...refused, objectType: "Certificate.revocations", objectId: certificateId }],
      ["commerce", { ...refused, objectType: "Query.partners", objectId: null }],
    ] as const;
    for (const [service, entry] of expected) expect(await leftBy(stranger, service, since)).toEqual([entry]);
  });
});

describe("an entry that is changed behind the platform's back", () => {
  const table = "ocop_registry_audit.audit_entry";

  it("cannot be changed by the service that wrote it", async () => {
    const changed = inDatabaseOf(platform, "registry", (dataSource) =>
      dataSource.query(`UPDATE ${table} SET actor = 'somebody-else'`),
    );
    await expect(changed).rejects.toThrow(/denied/);
    const removed = inDatabaseOf(platform, "registry", (dataSource) => dataSource.query(`DELETE FROM ${table}`));
    await expect(removed).rejects.toThrow(/denied/);
  });

  it("is named, with its place in the chain, and is found whole again once it is put back", async () => {
    const [found = ""] = await asDatabaseRoot(
      `SELECT LOWER(HEX(e.id)), e.actor, s.seq
       FROM ${table} e JOIN ocop_registry_audit.audit_seal s ON s.entry_id = e.id
       WHERE e.operation = 'acceptDossier' ORDER BY s.seq LIMIT 1`,
    );
    const [id = "", actor = "", seq = ""] = found.split("\t");
    const write = (name: string) => asDatabaseRoot(`UPDATE ${table} SET actor = '${name}' WHERE id = UNHEX('${id}')`);
    await write("somebody-else");
    const { code, lines } = verify("registry");
    await write(actor);
    expect(code).toBe(1);
    const uuid = fromBinary(Buffer.from(id, "hex"));
    expect(lines.slice(1)).toEqual([`changed: the entry ${uuid} at ${seq} is not what was sealed`]);
    await eventually("the chain holds again", 30, () => verify("registry").code === 0);
  });
});
