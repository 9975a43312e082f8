import fc from "fast-check";
import { setOf } from "../../test/rulebook";
import { flawsOfBands, isCertifiable, type StarBand, starsByMean } from "./stars";

const { bands } = setOf("QD26-11").head;
const old = setOf("QD1048-01").head.bands;

describe("stars by the mean (Điều 3.3)", () => {
  it.each([
    [100, 1, 5],
    [90, 1, 5],
    [269_988, 3_000, 4],
    [8_999, 100, 4],
    [70, 1, 4],
    [6_999, 100, 3],
    [50, 1, 3],
    [4_999, 100, 2],
    [30, 1, 2],
    [2_999, 100, 1],
    [0, 1, 1],
  ])("%i points over %i sheets are %i stars", (sum, count, stars) => {
    expect(starsByMean(bands, { sum, count }, "HALF_OPEN")).toBe(stars);
  });

  it("never falls when the mean rises", () => {
    const sheets = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(sheets, fc.nat(3_000), fc.nat(3_000), (count, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map((sum) => Math.min(sum, 100 * count));
        const stars = (sum = 0): number => starsByMean(bands, { sum, count }, "HALF_OPEN");
        expect(stars(low)).toBeLessThanOrEqual(stars(high));
      }),
    );
  });

  it("puts every mean into exactly one band", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(3_000), (count, points) => {
        const sum = Math.min(points, 100 * count);
        const holding = bands.filter(
          ({ from, below }) => sum >= from * count && (below === null || sum < below * count),
        );
        expect(holding.map(({ stars }) => stars)).toEqual([starsByMean(bands, { sum, count }, "HALF_OPEN")]);
      }),
    );
  });
});

describe("a mean between the whole numbers that 1048 prints", () => {
  it("belongs to the lower band, read half-open", () => {
    expect(starsByMean(old, { sum: 179, count: 2 }, "HALF_OPEN")).toBe(4);
  });

  it("is rounded half up where a council chose so", () => {
    expect(starsByMean(old, { sum: 179, count: 2 }, "ROUNDED")).toBe(5);
    expect(starsByMean(old, { sum: 8_949, count: 100 }, "ROUNDED")).toBe(4);
  });
});

describe("a list of bands", () => {
  const without = (stars: number): readonly StarBand[] => bands.filter((band) => band.stars !== stars);
  const moved = (stars: number, change: Partial<StarBand>): readonly StarBand[] =>
    bands.map((band) => (band.stars === stars ? { ...band, ...change } : band));

  it("is sound as the rulebook gives it", () => {
    expect(flawsOfBands(bands)).toEqual([]);
  });

  it.each([
    [without(3), "there must be one band for each of 1 to 5 stars"],
    [moved(1, { from: 1 }), "the lowest band must begin at 0 points"],
    [moved(3, { below: 69 }), "the band of 3 stars must end where the next begins"],
    [moved(4, { from: 50 }), "the band of 4 stars must begin higher"],
  ])("is refused otherwise (%#)", (wrong, reason) => {
    expect(flawsOfBands(wrong)).toContain(reason);
  });
});

it.each([
  [null, false],
  [1, false],
  [2, false],
  [3, true],
  [4, true],
  [5, true],
])("%p stars lead to a certificate: %p", (stars, certifiable) => {
  expect(isCertifiable(stars)).toBe(certifiable);
});
