import { asCode, isId, toBinary } from "@ocop/service-kit";
import {
  expiringUntil,
  type CertificateCondition,
  type ProductCondition,
  type ProductFilter,
} from "../domain/product-filter";
import { all, either, nothing, type Sql } from "./sql";

/** An id of a client as the column holds it; a text that is no id matches no row. */
export const idOf = (id: string): Buffer => (isId(id) ? toBinary(id) : Buffer.alloc(16));

export const among = (column: string, values: readonly unknown[]): Sql =>
  values.length === 0 ? nothing : { sql: `${column} IN (?)`, params: [values] };

const equal = (column: string, value: unknown): Sql => ({ sql: `${column} = ?`, params: [value] });

/** The certificate that counts holds on this day: `isInForce` of contracts, held against it by a test. */
export const inForce = (today: string): Sql => ({
  sql: "t.certificate_state = 'ISSUED' AND t.certificate_issued_on <= ? AND t.certificate_expires_on > ?",
  params: [today, today],
});

const expired = (today: string): Sql => ({
  sql: `t.certificate_issued_on <= ? AND (t.certificate_state = 'EXPIRED'
        OR t.certificate_state = 'ISSUED' AND t.certificate_expires_on <= ?)`,
  params: [today, today],
});

const revoked = (today: string): Sql => ({
  sql: "t.certificate_state = 'REVOKED' AND t.certificate_issued_on <= ?",
  params: [today],
});

const none = (today: string): Sql => {
  const { sql, params } = either([inForce(today), expired(today), revoked(today)]);
  return { sql: `COALESCE(NOT ${sql}, TRUE)`, params };
};

const conditions: Readonly<Record<CertificateCondition, (today: string) => Sql>> = {
  IN_FORCE: inForce,
  EXPIRING: (today) => all([inForce(today), { sql: "t.certificate_expires_on <= ?", params: [expiringUntil(today)] }]),
  EXPIRED: expired,
  REVOKED: revoked,
  NONE: none,
};

const conditionOf = (given: ProductCondition, today: string): readonly Sql[] => {
  const { producerId, provinceId, communeId, setCodes, stars, certificate, state, demonstration, ids } = given;
  const { recognisedFrom, recognisedUntil } = given;
  return [
    ...(ids === null ? [] : [among("t.id", ids.map(idOf))]),
    ...(producerId === null ? [] : [equal("t.producer_id", idOf(producerId))]),
    ...(provinceId === null ? [] : [equal("t.province_region_id", idOf(provinceId))]),
    ...(communeId === null ? [] : [equal("t.commune_region_id", idOf(communeId))]),
    ...(setCodes === null ? [] : [among("t.set_code", setCodes.map(asCode))]),
    ...(stars === null ? [] : [among("t.certificate_stars", stars), inForce(today)]),
    ...(certificate === null ? [] : [either(certificate.map((one) => conditions[one](today)))]),
    ...(state === null ? [] : [equal("t.state", state)]),
    ...(demonstration === null ? [] : [equal("t.demonstration", demonstration)]),
    ...(recognisedFrom === null ? [] : [{ sql: "t.certificate_issued_on >= ?", params: [recognisedFrom] }]),
    ...(recognisedUntil === null ? [] : [{ sql: "t.certificate_issued_on < ?", params: [recognisedUntil] }]),
  ];
};

/** What is asked for besides words, on the alias `t` of the table of products. */
export const factsAskedFor = (filter: ProductFilter): readonly Sql[] => [
  ...conditionOf(filter, filter.today),
  ...(filter.anyOf === null ? [] : [either(filter.anyOf.map((one) => all(conditionOf(one, filter.today))))]),
];
