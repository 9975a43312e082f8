import { Refusal } from "@ocop/contracts";
import { id, product, tradeItem } from "../../test/samples";
import { readPicture } from "./picture";
import { registerTradeItem, withdrawTradeItem } from "./trade-item";
import { pngOf } from "../../test/png";

const now = new Date("2026-11-21T03:00:00.000Z");
const made = { id: id(5), ownCode: "7K3M9QZT5V2XJ8WD", now };
const words = { gtin: null, packName: null, brand: null };

describe("a trade item", () => {
  it("lies where its product lies and has a code of our own and no GTIN of its own accord", () => {
    expect(registerTradeItem(product(), words, made)).toEqual(
      tradeItem({ version: 0, packName: null, brand: null, picture: null, registeredAt: now }),
    );
  });

  it("takes the GTIN that the producer states, padded to 14 digits", () => {
    expect(registerTradeItem(product(), { ...words, gtin: "9521234543213" }, made).gtin14).toBe("09521234543213");
    expect(() => registerTradeItem(product(), { ...words, gtin: "8930000000000" }, made)).toThrow(Refusal);
  });

  it("cannot be made of a product without a known producer", () => {
    expect(() => registerTradeItem(product({ producerId: null }), words, made)).toThrow(
      new Refusal("PRODUCER_UNKNOWN"),
    );
  });

  it("is withdrawn once", () => {
    expect(withdrawTradeItem(tradeItem()).state).toBe("WITHDRAWN");
    expect(() => withdrawTradeItem(tradeItem({ state: "WITHDRAWN" }))).toThrow(
      new Refusal("WRONG_STATE", { state: "WITHDRAWN" }),
    );
  });
});

describe("a picture", () => {
  const jpegHead = "ffd8ffe000104a46494600010100000100010000ffc0001108003c005003012200021101031101";
  const refusal = (reason: string) => expect.objectContaining({ code: "NOT_A_PICTURE", facts: { reason } }) as Error;

  it("is known by its bytes: PNG, JPEG and WebP with their size", () => {
    expect(readPicture(pngOf(3, 2).toString("base64"))).toMatchObject({ mediaType: "image/png", width: 3, height: 2 });
    expect(readPicture(Buffer.from(jpegHead, "hex").toString("base64"))).toMatchObject({
      mediaType: "image/jpeg",
      width: 80,
      height: 60,
    });
    const webp = Buffer.concat([
      Buffer.from("RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0", "latin1"),
      Buffer.from([0x4f, 0, 0, 0x3b, 0, 0]),
    ]);
    expect(readPicture(webp.toString("base64"))).toMatchObject({ mediaType: "image/webp", width: 80, height: 60 });
  });

  it("is named by its content", () => {
    const one = readPicture(pngOf(3, 2).toString("base64"));
    expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readPicture(pngOf(3, 2).toString("base64")).sha256).toBe(one.sha256);
    expect(readPicture(pngOf(2, 3).toString("base64")).sha256).not.toBe(one.sha256);
  });

  it.each([
    ["DAMAGED", "not base64!"],
    ["DAMAGED", ""],
    ["FORMAT", Buffer.from("<svg onload=alert(1)>").toString("base64")],
    ["FORMAT", Buffer.from("ffd8ffe00002", "hex").toString("base64")],
    ["FORMAT", Buffer.from("ffd8ffe0ffff", "hex").toString("base64")],
    ["TOO_LARGE", Buffer.alloc(150_001).toString("base64")],
    ["TOO_LARGE", pngOf(5000, 1).toString("base64")],
    ["DAMAGED", pngOf(0, 1).toString("base64")],
  ])("is refused: %s", (reason, base64) => {
    expect(() => readPicture(base64)).toThrow(refusal(reason));
  });
});
