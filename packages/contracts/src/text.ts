import { z } from "zod";

/** A text in the languages of the platform. Vietnamese is authoritative; English may be missing. NFC. */
export type Localized = { readonly vi: string; readonly en: string | null };

export const localized = z.object({ vi: z.string().min(1), en: z.string().min(1).nullable() });
