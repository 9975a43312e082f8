import { isDay } from "@ocop/contracts";
import { absentWhenEmpty, DamagedFile, parseTable } from "@ocop/service-kit";
import { z } from "zod";
import type { PublishedPlace } from "../domain/issued-unit";
import type { ProducerKind } from "../domain/producer";
import { checkCounts, tally } from "./reference-file";

export const productsFile = "ocop-products.csv";

const kinds = {
  company: "COMPANY",
  cooperative: "COOPERATIVE",
  household: "HOUSEHOLD",
  establishment: "ESTABLISHMENT",
} as const satisfies Record<string, ProducerKind>;

const words = z.string().transform((word) => (word === "" ? null : word));
const id = z.uuid({ version: "v7" });
const day = z.string().refine(isDay, "is not a day");

const shape = z.strictObject({
  productId: id,
  producerId: absentWhenEmpty(id),
  product: z.string().min(1),
  producer: words,
  entityType: absentWhenEmpty(
    z.enum(["company", "cooperative", "household", "establishment"]).transform((kind) => kinds[kind]),
  ),
  commune: words,
  district: words,
  province: z.string().min(1),
  currentProvinceCode: z.string().regex(/^\d{2}$/),
  currentCommuneCode: absentWhenEmpty(z.string().regex(/^\d{5}$/)),
  group: words,
  suggestedCriteriaSet: absentWhenEmpty(z.string().regex(/^QD26-\d{2}$/)),
  stars: absentWhenEmpty(z.enum(["3", "4", "5"])),
  decisionNo: words,
  issuedAt: absentWhenEmpty(day),
  expiresAt: absentWhenEmpty(day),
  issuingAuthority: words,
  year: absentWhenEmpty(z.string().regex(/^\d{4}$/, "is not a year")),
  sourceUrl: words,
});

export type PublishedProduct = {
  readonly line: number;
  readonly productId: string;
  readonly producerId: string | null;
  readonly name: string;
  readonly producerName: string | null;
  readonly producerKind: ProducerKind | null;
  /** commune, district and province in the words of the publication */
  readonly addressAsIssued: string;
  /** the same place word by word, with what is known of its day */
  readonly placeAsIssued: PublishedPlace;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly suggestedSetCode: string | null;
  readonly sourceUrl: string | null;
};

/** Figures of the file. @see reference/SOURCES.md */
const expected = {
  rows: 103,
  "3 stars": 53,
  "4 stars": 30,
  "5 stars": 18,
  "unknown stars": 2,
  COMPANY: 65,
  COOPERATIVE: 27,
  HOUSEHOLD: 6,
  ESTABLISHMENT: 1,
  "unknown kind": 4,
  "decision number": 26,
  "issue date": 28,
  "expiry date": 24,
  "current commune": 80,
  "criteria set": 73,
};

const fail = (line: number, reason: string): never => {
  throw new DamagedFile(productsFile, `line ${String(line)}`, reason);
};

/**
 * The published real products, with the ids this platform gave them and their producers once.
 *
 * @throws DamagedFile for a bad row, an id that stands for two products, a producer id that stands for two
 *   producers, or figures other than the published ones
 */
export const readProducts = (text: string): readonly PublishedProduct[] => {
  const rows = parseTable(productsFile, text, shape);
  const products = new Set<string>();
  const producers = new Map<string, string>();
  for (const { row, line } of rows) {
    if (products.has(row.productId)) fail(line, `${row.productId} stands for two products`);
    products.add(row.productId);
    if ((row.producerId === null) !== (row.producer === null)) fail(line, "a producer needs its name and its id");
    if (row.producerId === null) continue;
    const identity = [
      row.producer,
      row.entityType,
      row.commune,
      row.currentCommuneCode,
      row.currentProvinceCode,
    ].join();
    if ((producers.get(row.producerId) ?? identity) !== identity)
      fail(line, `${row.producerId} stands for two producers`);
    producers.set(row.producerId, identity);
  }
  const counted = (name: string, holds: (row: (typeof rows)[number]["row"]) => boolean) => ({
    [name]: rows.filter(({ row }) => holds(row)).length,
  });
  checkCounts(
    productsFile,
    {
      rows: rows.length,
      ...tally(rows.map(({ row: { stars } }) => `${stars ?? "unknown"} stars`)),
      ...tally(rows.map(({ row: { entityType } }) => entityType ?? "unknown kind")),
      ...counted("decision number", ({ decisionNo }) => decisionNo !== null),
      ...counted("issue date", ({ issuedAt }) => issuedAt !== null),
      ...counted("expiry date", ({ expiresAt }) => expiresAt !== null),
      ...counted("current commune", ({ currentCommuneCode }) => currentCommuneCode !== null),
      ...counted("criteria set", ({ suggestedCriteriaSet }) => suggestedCriteriaSet !== null),
    },
    expected,
  );
  return rows.map(({ row, line }) => ({
    line,
    productId: row.productId,
    producerId: row.producerId,
    name: row.product,
    producerName: row.producer,
    producerKind: row.entityType,
    addressAsIssued: [row.commune, row.district, row.province].filter((part) => part !== null).join(", "),
    placeAsIssued: {
      commune: row.commune,
      district: row.district,
      province: row.province,
      issuedOn: row.issuedAt,
      year: row.year === null ? null : Number(row.year),
    },
    provinceCode: row.currentProvinceCode,
    communeCode: row.currentCommuneCode,
    suggestedSetCode: row.suggestedCriteriaSet,
    sourceUrl: row.sourceUrl,
  }));
};
