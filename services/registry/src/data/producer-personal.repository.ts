import {
  fieldKeys,
  fieldPlace,
  fromBinary,
  noteChange,
  select,
  snakeCase,
  toBinary,
  type Cipher,
  type FieldOpener,
} from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import { noPersonalFacts, type PersonalFacts } from "../domain/personal-data";
import type { Queries, Repositories } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { producerPersonalTable, type SealedFacts } from "./producer-personal.table";

const placeOf = (producerId: string, field: keyof PersonalFacts): string =>
  fieldPlace("producer_personal", producerId, field);

const openedFacts = (sealed: SealedFacts, open: FieldOpener): PersonalFacts => {
  const { producerId } = sealed;
  const value = (field: keyof PersonalFacts): string | null => {
    const bytes = sealed[field];
    return bytes && open(producerId, bytes, placeOf(producerId, field));
  };
  return { phone: value("phone"), nationalId: value("nationalId"), bankAccount: value("bankAccount") };
};

/** The personal facts of many producers: one statement for the sealed values, one for their keys. */
export const personalFactsOf =
  (manager: EntityManager, cipher: Cipher): Queries["personalFacts"] =>
  async (producerIds) => {
    const rows = await select(manager, producerPersonalTable, "FROM producer_personal t WHERE t.producer_id IN (?)", [
      producerIds.map(toBinary),
    ]);
    const open = await fieldKeys(manager, cipher).opener(rows.map(({ producerId }) => producerId));
    return new Map(rows.map((row) => [row.producerId, openedFacts(row, open)]));
  };

/** The personal facts of producers, read and written one producer at a time. */
export const personalRepository = (manager: EntityManager, cipher: Cipher): Repositories["personal"] => {
  const keys = fieldKeys(manager, cipher);
  const facts = personalFactsOf(manager, cipher);
  return {
    of: async (producerId) => (await facts([producerId])).get(producerId) ?? noPersonalFacts,

    put: async (producerId, changes) => {
      if (changes.length === 0) return;
      const seal = changes.some(({ value }) => value !== null) ? await keys.sealer(producerId) : null;
      const sealed = changes.map(({ field, value }) =>
        value === null ? null : (seal ?? refuse("PERSONAL_DATA_ERASED"))(value, placeOf(producerId, field)),
      );
      const columns = changes.map(({ field }) => snakeCase(field));
      await manager.query(
        `INSERT INTO producer_personal (producer_id, ${columns.join(", ")}) VALUES (?)
         ON DUPLICATE KEY UPDATE ${columns.map((name) => `${name} = VALUES(${name})`).join(", ")}`,
        [[toBinary(producerId), ...sealed]],
      );
      noteChange(manager, {
        objectType: "producer_personal",
        objectId: producerId,
        objectVersion: null,
        rows: 1,
      });
    },

    erase: async (producerId, now) => {
      const dossiers = await manager.query<{ id: Buffer }[]>("SELECT id FROM dossier WHERE producer_id = ?", [
        toBinary(producerId),
      ]);
      await keys.destroy([producerId, ...dossiers.map(({ id }) => fromBinary(id))], now);
    },
  };
};
