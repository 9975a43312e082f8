import { createHash } from "node:crypto";
import type { AuditEntry } from "./audit";
import { canonicalJson } from "./canonical";

/** What the first entry is chained to: 32 zero bytes. */
export const firstHash: Buffer = Buffer.alloc(32);

/** SHA-256 over the hash before and the canonical JSON of the entry: it changes when either does. */
export const linkHash = (previous: Buffer, entry: AuditEntry): Buffer =>
  createHash("sha256")
    .update(previous)
    .update(canonicalJson({ ...entry, at: entry.at.toISOString() }))
    .digest();

/** One seal of the chain, with the entry it names; null when that is gone. */
export type Link = {
  /** 1, 2, 3 … without a gap */
  readonly seq: number;
  readonly entryId: string;
  readonly entry: AuditEntry | null;
  readonly previous: Buffer;
  readonly hash: Buffer;
};

/** The links in order of `seq`; asked for twice when something is wrong. */
export type Links = () => AsyncIterable<Link> | Iterable<Link>;

/** A place that the chain had reached when its head was signed. */
export type SignedPlace = {
  readonly seq: number;
  /** 64 hexadecimal digits */
  readonly hash: string;
  /** RFC 3339, UTC */
  readonly at: string;
};

export type FindingKind =
  | "changed"
  | "removed"
  | "seal removed"
  | "inserted"
  | "reordered"
  | "tail cut"
  | "rewritten"
  | "bad head"
  | "unsigned"
  | "unsealed";

/** One thing that is wrong with an audit log, and where. */
export type Finding = {
  readonly kind: FindingKind;
  readonly seq: number | null;
  readonly entryId: string | null;
  readonly text: string;
};

const finding = (kind: FindingKind, seq: number | null, entryId: string | null, text: string): Finding => ({
  kind,
  seq,
  entryId,
  text,
});

/** How many broken places are looked at closely; the others are counted as changed. */
const closely = 200;

type Broken = {
  /** whose hash is not that of the hash before and the entry */
  readonly changed: Link[];
  /** whose hash before is not that of the link before it, with that link */
  readonly torn: { readonly link: Link; readonly before: Link | null }[];
};

type Walk = Broken & {
  readonly findings: Finding[];
  readonly count: number;
  readonly last: number;
  /** hash at each signed place, as it stands now */
  readonly signed: ReadonlyMap<number, string>;
  /** when the first entry after the last signed place was written */
  readonly unsignedSince: Date | null;
};

const gap = (from: number, to: number): Finding => {
  const which = from === to ? `the seal ${String(from)} is` : `the seals ${String(from)} to ${String(to)} are`;
  return finding("seal removed", from, null, `${which} gone`);
};

const walk = async (links: Links, signedPlaces: ReadonlySet<number>): Promise<Walk> => {
  const findings: Finding[] = [];
  const broken: Broken = { changed: [], torn: [] };
  const signed = new Map<number, string>();
  const lastSigned = [...signedPlaces].reduce((last, seq) => Math.max(last, seq), 0);
  let unsignedSince: Date | null = null;
  let before: Link | null = null;
  let count = 0;
  for await (const link of links()) {
    const expected: number = (before?.seq ?? 0) + 1;
    const isNext = link.seq === expected;
    if (!isNext) findings.push(gap(expected, link.seq - 1));
    if (isNext && !link.previous.equals(before?.hash ?? firstHash)) broken.torn.push({ link, before });
    if (link.entry === null)
      findings.push(
        finding("removed", link.seq, link.entryId, `the entry ${link.entryId} at ${String(link.seq)} is gone`),
      );
    else if (!linkHash(link.previous, link.entry).equals(link.hash)) broken.changed.push(link);
    if (signedPlaces.has(link.seq)) signed.set(link.seq, link.hash.toString("hex"));
    if (link.seq > lastSigned) unsignedSince ??= link.entry?.at ?? null;
    before = link;
    count += 1;
  }
  return { ...broken, findings, count, last: before?.seq ?? 0, signed, unsignedSince };
};

