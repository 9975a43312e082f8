import { randomBytes } from "node:crypto";
import type { EntityManager } from "typeorm";
import { type Cipher, createCipher } from "./cipher";
import { fromBinary, toBinary } from "./id";
import { noteChange } from "./record";

/** Seals one text for a place of {@link fieldPlace}. */
export type FieldSealer = (plain: string, place: string) => Buffer;

/**
 * Opens what was sealed under the key of a row.
 *
 * @returns the text; null when the key was destroyed: the text is erased
 * @throws Error when the bytes were changed, moved to another place or row, or no key of that row was ever made
 */
export type FieldOpener = (rowId: string, sealed: Buffer, place: string) => string | null;

export type FieldKeys = {
  /** Makes the key of the row when it has none yet. Null when it was destroyed: nothing is sealed under it again. */
  sealer(rowId: string): Promise<FieldSealer | null>;
  /** The keys of many rows, read with one statement. */
  opener(rowIds: readonly string[]): Promise<FieldOpener>;
  /**
   * Erases everything sealed under the keys of these rows, in every copy and backup of them, and leaves a
   * tombstone; also of a row that has no key yet. The day of an earlier destruction stays.
   */
  destroy(rowIds: readonly string[], now: Date): Promise<void>;
};

type Row = { readonly row_id: Buffer; readonly sealed_key: Buffer | null };

const keyLength = 32;

/**
 * Where a sealed value belongs; it opens nowhere else.
 *
 * @param rowId id of the row that holds it, which need not be the row whose key seals it
 * @example fieldPlace("producer_personal", id, "phone") // "producer_personal/0197a0f1-…/phone"
 */
export const fieldPlace = (table: string, rowId: string, field: string): string => `${table}/${rowId}/${field}`;

const keyPlace = (rowId: string): string => fieldPlace("field_key", rowId, "sealed_key");

/**
 * Keys of sealed fields, one a row: 32 random bytes, sealed under the service's own secret. Destroying the
 * key of a row erases the row's sealed fields wherever they were copied.
 *
 * @param cipher of the service's secrets; it seals keys alone, never values
 * @see NIST SP 800-88 Rev. 2, cryptographic erase
 */
export const fieldKeys = (manager: EntityManager, cipher: Cipher): FieldKeys => {
  const opened = (rowId: string, sealedKey: Buffer): Cipher => createCipher([cipher.open(sealedKey, keyPlace(rowId))]);

  /** Shared lock: whoever destroys the key waits until what is sealed now is written. */
  const known = async (rowId: string): Promise<Row | null> => {
    const [row] = await manager.query<Row[]>(
      "SELECT row_id, sealed_key FROM field_key WHERE row_id = ? LOCK IN SHARE MODE",
      [toBinary(rowId)],
    );
    return row ?? null;
  };

  /** Of two that make the first key of a row at once, one finds the other's. */
  const made = async (rowId: string): Promise<Row | null> => {
    const sealed = cipher.seal(randomBytes(keyLength), keyPlace(rowId));
    await manager.query("INSERT IGNORE INTO field_key (row_id, sealed_key) VALUES (?, ?)", [toBinary(rowId), sealed]);
    return known(rowId);
  };

  return {
    sealer: async (rowId) => {
      const row = (await known(rowId)) ?? (await made(rowId));
      if (!row?.sealed_key) return null;
      const key = opened(rowId, row.sealed_key);
      return (plain, place) => key.seal(Buffer.from(plain), place);
    },

    opener: async (rowIds) => {
      const rows =
        rowIds.length === 0
          ? []
          : await manager.query<Row[]>("SELECT row_id, sealed_key FROM field_key WHERE row_id IN (?)", [
              [...new Set(rowIds)].map(toBinary),
            ]);
      const sealedKeys = new Map(rows.map(({ row_id, sealed_key }) => [fromBinary(row_id), sealed_key]));
      return (rowId, sealed, place) => {
        const sealedKey = sealedKeys.get(rowId);
        if (sealedKey === undefined) throw new Error(`No key was ever made for the row ${rowId}`);
        return sealedKey === null ? null : opened(rowId, sealedKey).open(sealed, place).toString();
      };
    },

    destroy: async (rowIds, now) => {
      if (rowIds.length === 0) return;
      await manager.query(
        `INSERT INTO field_key (row_id, sealed_key, destroyed_at) VALUES ?
         ON DUPLICATE KEY UPDATE sealed_key = NULL, destroyed_at = COALESCE(destroyed_at, VALUES(destroyed_at))`,
        [rowIds.map((rowId) => [toBinary(rowId), null, now])],
      );
      const [only = null] = rowIds.length === 1 ? rowIds : [];
      noteChange(manager, { objectType: "field_key", objectId: only, objectVersion: null, rows: rowIds.length });
    },
  };
};

/** The cipher of work that is given no keys: it can neither seal nor open. */
export const keylessCipher: Cipher = {
  seal: () => {
    throw new Error("This work was given no key, so it seals nothing");
  },
  open: () => {
    throw new Error("This work was given no key, so it opens nothing");
  },
};
