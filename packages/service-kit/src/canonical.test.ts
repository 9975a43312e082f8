import fc from "fast-check";
import { canonicalJson, canonicalSha256, sha256 } from "./canonical";

describe("canonical JSON", () => {
  it("prints the example of RFC 8785, §3.2.2", () => {
    const value: unknown = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("does not depend on the order of members", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalSha256(reversed)).toBe(canonicalSha256(value));
      }),
    );
  });

  it("refuses what has no JSON form", () => {
    expect(() => canonicalJson(undefined)).toThrow("no JSON form");
    expect(() => canonicalJson(NaN)).toThrow();
  });

  it("hashes text as UTF-8", () => {
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sha256("Chè")).toBe(sha256(Buffer.from("Chè", "utf8")));
  });
});
