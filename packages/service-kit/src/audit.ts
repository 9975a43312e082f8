import type { Viewer } from "@ocop/contracts";
import type { DataSource, EntityManager } from "typeorm";
import { sha256 } from "./canonical";
import { fromBinary, newId, toBinary } from "./id";
import type { Trace } from "./trace";

/** Who answers for the changes of one transaction, and in the course of what. */
export type Author = {
  /** subject of the person or machine, or name of the platform's own actor; null for the anonymous public */
  readonly actor: string | null;
  /** whose rights were lent under break-glass */
  readonly actedAs: string | null;
  readonly client: string;
  /** name of the mutation, event, job or command */
  readonly operation: string;
  /** trace id of the request */
  readonly requestId: string | null;
};

export const authorOf = ({ subject, system, actedAs, client }: Viewer, operation: string, trace: Trace): Author => ({
  actor: subject ?? system,
  actedAs,
  client,
  operation,
  requestId: trace.traceId,
});

/** An actor of the platform itself: the event path, the clock, a job, a command. */
export const systemAuthor = (actor: string, operation: string, requestId: string | null = null): Author => ({
  actor,
  actedAs: null,
  client: "system",
  operation,
  requestId,
});

/** One line of the audit log of a service: ids, never personal values, so that erasure never breaks it. */
export type AuditEntry = {
  /** UUIDv7 */
  readonly id: string;
  /** the machine's time at which the transaction was about to commit */
  readonly at: Date;
  readonly actor: string | null;
  readonly actedAs: string | null;
  readonly client: string;
  readonly operation: string;
  /** name of the table, or `Type.field` of the graph for a refusal */
  readonly objectType: string;
  /** null for many rows at once */
  readonly objectId: string | null;
  readonly objectVersion: number | null;
  /** `OK`, or the code of a refusal */
  readonly outcome: string;
  readonly reason: string | null;
  readonly legalBasis: string | null;
  readonly requestId: string | null;
};

/** What is said of one act; who did it is said by the transaction. */
export type Recorded = Pick<AuditEntry, "objectType" | "objectId"> &
  Partial<Pick<AuditEntry, "objectVersion" | "outcome" | "reason" | "legalBasis">> & {
    /** name of the act where it is not that of the whole transaction */
    readonly operation?: string;
  };

/** Rows that were written: one with its id and version, or `rows` of them together. */
export type Change = Pick<AuditEntry, "objectType" | "objectId" | "objectVersion"> & { readonly rows: number };

/** What one open transaction has to say when it commits. */
export type Notes = {
  /** Who answers for what follows: one transaction may hold the work of several events. */
  answeredBy(author: Author): void;
  changed(change: Change): void;
  recorded(said: Recorded): void;
  /** @returns forgets whatever is said from now on: for work that is rolled back to a savepoint */
  mark(): () => void;
  entries(at: Date): readonly AuditEntry[];
};

type Note = { readonly author: Author; readonly said: Recorded; readonly rows: number };

const reasonOf = ({ said, rows }: Note): string | null => (rows > 1 ? `${String(rows)} rows` : (said.reason ?? null));

const entryOf = (note: Note, at: Date): AuditEntry => {
  const { author, said } = note;
  return {
    id: newId(),
    at,
    ...author,
    operation: said.operation ?? author.operation,
    objectType: said.objectType,
    objectId: note.rows > 1 ? null : said.objectId,
    objectVersion: note.rows > 1 ? null : (said.objectVersion ?? null),
    outcome: said.outcome ?? "OK",
    reason: reasonOf(note),
    legalBasis: said.legalBasis ?? null,
  };
};

