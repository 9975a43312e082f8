import type { ServiceName } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { type AuditEntry, auditSchemaOf, entryColumns, entryOfRow, type EntryRow } from "./audit";
import { checkHeads, headKeysOf, readHeads } from "./audit-heads";
import { type AuditReport, verifyAuditChain } from "./audit-verify";
import { runCommand, withDatabase, WrongUsage } from "./command";
import { isId, toBinary } from "./id";

export type AuditCommandParts = {
  readonly service: ServiceName;
  /** the service's schema */
  readonly open: () => DataSource;
  /** secrets that heads are signed with */
  readonly signingSecrets: readonly string[];
  readonly headsFile: string;
};

/** What a command prints, and whether the log holds. */
export type AuditAnswer = { readonly text: string; readonly holds: boolean };

const usage = "usage: verify | show --object <id>";

/** At most so many findings or entries in one answer. */
const listLimit = 100;

const grouped = new Intl.NumberFormat("en-US");
const counted = (n: number, noun: string, nouns: string): string => `${grouped.format(n)} ${n === 1 ? noun : nouns}`;

const reportText = (service: string, { entries, seals, head, findings }: AuditReport): string => {
  const amounts = `${counted(entries, "entry", "entries")}, ${counted(seals, "seal", "seals")}`;
  const signed = head ? `head ${grouped.format(head.seq)} signed ${head.at}` : "no head signed yet";
  const lines = findings.slice(0, listLimit).map(({ kind, text }) => `${kind}: ${text}`);
  const more = findings.length - lines.length;
  return [
    `${service}: ${amounts}, ${signed}: ${
      findings.length === 0
        ? "the chain holds"
        : `the chain does not hold, ${counted(findings.length, "finding", "findings")}`
    }`,
    ...lines,
    ...(more > 0 ? [`and ${grouped.format(more)} more`] : []),
  ].join("\n");
};

const verify = async (parts: AuditCommandParts, dataSource: DataSource): Promise<AuditAnswer> => {
  const { service, signingSecrets, headsFile } = parts;
  const heads = checkHeads(await readHeads(headsFile), service, headKeysOf(signingSecrets));
  const report = await verifyAuditChain(dataSource, heads);
  return { text: reportText(service, report), holds: report.findings.length === 0 };
};

const lineOf = (entry: AuditEntry): string => {
  const { at, actor, actedAs, client, operation, objectType, objectVersion, outcome, reason, legalBasis } = entry;
  return [
    at.toISOString(),
    actor ?? "anonymous",
    ...(actedAs === null ? [] : [`as ${actedAs}`]),
    `by ${client}:`,
    operation,
    objectType,
    ...(objectVersion === null ? [] : [`version ${String(objectVersion)}`]),
    outcome,
    ...[reason, legalBasis].filter((text) => text !== null).map((text) => `(${text.replace(/[\p{Cc}\s]+/gu, " ")})`),
    ...(entry.requestId === null ? [] : [`request ${entry.requestId}`]),
  ].join(" ");
};

const show = async (service: string, dataSource: DataSource, id: string): Promise<AuditAnswer> => {
  const rows = await dataSource.query<EntryRow[]>(
    `SELECT ${entryColumns.join(", ")} FROM ${auditSchemaOf(dataSource)}.audit_entry
     WHERE object_id = ? ORDER BY id DESC LIMIT ${String(listLimit)}`,
    [toBinary(id)],
  );
  const lines = rows.map((row) => lineOf(entryOfRow(row))).reverse();
  const count =
    rows.length === listLimit ? `the last ${String(listLimit)} entries` : counted(rows.length, "entry", "entries");
  return { text: [`${service}: ${count} of ${id}`, ...lines].join("\n"), holds: true };
};

/**
 * What an operator or auditor asks of one service's audit log.
 *
 * - `verify`: computes the chain again and names what is wrong with it
 * - `show --object <id>`: the last hundred entries of one object, oldest first
 *
 * @throws WrongUsage for words that are not understood
 */
export const answerAudit = (parts: AuditCommandParts, words: readonly string[]): Promise<AuditAnswer> => {
  const [verb, option, id = ""] = words;
  const { open, service } = parts;
  if (verb === "verify" && words.length === 1) return withDatabase(open(), (dataSource) => verify(parts, dataSource));
  if (verb === "show" && option === "--object" && isId(id) && words.length === 3)
    return withDatabase(open(), (dataSource) => show(service, dataSource, id));
  throw new WrongUsage(usage);
};

/** Runs {@link answerAudit} as a command: exit code 1 when the log does not hold, 2 for words not understood. */
export const auditCommand = (
  service: ServiceName,
  parts: () => Omit<AuditCommandParts, "service">,
  words: readonly string[],
): Promise<void> =>
  runCommand(service, async () => {
    const { text, holds } = await answerAudit({ service, ...parts() }, words);
    if (!holds) process.exitCode = 1;
    return text;
  });
