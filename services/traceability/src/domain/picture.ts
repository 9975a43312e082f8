import { createHash } from "node:crypto";
import { refuse } from "./refusals";

/** What a page must know of a picture before it is fetched: its name by content and the room it takes. */
export type PictureFacts = {
  /** SHA-256 of the bytes in hex */
  readonly sha256: string;
  readonly mediaType: PictureType;
  readonly width: number;
  readonly height: number;
};

/** A picture of a trade item as a shopper sees it: stored as it came, served from our own host. */
export type Picture = PictureFacts & { readonly bytes: Buffer };

export const pictureTypes = ["image/jpeg", "image/png", "image/webp"] as const;
export type PictureType = (typeof pictureTypes)[number];

/** Largest picture in bytes: a page must open on a slow network. */
export const pictureLimit = 150_000;

const longestSide = 4_096;

type Size = { readonly width: number; readonly height: number };

const png = (bytes: Buffer): Size | null =>
  bytes.subarray(0, 8).toString("hex") === "89504e470d0a1a0a" && bytes.length >= 24
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : null;

/** Walks the segments of a JPEG to its frame header, which holds the size. */
const jpeg = (bytes: Buffer): Size | null => {
  if (bytes.subarray(0, 3).toString("hex") !== "ffd8ff") return null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
};

const webp = (bytes: Buffer): Size | null => {
  if (bytes.length < 30 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP")
    return null;
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case "VP8L":
      return { width: (bytes.readUInt32LE(21) & 0x3fff) + 1, height: ((bytes.readUInt32LE(21) >> 14) & 0x3fff) + 1 };
    case "VP8X":
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
};

const readers: Readonly<Record<PictureType, (bytes: Buffer) => Size | null>> = {
  "image/png": png,
  "image/jpeg": jpeg,
  "image/webp": webp,
};

/**
 * A picture by its content: the type is read from the bytes, never from a name.
 *
 * @param base64 the file, standard base64
 * @throws Refusal `NOT_A_PICTURE` {reason}: FORMAT for anything but JPEG, PNG and WebP, TOO_LARGE
 *   beyond 150,000 bytes or 4,096 pixels a side, DAMAGED when the text or the size cannot be read
 * @see Thông tư 02/2024/TT-BKHCN (image of the product, the second of ten fields)
 */
export const readPicture = (base64: string): Picture => {
  if (base64.length > Math.ceil(pictureLimit / 3) * 4) return refuse("NOT_A_PICTURE", { reason: "TOO_LARGE" });
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length === 0 || bytes.toString("base64") !== base64) return refuse("NOT_A_PICTURE", { reason: "DAMAGED" });
  const mediaType = pictureTypes.find((type) => readers[type](bytes) !== null);
  const size = mediaType && readers[mediaType](bytes);
  if (!size) return refuse("NOT_A_PICTURE", { reason: "FORMAT" });
  if (size.width === 0 || size.height === 0) return refuse("NOT_A_PICTURE", { reason: "DAMAGED" });
  if (Math.max(size.width, size.height) > longestSide) return refuse("NOT_A_PICTURE", { reason: "TOO_LARGE" });
  return { sha256: createHash("sha256").update(bytes).digest("hex"), mediaType, ...size, bytes };
};
