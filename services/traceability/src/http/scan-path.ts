/** What a path below `/p/` names: an item, one of its lots, one of its units, or its picture. */
export type ScanPath =
  | { readonly kind: "item"; readonly code: string }
  | { readonly kind: "lot"; readonly code: string; readonly lotNo: string }
  | { readonly kind: "unit"; readonly code: string; readonly serial: string }
  | { readonly kind: "picture"; readonly code: string; readonly sha256: string };

/** One segment, decoded once; a `%` without two hex digits is a `%`. Null when its bytes are no text. */
const decoded = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment.replace(/%(?![\dA-Fa-f]{2})/g, "%25"));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
};

/**
 * The segments of a raw path, split before they are decoded, so that `%2F` belongs to its value. One
 * slash at the end is tolerated. Null when a segment is no text.
 */
export const segmentsOf = (rawUrl: string): readonly string[] | null => {
  const [path = ""] = rawUrl.split(/[?#]/, 1);
  const segments = path.replace(/\/$/, "").split("/").slice(1).map(decoded);
  return segments.every((segment) => segment !== null) ? segments : null;
};

/**
 * Reads a raw address below `/p/`; null when it is none of ours.
 *
 * @example readScanPath("/p/7K3M9QZT5V2XJ8WD/10/L%2F01?lang=en") // { kind: "lot", code: "7K3M9QZT5V2XJ8WD", lotNo: "L/01" }
 */
export const readScanPath = (rawUrl: string): ScanPath | null => {
  const [root, code, qualifier, value, ...rest] = segmentsOf(rawUrl) ?? [];
  if (root !== "p" || code === undefined || code === "" || rest.length > 0) return null;
  if (qualifier === undefined) return { kind: "item", code };
  if (value === undefined || value === "") return null;
  switch (qualifier) {
    case "10":
      return { kind: "lot", code, lotNo: value };
    case "21":
      return { kind: "unit", code, serial: value };
    case "picture":
      return { kind: "picture", code, sha256: value };
    default:
      return null;
  }
};
