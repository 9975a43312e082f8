import fc from "fast-check";
import type { DataSource } from "typeorm";
import { testScale } from "../testing/config";
import type { TestDatabase } from "../testing/database";
import { auditedDatabase, author } from "../test/audited";
import { type AuditEntry, auditSchemaOf, createNotes, insertEntries } from "./audit";
import { checkChain, type Finding, firstHash, type Link, linkHash, type SignedPlace } from "./audit-chain";
import { checkHeads, headKeysOf, signHead } from "./audit-heads";
import { sealEntries } from "./audit-seal";
import { storedLinks, verifyAuditChain } from "./audit-verify";
import { machineTime } from "./clock";
import { newId, toBinary } from "./id";
import { transact } from "./transaction";

jest.setTimeout(120_000 * testScale());

const size = 100_000;
const keys = headKeysOf(["s".repeat(43)]);
const [key] = keys;

const entriesOf = (count: number): readonly AuditEntry[] => {
  const notes = createNotes(author);
  for (let nth = 0; nth < count; nth += 1) {
    const reason = nth % 7 === 0 ? `lý do ${String(nth)}` : null;
    notes.recorded({ objectType: "parcel", objectId: newId(), objectVersion: nth, reason });
  }
  return notes.entries(new Date(machineTime() - 60_000));
};

const chained = (entries: readonly AuditEntry[]): readonly Link[] => {
  let hash = firstHash;
  return entries.map((entry, nth) => {
    const previous = hash;
    hash = linkHash(previous, entry);
    return { seq: nth + 1, entryId: entry.id, entry, previous, hash };
  });
};

const placeOf = ({ seq, hash }: Link): SignedPlace => ({
  seq,
  hash: hash.toString("hex"),
  at: "2026-11-21T03:00:00.000Z",
});

const at = (links: readonly Link[], seq: number): Link => {
  const link = links[seq - 1];
  if (!link?.entry) throw new Error(`no link ${String(seq)}`);
  return link;
};

/** The chain with some of its links exchanged. */
const withLinks = (links: readonly Link[], ...changed: readonly Link[]): readonly Link[] => {
  const by = new Map(changed.map((link) => [link.seq, link]));
  return links.map((link) => by.get(link.seq) ?? link);
};

const found = async (links: readonly Link[], heads: readonly SignedPlace[] = []): Promise<readonly Finding[]> =>
  (await checkChain(() => links, heads)).findings;
const brief = (findings: readonly Finding[]): unknown[] =>
  findings.map(({ kind, seq, entryId }) => [kind, seq, entryId]);

