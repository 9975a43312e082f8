import type { EventMeta } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import type { Delivery } from "./delivery";
import { fromBinary } from "./id";
import { databaseNow, leaseParameters, leaseSql, longestWait, newToken } from "./leases";
import { retrying } from "./transaction";

/** A delivery under lease, with its event. */
export type Leased = {
  readonly event_id: Buffer;
  readonly attempts: number;
  readonly prev_ver: number;
  readonly agg_type: string;
  readonly agg_id: Buffer;
  readonly agg_ver: number;
  readonly type: string;
  readonly payload: string;
  readonly meta: string;
  readonly created_at: Date;
};

/** The rows that one claim won, and the mark that proves it. */
export type Claim = { readonly consumer: string; readonly token: Buffer; readonly rows: readonly Leased[] };

export const deliveryOf = (row: Leased): Delivery => ({
  id: fromBinary(row.event_id),
  name: row.type,
  aggregateType: row.agg_type,
  aggregateId: fromBinary(row.agg_id),
  version: row.agg_ver,
  previous: row.prev_ver,
  occurredAt: row.created_at.toISOString(),
  body: JSON.parse(row.payload) as unknown,
  meta: JSON.parse(row.meta) as EventMeta,
});

export type DueDeliveries = { readonly byConsumer: ReadonlyMap<string, Buffer[]>; readonly count: number };

/** Candidates are read without a lock, in order of their due time. */
export const dueDeliveries = async (dataSource: DataSource, limit: number): Promise<DueDeliveries> => {
  const rows = await dataSource.query<{ event_id: Buffer; consumer: string }[]>(
    `SELECT event_id, consumer FROM outbox_delivery WHERE dead_at IS NULL AND next_at <= ${databaseNow}
     ORDER BY next_at LIMIT ${String(limit)}`,
  );
  const byConsumer = new Map<string, Buffer[]>();
  for (const { event_id, consumer } of rows) byConsumer.set(consumer, [...(byConsumer.get(consumer) ?? []), event_id]);
  return { byConsumer, count: rows.length };
};

/**
 * Claims by one committed UPDATE on sorted keys. It locks these rows alone and for its own length: an
 * UPDATE with ORDER BY and LIMIT would lock every due row, and one business transaction left open would
 * stop all publishing.
 */
export const claim = async (
  dataSource: DataSource,
  consumer: string,
  keys: readonly Buffer[],
  leaseSeconds: number,
): Promise<Claim> => {
  const token = newToken();
  const ids = [...keys].sort((one, other) => one.compare(other));
  await retrying(() =>
    dataSource.query(
      `UPDATE outbox_delivery FORCE INDEX (PRIMARY)
       SET owner = ?, next_at = ${leaseSql}, attempts = attempts + 1
       WHERE consumer = ? AND event_id IN (?) AND dead_at IS NULL AND next_at <= ${databaseNow}`,
      [token, ...leaseParameters(leaseSeconds), consumer, ids],
    ),
  );
  const rows = await dataSource.query<Leased[]>(
    `SELECT d.event_id, d.attempts, d.prev_ver, e.agg_type, e.agg_id, e.agg_ver, e.type, e.payload, e.meta, e.created_at
     FROM outbox_delivery d FORCE INDEX (PRIMARY) JOIN outbox_event e ON e.event_id = d.event_id
     WHERE d.consumer = ? AND d.event_id IN (?) AND d.owner = ? ORDER BY d.event_id`,
    [consumer, ids, token],
  );
  return { consumer, token, rows };
};

/** Changes the rows of a claim that still belong to it. */
export const change = async (
  dataSource: DataSource,
  { consumer, token }: Claim,
  rows: readonly Leased[],
  set: string,
): Promise<void> => {
  if (rows.length === 0) return;
  await retrying(() =>
    dataSource.query(
      `UPDATE outbox_delivery FORCE INDEX (PRIMARY) SET ${set} WHERE consumer = ? AND event_id IN (?) AND owner = ?`,
      [consumer, rows.map(({ event_id }) => event_id), token],
    ),
  );
};

/** Nobody sends this row again until an operator does. */
export const bury = (dataSource: DataSource, won: Claim, row: Leased, reason: string | null): Promise<unknown> =>
  dataSource.query(
    `UPDATE outbox_delivery SET dead_at = ${databaseNow}, attempts = attempts - 1, last_error = ?
     WHERE event_id = ? AND consumer = ? AND owner = ?`,
    [reason?.slice(0, 300) ?? "no receipt", row.event_id, won.consumer, won.token],
  );

/** A clock that was stepped back leaves rows due too far ahead; no wait is that long. */
export const pullBack = async (dataSource: DataSource, leaseSeconds: number): Promise<void> => {
  const rows = await dataSource.query<{ event_id: Buffer; consumer: string }[]>(
    `SELECT event_id, consumer FROM outbox_delivery
     WHERE dead_at IS NULL AND next_at > ${databaseNow} + INTERVAL ? SECOND LIMIT 1000`,
    [longestWait(leaseSeconds) + 1],
  );
  if (rows.length > 0)
    await dataSource.query(
      `UPDATE outbox_delivery FORCE INDEX (PRIMARY) SET next_at = ${databaseNow} WHERE (event_id, consumer) IN (?)`,
      [rows.map(({ event_id, consumer }) => [event_id, consumer])],
    );
};
