import fc from "fast-check";
import { answersFor, type Criterion } from "./sheets";

const criterion = fc
  .record({
    points: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
    star: fc.constantFrom(null, 3, 4, 5),
    marked: fc.nat(3),
  })
  .map(({ points, star, marked }) => ({
    code: "",
    options: points
      .toSorted((one, other) => one - other)
      .map((value, at) => ({
        key: `o${String(at)}`,
        points: value,
        star: at === marked % points.length ? star : null,
      })),
  }));
const tree = fc
  .array(criterion, { minLength: 1, maxLength: 30 })
  .map((criteria): readonly Criterion[] => criteria.map((one, nth) => ({ ...one, code: `c${String(nth)}` })));

const pointsOf = (criteria: readonly Criterion[], answers: ReturnType<typeof answersFor>): readonly number[] =>
  criteria.map(
    ({ code, options }) =>
      options.find(({ key }) => key === answers.find((answer) => answer.criterion === code)?.option)?.points ?? NaN,
  );

describe("the sheets of the story", () => {
  it("answer every criterion once with an option of its own", () => {
    fc.assert(
      fc.property(tree, fc.nat(100), (criteria, points) => {
        const answers = answersFor(criteria, 4, points);
        expect(answers.map((answer) => answer.criterion)).toEqual(criteria.map(({ code }) => code));
        expect(pointsOf(criteria, answers).some(Number.isNaN)).toBe(false);
      }),
    );
  });

  it("meet every minimum up to their stars and pass the points only where the minimums demand it", () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(3, 4, 5), fc.nat(100), (criteria, stars, points) => {
        const given = pointsOf(criteria, answersFor(criteria, stars, points));
        const least = criteria.map(({ options }) =>
          Math.max(
            Math.min(...options.map((option) => option.points)),
            ...options.filter(({ star }) => star !== null && star <= stars).map((option) => option.points),
          ),
        );
        given.forEach((value, nth) => expect(value).toBeGreaterThanOrEqual(least[nth] ?? 0));
        const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
        expect(sum(given)).toBeLessThanOrEqual(Math.max(points, sum(least)));
      }),
    );
  });
});