describe("a chain of audit entries", () => {
  const links = chained(entriesOf(300));
  const head = placeOf(at(links, 300));
  const seq = fc.integer({ min: 1, max: 300 });
  const runs = { numRuns: 50 * testScale() };

  it("holds as it was sealed, with its head", async () => {
    expect(await found(links, [head])).toEqual([]);
  });

  it("names the entry that was changed, whichever member it was", async () => {
    const change = fc.constantFrom<Partial<AuditEntry>>(
      { at: new Date(1) },
      { actor: "somebody-else" },
      { actor: null },
      { actedAs: "demo-owner" },
      { client: "other" },
      { operation: "other" },
      { objectType: "other" },
      { objectId: null },
      { objectVersion: 1_000 },
      { outcome: "FORBIDDEN" },
      { reason: "other" },
      { legalBasis: "other" },
      { requestId: null },
      { id: newId() },
    );
    await fc.assert(
      fc.asyncProperty(seq, change, async (place, changes) => {
        const link = at(links, place);
        const changed = withLinks(links, { ...link, entry: { ...(link.entry as AuditEntry), ...changes } });
        expect(brief(await found(changed, [head]))).toEqual([["changed", place, link.entryId]]);
      }),
      runs,
    );
  });

  it("names the entry that was removed, and the seal", async () => {
    await fc.assert(
      fc.asyncProperty(seq, async (place) => {
        const link = at(links, place);
        expect(brief(await found(withLinks(links, { ...link, entry: null }), [head]))).toEqual([
          ["removed", place, link.entryId],
        ]);
        const without = links.filter((one) => one !== link);
        const expected = place === 300 ? ["tail cut", 300, null] : ["seal removed", place, null];
        expect(brief(await found(without, [head]))).toEqual([expected]);
      }),
      runs,
    );
  });

  it("names both entries that changed places, be it under their seals or with them", async () => {
    await fc.assert(
      fc.asyncProperty(seq, seq, async (one, other) => {
        fc.pre(one !== other);
        const [first, second] = [at(links, Math.min(one, other)), at(links, Math.max(one, other))];
        const under = withLinks(
          links,
          { ...first, entryId: second.entryId, entry: second.entry },
          { ...second, entryId: first.entryId, entry: first.entry },
        );
        expect(brief(await found(under, [head]))).toEqual([
          ["reordered", first.seq, second.entryId],
          ["reordered", second.seq, first.entryId],
        ]);
        const moved = withLinks(links, { ...second, seq: first.seq }, { ...first, seq: second.seq });
        const named = (await found(moved)).map(({ kind, seq: place }) => `${kind} ${String(place)}`);
        expect(named).toEqual(
          expect.arrayContaining([`reordered ${String(first.seq)}`, `reordered ${String(second.seq)}`]),
        );
      }),
      runs,
    );
  });

  it("names the entry that was put in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 299 }), async (after) => {
        const [entry] = entriesOf(1);
        if (!entry) throw new Error("an entry was made");
        const previous = after === 0 ? firstHash : at(links, after).hash;
        const forged = { seq: after + 1, entryId: entry.id, entry, previous, hash: linkHash(previous, entry) };
        const shifted = links.slice(after).map((link) => ({ ...link, seq: link.seq + 1 }));
        const inserted = [...links.slice(0, after), forged, ...shifted];
        expect(brief(await found(inserted))).toEqual([["inserted", after + 1, entry.id]]);
        expect((await found(inserted, [head])).map(({ kind }) => kind)).toContain("rewritten");
      }),
      runs,
    );
  });

  it("names an entry that was changed and sealed anew, and a chain that was rewritten from there on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 299 }), async (place) => {
        const link = at(links, place);
        const entry = { ...(link.entry as AuditEntry), actor: "somebody-else" };
        const resealed = withLinks(links, { ...link, entry, hash: linkHash(link.previous, entry) });
        expect(brief(await found(resealed, [head]))).toEqual([["changed", place, link.entryId]]);
        const entries = links.map(({ entry: one }) => one as AuditEntry);
        const rewritten = chained(entries.map((one, nth) => (nth === place - 1 ? entry : one)));
        expect(await found(rewritten)).toEqual([]);
        expect(brief(await found(rewritten, [head]))).toEqual([["rewritten", 300, null]]);
      }),
      runs,
    );
  });

  it("shows by its signed head that its tail was cut, wherever", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 299 }), async (left) => {
        expect(await found(links.slice(0, left))).toEqual([]);
        expect(brief(await found(links.slice(0, left), [head]))).toEqual([["tail cut", 300, null]]);
      }),
      runs,
    );
  });
});

describe("signed heads", () => {
  const place = { seq: 3, hash: "ab".repeat(32), at: "2026-11-21T03:00:00.000Z" };
  const signed = signHead(key as never, "registry", place);
  const lines = (...heads: readonly object[]): readonly string[] => heads.map((head) => JSON.stringify(head));

  it("are believed as they were signed", () => {
    expect(checkHeads(lines(signed), "registry", keys)).toEqual({ heads: [signed], findings: [] });
  });

  it.each([
    ["another place", { ...signed, seq: 2 }, "line 1 of the heads has a bad signature"],
    ["another hash", { ...signed, hash: "cd".repeat(32) }, "line 1 of the heads has a bad signature"],
    ["another time", { ...signed, at: "2026-11-22T03:00:00.000Z" }, "line 1 of the heads has a bad signature"],
    ["another service", { ...signed, service: "commerce" }, "line 1 of the heads is of commerce"],
    ["half a line", { service: "registry" }, "line 1 of the heads cannot be read"],
  ])("are not believed with %s", (_, line, text) => {
    const { heads, findings } = checkHeads(lines(line), "registry", keys);
    expect([heads, findings.map((finding) => finding.text)]).toEqual([[], [text]]);
  });

  it("of another key count only when no later head of a known key stands for them, as after a change of keys", () => {
    const [old] = headKeysOf(["o".repeat(43)]);
    const older = signHead(old as never, "registry", { ...place, seq: 2 });
    expect(checkHeads(lines(older, signed), "registry", keys)).toEqual({ heads: [signed], findings: [] });
    expect(checkHeads(lines(older), "registry", keys).findings.map(({ text }) => text)).toEqual([
      "the head of 2026-11-21T03:00:00.000Z is signed with another key",
    ]);
    expect(checkHeads(lines(older), "registry", [...keys, old as never]).findings).toEqual([]);
  });
});

