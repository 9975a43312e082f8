import { isId, toBinary } from "@ocop/service-kit";

/** The bytes of an id that a client sent; a text that is no id names no row. */
export const bytesOf = (id: string): Buffer => (isId(id) ? toBinary(id) : Buffer.alloc(16));
