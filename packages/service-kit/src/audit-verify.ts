import type { DataSource } from "typeorm";
import { auditSchemaOf, entryColumns, entryOfRow, type EntryRow } from "./audit";
import { checkChain, type Finding, type Link, type Links } from "./audit-chain";
import type { CheckedHeads, Head } from "./audit-heads";
import { overdueSeconds } from "./audit-seal";
import { machineTime } from "./clock";
import { fromBinary } from "./id";
import { databaseNow } from "./leases";

/** What a service's audit log amounts to, and everything that is wrong with it. */
export type AuditReport = {
  readonly entries: number;
  readonly seals: number;
  /** the last signed one; null when none is */
  readonly head: Head | null;
  /** none when the chain holds; entries without a seal at most 100 of them */
  readonly findings: readonly Finding[];
};

/** Rows read at a time. */
const page = 1_000;

/** Milliseconds that entries may be ahead of the last signed head. */
const unsignedLimit = 3_600_000;

type LinkRow = {
  readonly seq: number | string;
  readonly entry_id: Buffer;
  readonly prev_hash: Buffer;
  readonly hash: Buffer;
} & (EntryRow | { readonly id: null });

const linkOf = (row: LinkRow): Link => ({
  seq: Number(row.seq),
  entryId: fromBinary(row.entry_id),
  entry: row.id === null ? null : entryOfRow(row),
  previous: row.prev_hash,
  hash: row.hash,
});

/** The chain as the database holds it, a page at a time. */
export const storedLinks = (dataSource: DataSource): Links =>
  async function* () {
    const schema = auditSchemaOf(dataSource);
    const columns = entryColumns.map((name) => `e.${name}`).join(", ");
    for (let after = 0; ;) {
      const rows = await dataSource.query<LinkRow[]>(
        `SELECT s.seq, s.entry_id, s.prev_hash, s.hash, ${columns}
         FROM ${schema}.audit_seal s LEFT JOIN ${schema}.audit_entry e ON e.id = s.entry_id
         WHERE s.seq > ? ORDER BY s.seq LIMIT ${String(page)}`,
        [after],
      );
      for (const row of rows) yield linkOf(row);
      if (rows.length < page) return;
      after = Number(rows.at(-1)?.seq);
    }
  };

const countOf = async (dataSource: DataSource): Promise<number> => {
  const [row] = await dataSource.query<{ n: number | string }[]>(
    `SELECT COUNT(*) AS n FROM ${auditSchemaOf(dataSource)}.audit_entry`,
  );
  return Number(row?.n);
};

/** Entries that no sealer will ever take, or that have waited too long for one, and marks whose entry is gone. */
const unsealed = async (dataSource: DataSource): Promise<readonly Finding[]> => {
  const schema = auditSchemaOf(dataSource);
  const late = await dataSource.query<{ id: Buffer }[]>(
    `SELECT e.id FROM ${schema}.audit_entry e
     LEFT JOIN ${schema}.audit_seal s ON s.entry_id = e.id
     LEFT JOIN audit_pending p ON p.entry_id = e.id
     WHERE s.seq IS NULL AND (p.at IS NULL OR p.at < ${databaseNow} - INTERVAL ? SECOND) ORDER BY e.id LIMIT 100`,
    [overdueSeconds],
  );
  const gone = await dataSource.query<{ id: Buffer }[]>(
    `SELECT p.entry_id AS id FROM audit_pending p
     LEFT JOIN ${schema}.audit_entry e ON e.id = p.entry_id WHERE e.id IS NULL ORDER BY p.entry_id LIMIT 100`,
  );
  const named = (kind: Finding["kind"], rows: readonly { id: Buffer }[], text: (id: string) => string) =>
    rows.map(({ id }): Finding => {
      const entryId = fromBinary(id);
      return { kind, seq: null, entryId, text: text(entryId) };
    });
  return [
    ...named("unsealed", late, (id) => `the entry ${id} was never sealed`),
    ...named("removed", gone, (id) => `the entry ${id} is gone and was not sealed yet`),
  ];
};

const unsigned = (since: Date | null): readonly Finding[] =>
  since === null || machineTime() - since.getTime() <= unsignedLimit
    ? []
    : [{ kind: "unsigned", seq: null, entryId: null, text: `no head is signed since ${since.toISOString()}` }];

/**
 * Computes the whole chain of a service again and holds it against its signed heads.
 *
 * @param heads as `checkHeads` found them
 * @returns what is wrong, each with its place; changes nothing
 */
export const verifyAuditChain = async (dataSource: DataSource, heads: CheckedHeads): Promise<AuditReport> => {
  const chain = await checkChain(storedLinks(dataSource), heads.heads);
  return {
    entries: await countOf(dataSource),
    seals: chain.seals,
    head: heads.heads.reduce<Head | null>((last, head) => (last && last.seq > head.seq ? last : head), null),
    findings: [...chain.findings, ...heads.findings, ...(await unsealed(dataSource)), ...unsigned(chain.unsignedSince)],
  };
};
