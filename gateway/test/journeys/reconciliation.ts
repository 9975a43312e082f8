import { consumersOf, type EventName, type ServiceName, services } from "@ocop/contracts";
import { eventually } from "@ocop/service-kit/testing";
import { inDatabaseOf, type Running } from "./running";

type Row = Readonly<Record<string, string | number | null>>;

const idOf = ({ id }: Row): string => String(id);

const without = (all: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others);
  return all.filter((one) => !known.has(one));
};

const rowsOf = (platform: Running, service: ServiceName, sql: string): Promise<readonly Row[]> =>
  inDatabaseOf(platform, service, (dataSource) => dataSource.query<Row[]>(sql));

const inAll = <T>(ask: (service: ServiceName) => Promise<T>): Promise<readonly (readonly [ServiceName, T])[]> =>
  Promise.all(services.map(async (service) => [service, await ask(service)] as const));

/** How many deliveries wait for a receipt, and how many events are parked, in the whole platform. */
export const underWay = async (platform: Running): Promise<number> => {
  const left = await inAll((service) =>
    rowsOf(
      platform,
      service,
      "SELECT (SELECT COUNT(*) FROM outbox_delivery) + (SELECT COUNT(*) FROM inbox_parked) AS n",
    ),
  );
  return left.reduce((sum, [, [row]]) => sum + Number(row?.["n"]), 0);
};

/** Waits until every event is where it has to be. */
export const settled = (platform: Running): Promise<void> =>
  eventually("every event is delivered, none parked", 60, async () => (await underWay(platform)) === 0);

/** Whose copies of products stand where. */
const copiers = ["evaluation", "commerce", "traceability"] as const;

/**
 * Holds what every service wrote for the others against what these took in, once nothing is under way. A service takes
 * an event in by one row of its inbox, which is there once or not at all.
 *
 * @returns the events that a consumer has not taken in, those it has and that nobody wrote for it, and the products
 *   whose copy has another version than the register: three times nothing when all is well
 */
export const reconcile = async (platform: Running) => {
  await settled(platform);
  const written = await inAll((service) =>
    rowsOf(platform, service, "SELECT HEX(event_id) AS id, type FROM outbox_event"),
  );
  const taken = await inAll((service) => rowsOf(platform, service, "SELECT HEX(event_id) AS id FROM inbox"));
  const events = written.flatMap(([, rows]) => rows);
  const differences = taken.map(([consumer, rows]) => {
    const meant = events.filter(({ type }) => consumersOf(type as EventName).includes(consumer)).map(idOf);
    const got = rows.map(idOf);
    const named = (ids: readonly string[]) => ids.map((id) => `${consumer}: ${id}`);
    return { lost: named(without(meant, got)), unexpected: named(without(got, meant)) };
  });
  const versions = (table: string) => `SELECT HEX(id) AS id, version FROM ${table} ORDER BY id`;
  const register = await rowsOf(platform, "registry", versions("product"));
  const copies = await Promise.all(copiers.map((service) => rowsOf(platform, service, versions("product_copy"))));
  const behind = copies.flatMap((rows, nth) => {
    const copied = new Map(rows.map((row) => [idOf(row), row["version"]]));
    return register
      .filter((row) => copied.get(idOf(row)) !== row["version"])
      .map((row) => `${copiers[nth] ?? ""}: ${idOf(row)}`);
  });
  return {
    lost: differences.flatMap(({ lost }) => lost),
    unexpected: differences.flatMap(({ unexpected }) => unexpected),
    behind,
  };
};

/** What {@link reconcile} finds when nothing was lost and nothing came twice. */
export const nothingAmiss = { lost: [], unexpected: [], behind: [] };

/** Tables that say which refusals are still to be sealed: what was refused is known to the audit log, and to it alone. */
const sealing = ["audit_pending"];

/** A checksum of every table of every service: equal when nothing at all was written in between. */
export const checksums = async (platform: Running): Promise<ReadonlyMap<unknown, unknown>> => {
  const sums = await inAll(async (service) => {
    const names = (await rowsOf(platform, service, "SHOW TABLES")).flatMap((row) => Object.values(row).map(String));
    const tables = without(names, sealing);
    return rowsOf(platform, service, `CHECKSUM TABLE ${tables.join(", ")}`);
  });
  return new Map(sums.flatMap(([, rows]) => rows.map(({ Table, Checksum }) => [Table, Checksum] as const)));
};