/** A seal whose hash fits the entry of another broken place was exchanged with it; any other entry was changed. */
const changedFindings = (changed: readonly Link[]): readonly Finding[] =>
  changed.map((link, nth) => {
    const { seq, entryId, previous, hash } = link;
    const fits = ({ entry }: Link): boolean => entry !== null && linkHash(previous, entry).equals(hash);
    const other = nth < closely ? changed.slice(0, closely).find(fits) : undefined;
    return other
      ? finding(
          "reordered",
          seq,
          entryId,
          `at ${String(seq)} stands the entry ${entryId}, but ${other.entryId} was sealed there, which stands at ${String(other.seq)}`,
        )
      : finding("changed", seq, entryId, `the entry ${entryId} at ${String(seq)} is not what was sealed`);
  });

/** Where the links stand now that these hashes belong to. */
const placesOf = async (links: Links, wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> => {
  const places = new Map<string, number>([[firstHash.toString("hex"), 0]]);
  if (wanted.size === 0) return places;
  for await (const { seq, hash } of links()) {
    const text = hash.toString("hex");
    if (wanted.has(text)) places.set(text, seq);
  }
  return places;
};

/** What a link whose predecessor is another one tells of: a seal moved, one put in between, or one made anew. */
const tornFindings = async (links: Links, { torn, changed }: Broken): Promise<readonly Finding[]> => {
  const known = new Set(changed.map(({ seq }) => seq));
  const looked = torn.filter(({ link, before }) => !known.has(link.seq) && !known.has(before?.seq ?? 0));
  const places = await placesOf(
    links,
    new Set(looked.slice(0, closely).map(({ link }) => link.previous.toString("hex"))),
  );
  return looked.map(({ link, before }) => {
    const { seq, entryId, previous } = link;
    const after = places.get(previous.toString("hex"));
    if (after !== undefined && before && after === before.seq - 1 && before.previous.equals(previous))
      return finding(
        "inserted",
        before.seq,
        before.entryId,
        `the entry ${before.entryId} at ${String(before.seq)} was put in between`,
      );
    if (after !== undefined)
      return finding(
        "reordered",
        seq,
        entryId,
        `the entry ${entryId} at ${String(seq)} was sealed after the one that stands at ${String(after)}`,
      );
    const [made, id] = [before?.seq ?? seq, before?.entryId ?? entryId];
    return finding(
      "changed",
      made,
      id,
      `${String(seq)} was not sealed after the entry ${id} at ${String(made)}: that one was sealed anew, or one between them is gone`,
    );
  });
};

const headFindings = (
  { signed, last }: Pick<Walk, "signed" | "last">,
  heads: readonly SignedPlace[],
): readonly Finding[] =>
  heads.flatMap(({ seq, hash, at }) => {
    if (seq > last)
      return [
        finding("tail cut", seq, null, `the head of ${at} is at ${String(seq)}, but the chain ends at ${String(last)}`),
      ];
    const found = signed.get(seq);
    return found === undefined || found === hash
      ? []
      : [
          finding(
            "rewritten",
            seq,
            null,
            `the chain up to ${String(seq)} is not the one whose head was signed at ${at}`,
          ),
        ];
  });

/** What a chain amounts to, and everything that is wrong with it, in order of place. */
export type CheckedChain = {
  readonly seals: number;
  /** when the first entry after the last signed head was written; null when there is none */
  readonly unsignedSince: Date | null;
  readonly findings: readonly Finding[];
};

/**
 * Computes every link of a chain again. A changed, removed, inserted or moved entry is named; a cut tail is seen
 * by the heads that were signed before.
 *
 * @param heads places whose signatures have been checked
 */
export const checkChain = async (links: Links, heads: readonly SignedPlace[]): Promise<CheckedChain> => {
  const walked = await walk(links, new Set(heads.map(({ seq }) => seq)));
  const findings = [
    ...walked.findings,
    ...changedFindings(walked.changed),
    ...(await tornFindings(links, walked)),
    ...headFindings(walked, heads),
  ];
  return {
    seals: walked.count,
    unsignedSince: walked.unsignedSince,
    findings: findings.sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity)),
  };
};
