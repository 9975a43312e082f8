import { systemViewer } from "@ocop/contracts";
import {
  authorOf,
  type Clock,
  createPublish,
  newId,
  newTrace,
  parseJson,
  printTrace,
  publicCode,
  type ReadFile,
  repeatable,
  transact,
} from "@ocop/service-kit";
import type { DataSource } from "typeorm";
import { withoutSeats } from "../domain/rights";
import { depsOn } from "../main";
import { enterCouncilRules } from "../use-cases/enter-council-rules";
import { enterHoliday } from "../use-cases/enter-holiday";
import { enterRecognition } from "../use-cases/enter-recognition";
import type { Deps } from "../use-cases/deps";
import { publishCriteriaSet } from "../use-cases/publish-criteria-set";
import { councilRulesOf } from "./council-rules-file";
import { readHolidays } from "./holidays-file";
import { readRecognitions } from "./recognitions-file";
import { readRulebook } from "./rulebook";
import { manifestShape } from "./rulebook-shape";

/** How far one file is: `done` of `total` entries, `changed` of them new or corrected. */
export type Progress = {
  readonly file: string;
  readonly done: number;
  readonly total: number;
  readonly changed: number;
};

export type LoadParts = {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly readFile: ReadFile;
  /** the demonstration province's rules too */
  readonly demonstration: boolean;
  readonly report: (progress: Progress) => void;
};

type Entry = (deps: Deps) => Promise<{ readonly isNew: boolean }>;
type LoadedFile = { readonly file: string; readonly entries: readonly Entry[] };

/** Every file is read and proved before the first row is written. */
const readAll = (readFile: ReadFile, demonstration: boolean): readonly LoadedFile[] => {
  const manifests = parseJson("rulebooks.json", readFile("rulebooks.json"), manifestShape);
  const rulebooks = manifests.map((manifest) => ({
    file: manifest.file,
    entries: readRulebook(readFile(manifest.file), manifest).map(
      (content): Entry =>
        (deps) =>
          publishCriteriaSet(deps, content),
    ),
  }));
  const { rules, defaults } = councilRulesOf("council-rules.json", readFile("council-rules.json"));
  const rulesFile = (file: string, loaded: typeof rules): LoadedFile => ({
    file,
    entries: loaded.map(
      (entry): Entry =>
        (deps) =>
          enterCouncilRules(deps, entry),
    ),
  });
  const ofDemonstration = (): LoadedFile =>
    rulesFile(
      "demonstration.json",
      councilRulesOf("demonstration.json", readFile("demonstration.json"), defaults).rules,
    );
  return [
    ...rulebooks,
    rulesFile("council-rules.json", rules),
    {
      file: "holidays.csv",
      entries: readHolidays("holidays.csv", readFile("holidays.csv")).map(
        (entry): Entry =>
          (deps) =>
            enterHoliday(deps, entry),
      ),
    },
    {
      file: "recognitions.csv",
      entries: readRecognitions("recognitions.csv", readFile("recognitions.csv")).map(
        (entry): Entry =>
          (deps) =>
            enterRecognition(deps, entry),
      ),
    },
    ...(demonstration ? [ofDemonstration()] : []),
  ];
};

/** One entry in one transaction, as the platform's own actor. */
const loadingActs = (dataSource: DataSource, clock: Clock) => {
  const viewer = withoutSeats(systemViewer("loader"));
  const trace = newTrace();
  const meta = { actor: "loader", traceparent: printTrace(trace), causationId: null };
  const author = authorOf(viewer, "load-reference", trace);
  return <Result>(run: (deps: Deps) => Promise<Result>): Promise<Result> => {
    const [ids, codes] = [repeatable(newId), repeatable(publicCode)];
    return transact(
      dataSource,
      (manager) => {
        const publish = createPublish({ service: "evaluation", manager, meta });
        return run(depsOn(manager, { publish, now: () => clock.now(), newId: ids(), newCode: codes(), viewer }));
      },
      author,
    );
  };
};

/**
 * Loads the reference data of evaluation. Each entry is a transaction of its own and changes nothing when it is
 * there already, so that a load may be broken off and run again.
 *
 * @throws DamagedFile before anything is written
 */
export const loadReference = async ({
  dataSource,
  clock,
  readFile,
  demonstration,
  report,
}: LoadParts): Promise<void> => {
  const act = loadingActs(dataSource, clock);
  for (const { file, entries } of readAll(readFile, demonstration)) {
    let [done, changed] = [0, 0];
    for (const entry of entries) {
      const { isNew } = await act(entry);
      done += 1;
      changed += isNew ? 1 : 0;
      report({ file, done, total: entries.length, changed });
    }
  }
};
