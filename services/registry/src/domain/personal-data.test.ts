import fc from "fast-check";
import {
  checkedLegalBasis,
  checkedReason,
  firstPersonalFacts,
  masked,
  noPersonalFacts,
  personalChanges,
  type PersonalFacts,
} from "./personal-data";

const nothing = { phone: undefined, nationalId: undefined, bankAccount: undefined };
const given = (change: Partial<PersonalFacts>) => personalChanges({ ...nothing, ...change });

describe("the personal facts of a producer", () => {
  it.each([
    ["phone", "0912 345.678", "0912345678"],
    ["phone", "+84 912 345 678", "0912345678"],
    ["phone", "028-3822-1234", "02838221234"],
    ["phone", "912345678", "912345678"],
    ["nationalId", "001 099 000 345", "001099000345"],
    ["nationalId", "012345678", "012345678"],
    ["bankAccount", "123456", "123456"],
    ["bankAccount", "9704 0000 1111 2222 333", "9704000011112222333"],
    ["phone", "  ", null],
    ["bankAccount", "", null],
  ] as const)("keep the digits of the %s alone: %j", (field, text, kept) => {
    expect(given({ [field]: text })).toEqual([{ field, value: kept }]);
  });

  it("change where something was said of them, and are first written where there is something", () => {
    expect(given({ phone: null, bankAccount: "1234 5678" })).toEqual([
      { field: "phone", value: null },
      { field: "bankAccount", value: "12345678" },
    ]);
    expect(given({})).toEqual([]);
    expect(firstPersonalFacts({ ...noPersonalFacts, phone: "0912345678", nationalId: " " })).toEqual([
      { field: "phone", value: "0912345678" },
    ]);
  });

  it.each([
    ["phone", "12345678"],
    ["phone", "091234567890"],
    ["phone", "0912 345 67x"],
    ["phone", "84+912345678"],
    ["nationalId", "0123456789"],
    ["nationalId", "0010990003456"],
    ["nationalId", "00109900034５"],
    ["bankAccount", "12345"],
    ["bankAccount", "12345678901234567890"],
    ["bankAccount", "VN123456"],
  ] as const)("refuse the %s %j without repeating it", (field, text) => {
    expect(() => given({ [field]: text })).toThrow(
      expect.objectContaining({ code: "BAD_USER_INPUT", facts: { field } }) as Error,
    );
  });
});

describe("a mask", () => {
  it.each([
    ["phone", "0912345612", "09•• ••• •12"],
    ["phone", "912345678", "91•• ••• 78"],
    ["phone", "02838221234", "02•• ••• ••34"],
    ["nationalId", "001099000345", "•••••••••345"],
    ["nationalId", "012345678", "••••••678"],
    ["bankAccount", "9704000011112222333", "•••••••••••••••2333"],
    ["bankAccount", "123456", "•••456"],
  ] as const)("of the %s %s is %s", (field, value, shown) => {
    expect(masked(field, value)).toBe(shown);
  });

  it("never shows more than half of a value, and always as many characters as there are", () => {
    const digits = (min: number, max: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: min, maxLength: max });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(fc.constant("phone" as const), digits(9, 11)),
          fc.tuple(fc.constant("nationalId" as const), digits(9, 12)),
          fc.tuple(fc.constant("bankAccount" as const), digits(6, 19)),
        ),
        ([field, value]) => {
          const text = masked(field, value).replaceAll(" ", "");
          expect(text).toHaveLength(value.length);
          expect(text.replaceAll("•", "").length).toBeLessThanOrEqual(value.length / 2);
        },
      ),
    );
  });
});

describe("a reason", () => {
  it("has 10 to 300 characters once it is trimmed", () => {
    expect(checkedReason("  gọi xác nhận đơn  ")).toBe("gọi xác nhận đơn");
    expect(checkedReason("a".repeat(300))).toHaveLength(300);
    for (const text of ["", "gọi ngay        ", "a".repeat(301)])
      expect(() => checkedReason(text)).toThrow("BAD_USER_INPUT");
  });

  it("goes with a legal basis of at most 200 characters", () => {
    expect(checkedLegalBasis(" Luật 91/2025/QH15 ")).toBe("Luật 91/2025/QH15");
    for (const text of [" ", "a".repeat(201)]) expect(() => checkedLegalBasis(text)).toThrow("BAD_USER_INPUT");
  });
});
