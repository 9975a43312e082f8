/** The tree of one product set as the graph shows it: points are whole, `star` marks the least answer for that many stars. */
export type Criterion = {
  readonly code: string;
  readonly options: readonly { readonly key: string; readonly points: number; readonly star: number | null }[];
};

export type Choice = { readonly criterion: string; readonly option: string };

/**
 * Answers to every criterion that meet all minimums up to `stars` and come as near to `points` as they
 * can without passing it: from the least lawful answers upwards, one option at a time, in printed order.
 *
 * @example answersFor(tea, 4, 78) // 32 choices, 78 points, every 3★ and 4★ minimum met
 */
export const answersFor = (criteria: readonly Criterion[], stars: number, points: number): readonly Choice[] => {
  const rising = criteria.map(({ code, options }) => ({
    code,
    options: options.toSorted((one, other) => one.points - other.points),
  }));
  const chosen = rising.map(({ options }) => options.findLastIndex(({ star }) => star !== null && star <= stars));
  const at = (nth: number): number => Math.max(0, chosen[nth] ?? 0);
  const pointsOf = (nth: number, option: number): number => rising[nth]?.options[option]?.points ?? 0;
  let total = rising.reduce((sum, _, nth) => sum + pointsOf(nth, at(nth)), 0);
  for (let raised = true; raised;) {
    raised = false;
    for (const [nth, { options }] of rising.entries()) {
      const gain = pointsOf(nth, at(nth) + 1) - pointsOf(nth, at(nth));
      if (at(nth) + 1 >= options.length || total + gain > points) continue;
      chosen[nth] = at(nth) + 1;
      total += gain;
      raised = true;
    }
  }
  return rising.map(({ code, options }, nth) => ({ criterion: code, option: options[at(nth)]?.key ?? "" }));
};
