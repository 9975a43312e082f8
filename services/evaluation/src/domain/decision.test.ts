import { refusal } from "../../test/refusal";
import { evaluation } from "../../test/rows";
import { decide } from "./decision";

const facts = { authority: "UBND tỉnh", decisionNo: "12/QĐ-UBND", decidedOn: "2026-11-20", signedBy: "Nguyễn Văn A" };
const days = { signedOn: "2026-11-18", today: "2026-11-21" };

describe("the decision on a result", () => {
  it("is recorded by the province for four stars, with the number the authority gave", () => {
    expect(decide("decision", evaluation({ stars: 4 }), facts, ["PROVINCE"], days)).toMatchObject({
      stars: 4,
      level: "PROVINCE",
      decisionNo: "12/QĐ-UBND",
      decidedOn: "2026-11-20",
    });
  });

  it("of five stars is the centre's", () => {
    const five = evaluation({ stars: 5 });
    expect(refusal(() => decide("decision", five, facts, ["PROVINCE"], days))).toEqual([
      "OTHER_AUTHORITY",
      { authority: "CENTRAL" },
    ]);
    expect(decide("decision", five, facts, ["CENTRAL"], days).level).toBe("CENTRAL");
  });

  it.each([null, 1, 2])("does not exist for %p stars", (stars) => {
    expect(refusal(() => decide("decision", evaluation({ stars }), facts, ["PROVINCE"], days))[0]).toBe(
      "NOT_CERTIFIABLE",
    );
  });

  it.each(["2026-11-17", "2026-11-22"])("is not of %s: after the minutes and not after today", (decidedOn) => {
    expect(
      refusal(() => decide("decision", evaluation({ stars: 4 }), { ...facts, decidedOn }, ["PROVINCE"], days)),
    ).toEqual(["DATE_OUT_OF_ORDER", { field: "decidedOn", earliest: "2026-11-18", latest: "2026-11-21" }]);
  });
});
