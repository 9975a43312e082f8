import fc from "fast-check";
import { addresses } from "../domain/addresses";
import { readScanPath } from "./scan-path";

const code = "7K3M9QZT5V2XJ8WD";

describe("an address below /p/", () => {
  it.each([
    [`/p/${code}`, { kind: "item", code }],
    [`/p/${code}/`, { kind: "item", code }],
    [`/p/${code}?lang=en`, { kind: "item", code }],
    [`/p/${code}/10/L1?lang=en`, { kind: "lot", code, lotNo: "L1" }],
    [`/p/${code}/10/L%2F1`, { kind: "lot", code, lotNo: "L/1" }],
    [`/p/${code}/10/100%`, { kind: "lot", code, lotNo: "100%" }],
    [`/p/${code}/10/%2520`, { kind: "lot", code, lotNo: "%20" }],
    [`/p/${code}/10/a+b`, { kind: "lot", code, lotNo: "a+b" }],
    [`/p/${code}/21/0123456789ABCDEF`, { kind: "unit", code, serial: "0123456789ABCDEF" }],
    [`/p/${code}/picture/abc`, { kind: "picture", code, sha256: "abc" }],
  ])("%s names %p", (url, path) => {
    expect(readScanPath(url)).toEqual(path);
  });

  it.each([
    "/p",
    "/p/",
    "/p//10/L1",
    `/p/${code}/10`,
    `/p/${code}/10/`,
    `/p/${code}/10//`,
    `/p/${code}/99/L1`,
    `/p/${code}/10/L1/21/S1`,
    `/p/${code}/10/%ff`,
    "/q/x",
  ])("%s names nothing", (url) => {
    expect(readScanPath(url)).toBeNull();
  });

  it("comes back as the lot number it was made of, whatever its characters", () => {
    const lotNo = fc
      .stringMatching(/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/)
      .filter((text) => text !== "." && text !== "..");
    fc.assert(
      fc.property(lotNo, (text) => {
        expect(readScanPath(addresses.lot(code, text))).toEqual({ kind: "lot", code, lotNo: text });
      }),
    );
  });

  it("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        readScanPath(`/p/${text}`);
      }),
    );
  });
});
