import fc from "fast-check";
import jsQR from "jsqr";
import { errorCorrections, qrMatrix, qrSvg, quietZone, type ErrorCorrection } from "./qr-code";

const scale = 4;

/** Draws the path of the SVG into a bitmap, as a browser would, and lets a scanner read it. */
const scan = (svg: string): string | null => {
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const pixels = new Uint8ClampedArray(side * scale * side * scale * 4).fill(255);
  const runs = svg.slice(svg.indexOf('fill="#000"')).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g);
  for (const [, x, y, width] of runs)
    for (let row = 0; row < scale; row += 1)
      for (let column = 0; column < Number(width) * scale; column += 1) {
        const at = ((Number(y) * scale + row) * side * scale + Number(x) * scale + column) * 4;
        pixels.fill(0, at, at + 3);
      }
  return jsQR(pixels, side * scale, side * scale)?.data ?? null;
};

const page = "http://127.0.0.1:4010/p/7K3M9QZT5V2XJ8WD";

describe("a QR code", () => {
  it("is read back as the text it was made from, at every level", () => {
    expect(errorCorrections.map((level) => scan(qrSvg(page, level)))).toEqual([page, page, page, page]);
  });

  it("is read back for any address of a product, lot or unit", () => {
    const address = fc
      .stringMatching(/^[A-Z0-9]{16}$/)
      .chain((code) => fc.constantFrom(`${page}/${code}`, `https://id.ocop.example/p/${code}/10/L%2F01?x=1`));
    fc.assert(
      fc.property(address, fc.constantFrom<ErrorCorrection>("M", "Q"), (text, level) => {
        expect(scan(qrSvg(text, level))).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it("carries Vietnamese text", () => {
    expect(scan(qrSvg("Chè Đồi Xanh – Trình Diễn"))).toBe("Chè Đồi Xanh – Trình Diễn");
  });

  it("leaves four empty modules on every side", () => {
    const { size } = qrMatrix(page);
    const svg = qrSvg(page);
    expect(quietZone).toBe(4);
    expect(svg).toContain(`viewBox="0 0 ${String(size + 8)} ${String(size + 8)}"`);
    const drawn = [...svg.slice(svg.indexOf('fill="#000"')).matchAll(/M(\d+) (\d+)h(\d+)/g)];
    expect(Math.min(...drawn.map(([, x]) => Number(x)))).toBe(4);
    expect(Math.min(...drawn.map(([, , y]) => Number(y)))).toBe(4);
    expect(Math.max(...drawn.map(([, x, , width]) => Number(x) + Number(width)))).toBe(4 + size);
    expect(Math.max(...drawn.map(([, , y]) => Number(y) + 1))).toBe(4 + size);
  });

  it("draws every dark module once and no other", () => {
    const { dark } = qrMatrix(page);
    const runs = qrSvg(page).matchAll(/M\d+ \d+h(\d+)v1/g);
    expect([...runs].reduce((sum, [, width]) => sum + Number(width), 0)).toBe(dark.filter(Boolean).length);
  });

  it("has the same bytes for the same input, and M as its level", () => {
    expect(qrSvg(page)).toBe(qrSvg(page, "M"));
    expect(qrSvg(page)).toBe(qrSvg(page));
    expect(qrSvg(page)).not.toBe(qrSvg(page, "H"));
  });

  it("has 29 modules for a GTIN with a lot of 10 and 33 with a serial of 16, at a host of 10 characters", () => {
    expect(qrMatrix("https://id.ocop.vn/01/09521234543213/10/ABCDEFGHIJ").size).toBe(29);
    expect(qrMatrix("https://id.ocop.vn/01/09521234543213/21/0123456789abcdef").size).toBe(33);
  });

  it("refuses a text that no symbol can hold", () => {
    expect(() => qrSvg("x".repeat(3000))).toThrow(/too big/);
  });
});
