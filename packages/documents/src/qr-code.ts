import { create } from "qrcode";

/** How much of a symbol may be damaged and still be read: about 7, 15, 25 and 30 %. */
export const errorCorrections = ["L", "M", "Q", "H"] as const;
export type ErrorCorrection = (typeof errorCorrections)[number];

/** Width of the empty border in modules, all four sides. ISO/IEC 18004 asks for at least 4. */
export const quietZone = 4;

/** A symbol before it is drawn: `size` × `size` modules, row by row, true where dark. No quiet zone. */
export type QrMatrix = { readonly size: number; readonly dark: readonly boolean[] };

/**
 * The modules of a QR code (ISO/IEC 18004). The same text and level always give the same modules.
 *
 * @param text what a scanner will read, up to about 2,300 bytes at level M
 * @throws Error when the text does not fit the largest symbol
 */
export const qrMatrix = (text: string, level: ErrorCorrection = "M"): QrMatrix => {
  const { modules } = create(text, { errorCorrectionLevel: level });
  return { size: modules.size, dark: [...modules.data].map((module) => module === 1) };
};

/** One row as horizontal runs of dark modules, drawn in the coordinates of the symbol with its quiet zone. */
const runsOf = ({ size, dark }: QrMatrix, row: number): string => {
  const cells = dark.slice(row * size, (row + 1) * size);
  return cells
    .map((cell, column) => {
      if (!cell || cells[column - 1]) return "";
      const end = cells.indexOf(false, column);
      const width = (end === -1 ? size : end) - column;
      return `M${String(column + quietZone)} ${String(row + quietZone)}h${String(width)}v1h-${String(width)}z`;
    })
    .join("");
};

/**
 * A QR code as SVG: black on white, quiet zone of 4 modules, nothing laid over it. The picture has no
 * size of its own (one unit = one module); whoever places it decides. Same input, same bytes.
 *
 * @param text what a scanner will read, for example the address of a product page
 * @throws Error when the text does not fit the largest symbol
 * @see TCVN 13275:2020 (data carriers); ISO/IEC 18004 for the quiet zone
 * @example qrSvg("https://id.example/p/0123456789ABCDEF")
 */
export const qrSvg = (text: string, level: ErrorCorrection = "M"): string => {
  const matrix = qrMatrix(text, level);
  const side = String(matrix.size + 2 * quietZone);
  const path = Array.from({ length: matrix.size }, (_, row) => runsOf(matrix, row)).join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${path}"/></svg>\n`
  );
};
