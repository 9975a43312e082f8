import { refuse } from "./refusals";

/** `case` is the case (trường hợp) it belongs to; copies of before 12/2026 say nothing of it, nor of bands. */
export type OptionCopy = {
  readonly key: string;
  readonly points: number;
  /** dấu sao: the least answer for that many stars */
  readonly star: number | null;
  readonly case?: string | null | undefined;
};

export type CriterionCopy = { readonly code: string; readonly options: readonly OptionCopy[] };

/** Points from which on a number of stars is given, up to the next band (26/2026, Điều 3.3). */
export type StarBandCopy = { readonly stars: number; readonly from: number };

/** What registry knows of a criteria set (bộ tiêu chí): a copy fed by events of evaluation. Points are integers. */
export type CriteriaSetCopy = {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly regime: string;
  readonly contentVersion: number;
  readonly criteria: readonly CriterionCopy[];
  /** null until evaluation has told them */
  readonly bands: readonly StarBandCopy[] | null;
};

/**
 * The producer's own answers: criterion code → option key, or null for "none of these". A criterion
 * that is not answered yet is absent.
 */
export type Answers = Readonly<Record<string, string | null>>;

/** `answer` undefined withdraws the answer; null says that none of the options fits. */
export type AnswerChange = { readonly criterion: string; readonly option: string | null; readonly withdrawn: boolean };

/**
 * Exactly one option answers a criterion. "None of these" is an answer, worth 0 points, only where no
 * option of 0 points is printed.
 */
const isAnswer = ({ options }: CriterionCopy, answer: string | null): boolean =>
  answer === null ? options.every(({ points }) => points !== 0) : options.some(({ key }) => key === answer);

const checked = (set: CriteriaSetCopy, criterion: string, option: string | null): void => {
  const found = set.criteria.find(({ code }) => code === criterion);
  if (found === undefined || !isAnswer(found, option)) refuse("ANSWER_INVALID", { criterion, option });
};

/**
 * The answers after some changes.
 *
 * @throws Refusal `ANSWER_INVALID` {criterion, option} for a criterion the set does not have or an answer it does not allow
 */
export const withAnswers = (set: CriteriaSetCopy, answers: Answers, changes: readonly AnswerChange[]): Answers => {
  const next = new Map(Object.entries(answers));
  for (const { criterion, option, withdrawn } of changes) {
    if (withdrawn) next.delete(criterion);
    else {
      checked(set, criterion, option);
      next.set(criterion, option);
    }
  }
  return Object.fromEntries(next);
};

/** The criteria without a valid answer, in the order of the set. */
export const unanswered = (set: CriteriaSetCopy, answers: Answers): readonly string[] =>
  set.criteria
    .filter((criterion) => {
      const answer = answers[criterion.code];
      return answer === undefined || !isAnswer(criterion, answer);
    })
    .map(({ code }) => code);

/** Points the producer claims: the sum of the chosen options; "none of these" is 0. */
export const claimedPoints = (set: CriteriaSetCopy, answers: Answers): number =>
  set.criteria
    .map(({ code, options }) => options.find(({ key }) => key === answers[code])?.points ?? 0)
    .reduce((sum, points) => sum + points, 0);