describe(`an audit log of ${String(size)} entries`, () => {
  let database: TestDatabase;
  let source: DataSource;
  let schema: string;
  let head: ReturnType<typeof signHead>;
  const heads = () => ({ heads: [head], findings: [] });

  beforeAll(async () => {
    database = await auditedDatabase();
    source = database.dataSource;
    schema = auditSchemaOf(source);
    for (let left = size; left > 0; left -= 5_000) {
      const entries = entriesOf(5_000);
      await transact(source, (manager) => insertEntries(manager, entries));
    }
    while ((await sealEntries(source)) > 0);
    const [top] = await source.query<{ seq: string; hash: string }[]>(
      `SELECT seq, LOWER(HEX(hash)) AS hash FROM ${schema}.audit_seal ORDER BY seq DESC LIMIT 1`,
    );
    const place = { seq: Number(top?.seq), hash: top?.hash ?? "", at: new Date(machineTime()).toISOString() };
    head = signHead(key as never, "registry", place);
  });
  afterAll(() => database.drop());

  const somewhere = (): number => 2 + Math.floor(Math.random() * (size - 3));
  const idAt = async (seq: number): Promise<string> => {
    const [row] = await source.query<{ id: string }[]>(
      `SELECT LOWER(INSERT(INSERT(INSERT(INSERT(HEX(entry_id), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')) AS id
       FROM ${schema}.audit_seal WHERE seq = ?`,
      [seq],
    );
    return row?.id ?? "";
  };

  it("holds", async () => {
    expect(await verifyAuditChain(source, heads())).toEqual({ entries: size, seals: size, head, findings: [] });
  });

  it("shows any one that was changed, removed, inserted or moved, at once", async () => {
    // Four places far from one another, each found by itself in the memory of what is stored.
    const links: Link[] = [];
    for await (const link of storedLinks(source)()) links.push(link);
    const quarter = Math.floor(size / 4);
    const [changed, removed, moved] = [0, 1, 2].map(
      (nth) => nth * quarter + 1 + Math.floor(Math.random() * (quarter - 2)),
    );
    const [one, two, three] = [at(links, changed ?? 0), at(links, removed ?? 0), at(links, moved ?? 0)];
    const next = at(links, three.seq + 1);
    const tampered = withLinks(
      links,
      { ...one, entry: { ...(one.entry as AuditEntry), objectId: newId() } },
      { ...two, entry: null },
      { ...three, entryId: next.entryId, entry: next.entry },
      { ...next, entryId: three.entryId, entry: three.entry },
    );
    expect(brief(await found(tampered, [head]))).toEqual([
      ["changed", one.seq, one.entryId],
      ["removed", two.seq, two.entryId],
      ["reordered", three.seq, next.entryId],
      ["reordered", next.seq, three.entryId],
    ]);
  });

  it("shows in the database itself what was changed, removed, put in, exchanged and cut off", async () => {
    const [changed, removed] = [somewhere(), size - 10];
    const [changedId, removedId] = [await idAt(changed), await idAt(removed)];
    const [forged, swapped] = [newId(), 7];
    const swappedIds = [await idAt(swapped), await idAt(swapped + 1)];
    await source.query(`UPDATE ${schema}.audit_entry SET actor = 'somebody-else' WHERE id = ?`, [toBinary(changedId)]);
    await source.query(`DELETE FROM ${schema}.audit_entry WHERE id = ?`, [toBinary(removedId)]);
    await source.query(
      `INSERT INTO ${schema}.audit_entry (id, at, client, operation, object_type, outcome)
       VALUES (?, '2026-01-01', 'forged', 'forged', 'parcel', 'OK')`,
      [toBinary(forged)],
    );
    // Two seals exchange their entries; the unique key is passed by way of a third.
    for (const [seq, id] of [
      [swapped, newId()],
      [swapped + 1, swappedIds[0] ?? ""],
      [swapped, swappedIds[1] ?? ""],
    ] as const)
      await source.query(`UPDATE ${schema}.audit_seal SET entry_id = ? WHERE seq = ?`, [toBinary(id), seq]);
    await source.query(`DELETE FROM ${schema}.audit_seal WHERE seq > ?`, [size - 2]);
    const { findings, entries, seals } = await verifyAuditChain(source, heads());
    expect([entries, seals]).toEqual([size, size - 2]);
    const expected = [
      ["reordered", swapped, swappedIds[1]],
      ["reordered", swapped + 1, swappedIds[0]],
      ["changed", changed, changedId],
      ["removed", removed, removedId],
      ["tail cut", size, null],
    ].sort((a, b) => Number(a[1]) - Number(b[1]));
    expect(brief(findings.slice(0, 5))).toEqual(expected);
    expect(findings.slice(5).map(({ kind }) => kind)).toEqual(["unsealed", "unsealed", "unsealed"]);
    expect(findings.slice(5).map(({ entryId }) => entryId)).toContain(forged);
  });
});
