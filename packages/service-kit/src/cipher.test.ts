import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { createCipher } from "./cipher";

const [first, second] = ["a-key-of-forty-characters-for-the-first--", "a-key-of-forty-characters-for-the-second-"];
const cipher = createCipher([first]);
const place = "producer/0197a0f1/phone";

describe("a cipher", () => {
  it("opens what it sealed, whatever the bytes and the place", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, somewhere) => {
        const plain = Buffer.from(bytes);
        const sealed = cipher.seal(plain, somewhere);
        expect(cipher.open(sealed, somewhere)).toEqual(plain);
        expect(sealed).toHaveLength(plain.length + 33);
      }),
    );
  });

  it("never gives the same bytes twice for the same text", () => {
    const plain = Buffer.from("0900000000");
    expect(cipher.seal(plain, place).equals(cipher.seal(plain, place))).toBe(false);
  });

  it("opens nothing that was moved to another row or field", () => {
    const sealed = cipher.seal(Buffer.from("0900000000"), place);
    expect(() => cipher.open(sealed, "producer/0197a0f2/phone")).toThrow();
    expect(() => cipher.open(sealed, "producer/0197a0f1/nationalId")).toThrow();
  });

  it("opens nothing of which any one byte was changed", () => {
    const sealed = cipher.seal(Buffer.from("0900000000"), place);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => cipher.open(changed, place)).toThrow();
    }
  });

  it("opens what the replaced key sealed, as long as that key is at hand", () => {
    const sealed = cipher.seal(Buffer.from("x"), place);
    expect(createCipher([second, first]).open(sealed, place).toString()).toBe("x");
    expect(() => createCipher([second]).open(sealed, place)).toThrow(/is not at hand/);
  });

  it("does not take bytes of another kind for sealed ones", () => {
    expect(() => cipher.open(Buffer.alloc(0), place)).toThrow("These bytes were not sealed here");
    expect(() => cipher.open(randomBytes(32), place)).toThrow("These bytes were not sealed here");
    expect(() => createCipher([])).toThrow("A cipher needs a secret");
  });
});