/** @param first null where nobody answers: any note is then refused */
export const createNotes = (first: Author | null): Notes => {
  let author = first;
  let notes = new Map<string, Note>();

  const answering = (objectType: string): Author => {
    if (author) return author;
    throw new Error(`${objectType} is written by nobody: transact needs an author`);
  };

  return {
    answeredBy: (next) => {
      author = next;
    },
    changed: ({ objectType, objectId, objectVersion, rows }) => {
      if (rows === 0) return;
      const by = answering(objectType);
      const key = JSON.stringify([by, objectType, objectId]);
      // Rows without an id are counted together; an aggregate that is saved again is said once, as it was last.
      const before = objectId === null ? (notes.get(key)?.rows ?? 0) : 0;
      notes.set(key, { author: by, said: { objectType, objectId, objectVersion }, rows: rows + before });
    },
    recorded: (said) => {
      notes.set(`record ${String(notes.size)}`, { author: answering(said.objectType), said, rows: 1 });
    },
    mark: () => {
      const before = new Map(notes);
      const by = author;
      return () => {
        [notes, author] = [before, by];
      };
    },
    entries: (at) => [...notes.values()].map((note) => entryOf(note, at)),
  };
};

/** The audit schema that belongs to a database, quoted for SQL. */
export const auditSchemaOf = (dataSource: DataSource): string => `\`${dataSource.driver.database ?? ""}_audit\``;

/** The columns of `audit_entry` in the order of {@link AuditEntry}. */
export const entryColumns = [
  "id",
  "at",
  "actor",
  "acted_as",
  "client",
  "operation",
  "object_type",
  "object_id",
  "object_version",
  "outcome",
  "reason",
  "legal_basis",
  "request_id",
] as const;

export type EntryRow = {
  readonly id: Buffer;
  readonly at: Date;
  readonly actor: string | null;
  readonly acted_as: string | null;
  readonly client: string;
  readonly operation: string;
  readonly object_type: string;
  readonly object_id: Buffer | null;
  readonly object_version: number | null;
  readonly outcome: string;
  readonly reason: string | null;
  readonly legal_basis: string | null;
  readonly request_id: string | null;
};

export const entryOfRow = (row: EntryRow): AuditEntry => ({
  id: fromBinary(row.id),
  at: row.at,
  actor: row.actor,
  actedAs: row.acted_as,
  client: row.client,
  operation: row.operation,
  objectType: row.object_type,
  objectId: row.object_id && fromBinary(row.object_id),
  objectVersion: row.object_version,
  outcome: row.outcome,
  reason: row.reason,
  legalBasis: row.legal_basis,
  requestId: row.request_id,
});

/**
 * A name as its ASCII column holds it. Subjects and operation names come from outside: one that is too long or
 * not ASCII must not stop the change it belongs to, and must stay told apart from every other.
 */
const asciiName = (name: string, length: number): string => {
  const ascii = /^[\x20-\x7e]*$/.test(name) ? name : encodeURIComponent(Buffer.from(name).toString());
  return ascii.length <= length ? ascii : `${ascii.slice(0, length - 65)}~${sha256(name)}`;
};

const orNull = <T, R>(value: T | null, read: (value: T) => R): R | null => (value === null ? null : read(value));

const shortened = (text: string, characters: number): string => [...text].slice(0, characters).join("");

const valuesOf = (entry: AuditEntry): readonly unknown[] => [
  toBinary(entry.id),
  entry.at,
  orNull(entry.actor, (actor) => asciiName(actor, 200)),
  orNull(entry.actedAs, (actor) => asciiName(actor, 200)),
  asciiName(entry.client, 100),
  asciiName(entry.operation, 100),
  asciiName(entry.objectType, 100),
  orNull(entry.objectId, toBinary),
  entry.objectVersion,
  asciiName(entry.outcome, 40),
  orNull(entry.reason, (reason) => shortened(reason, 500)),
  orNull(entry.legalBasis, (basis) => shortened(basis, 200)),
  entry.requestId,
];

/** Entries of one statement, at most. */
const batch = 500;

/** Writes entries and marks them as waiting for their seal, in the transaction of what they tell of. */
export const insertEntries = async (manager: EntityManager, entries: readonly AuditEntry[]): Promise<void> => {
  const schema = auditSchemaOf(manager.connection);
  for (let from = 0; from < entries.length; from += batch) {
    const some = entries.slice(from, from + batch);
    await manager.query(`INSERT INTO ${schema}.audit_entry (${entryColumns.join(", ")}) VALUES ?`, [
      some.map(valuesOf),
    ]);
    await manager.query("INSERT INTO audit_pending (entry_id) VALUES ?", [some.map(({ id }) => [toBinary(id)])]);
  }
};
