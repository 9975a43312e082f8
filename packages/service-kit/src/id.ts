import { randomBytes } from "node:crypto";
import { parse, stringify, v7, validate } from "uuid";

/** A new id: UUIDv7, text form. Made before the transaction, so that a retry meets its own row. */
export const newId = (): string => v7();

/**
 * Ids and codes of one act: each attempt of its transaction is given the same ones in the same order, so
 * that a repeat meets its own rows (see `transact`) and does not write them a second time.
 *
 * @returns starts an attempt: the maker to be used in it
 * @example
 * const ids = repeatable(newId);
 * await transact(dataSource, (manager) => run({ manager, newId: ids() }));
 */
export const repeatable = <Made, Wish extends readonly unknown[]>(make: (...wish: Wish) => Made) => {
  const made: Made[] = [];
  return (): ((...wish: Wish) => Made) => {
    let next = 0;
    return (...wish) => (made[next++] ??= make(...wish));
  };
};

/** Is this text a UUID in its canonical form? Anything else names no row. */
export const isId = (text: string): boolean => validate(text) && text === text.toLowerCase();

/** The 16 bytes stored in BINARY(16). */
export const toBinary = (id: string): Buffer => Buffer.from(parse(id));

export const fromBinary = (bytes: Buffer): string => stringify(bytes);

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A random code for the public, without the letters I, L, O and U. An id shows when it was made and
 * is never printed; a public code shows nothing.
 *
 * @param characters 5 random bits each; 16 give 80 bits, 26 give 130
 */
export const publicCode = (characters = 16): string =>
  [...randomBytes(characters)].map((byte) => crockford[byte % 32]).join("");
