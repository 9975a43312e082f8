import fc from "fast-check";
import { isSigned, sign } from "./signature";

describe("a signature", () => {
  it("is HMAC-SHA256 over the parts, each closed by a line feed, in base64url", () => {
    // printf 'claims\nbody\n' | openssl dgst -sha256 -hmac key -binary | base64
    expect(sign("key", ["claims", "body"])).toBe("cwJ_h--JEczfXT58OaYR5D0BxGR8cdJw3xGX_k7img0");
  });

  it("tells where one part ends and the next begins", () => {
    expect(isSigned(["key"], ["ab", "c"], sign("key", ["a", "bc"]))).toBe(false);
    expect(isSigned(["key"], ["ab", "c"], sign("key", ["abc"]))).toBe(false);
  });

  it("holds for the same parts under any of the keys and for nothing else", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, fc.string({ minLength: 1 }), (claims, body, key) => {
        const signature = sign(key, [claims, body]);
        expect(isSigned([`${key}x`, key], [claims, body], signature)).toBe(true);
        expect(isSigned([`${key}x`], [claims, body], signature)).toBe(false);
        expect(isSigned([key], [claims, `${body}x`], signature)).toBe(false);
      }),
    );
  });

  it("of another length is refused and breaks nothing", () => {
    const signature = sign("key", ["claims"]);
    for (const other of ["", "A", `${signature}AAAA`, signature.slice(0, -4)])
      expect(isSigned(["key"], ["claims"], other)).toBe(false);
    expect(isSigned([], ["claims"], signature)).toBe(false);
  });
});
