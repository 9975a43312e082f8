import { report, type CommuneReport } from "./commune-report";

const given: CommuneReport = {
  localMaterial: "100 % chè búp tươi của xã",
  localLabour: "12 trên 14 lao động là người địa phương",
  ideaOrigin: "nghề chè của làng",
  localIdentity: "sao chè thủ công",
  request: "Đề nghị UBND tỉnh đánh giá, phân hạng",
  sampleCount: 5,
};

describe("the commune's report", () => {
  it("holds four findings and a request", () => {
    expect(report(given, true)).toEqual(given);
  });

  it("goes with five samples, and with none for tourism", () => {
    expect(() => report({ ...given, sampleCount: 4 }, true)).toThrow("SAMPLES_MISSING");
    expect(report({ ...given, sampleCount: 0 }, false).sampleCount).toBe(0);
  });

  it.each(["localMaterial", "localLabour", "ideaOrigin", "localIdentity", "request"] as const)(
    "refuses an empty %s",
    (key) => {
      expect(() => report({ ...given, [key]: " " }, true)).toThrow("BAD_USER_INPUT");
    },
  );
});
