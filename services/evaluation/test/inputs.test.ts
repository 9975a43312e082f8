import fc from "fast-check";
import { testScale } from "@ocop/service-kit/testing";
import { seatRoles } from "../src/domain/council";
import { buildSchema } from "../src/graph/schema";
import { type EvaluationProcess, evaluationProcess } from "./process";
import { validInputs, type ValidInput } from "./valid-inputs";
import { documentOf } from "./walk";

type Scalar = string | number | boolean | null;
type Path = readonly (string | number)[];

/** Fields that only the server writes, names of other inputs, and names that every JavaScript object knows. */
const tempting = [
  "id",
  "version",
  "state",
  "roundState",
  "stars",
  "meanScore",
  "rejected",
  "total",
  "owner",
  "subject",
  "seatId",
  "councilId",
  "producerId",
  "provinceRegionId",
  "demonstration",
  "liveProductId",
  "lookupCode",
  "expiresOn",
  "requestedBy",
  "confirmedBy",
  "scoringRound",
  "submittedAt",
  "constructor",
  "toString",
  "hasOwnProperty",
  "__proto__",
  "__typename",
];

/** The places of every object inside an input, the input itself first. */
const objectsIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (Array.isArray(value)) return value.flatMap((one, nth) => objectsIn(one, [...path, nth]));
  if (typeof value !== "object" || value === null) return [];
  return [path, ...Object.entries(value).flatMap(([name, one]) => objectsIn(one, [...path, name]))];
};

/** The input with one more field in one of its objects. Defined, not assigned: `__proto__` is a field like any other. */
const withField = (value: unknown, path: Path, name: string, more: Scalar): unknown => {
  const [head, ...rest] = path;
  if (head === undefined) {
    const copy = { ...(value as object) };
    Object.defineProperty(copy, name, { value: more, enumerable: true });
    return copy;
  }
  if (Array.isArray(value))
    return value.map((one: unknown, nth) => (nth === head ? withField(one, rest, name, more) : one));
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [head]: withField(object[head], rest, name, more) };
};

const enumValues: readonly string[] = [...seatRoles, "LAW_BREACH"];

/** The value as it stands in a document; enum values and field names are written without quotes. */
const literal = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, one]) => `${name}: ${literal(one)}`)
      .join(", ")} }`;
  return enumValues.includes(String(value)) ? String(value) : JSON.stringify(value);
};

const objectAt = (value: unknown, path: Path): object =>
  path.reduce<unknown>((held, part) => (held as Readonly<Record<string | number, unknown>>)[part], value) as object;

describe("an input", () => {
  let process: EvaluationProcess;
  let inputs: Readonly<Record<string, ValidInput>>;
  const mutations = Object.keys(buildSchema().schema.getMutationType()?.getFields() ?? {});

  beforeAll(async () => {
    process = await evaluationProcess();
    await process.onStage((stage) => stage.loadTea());
    inputs = await validInputs(process);
  });
  afterAll(() => process.stop());

  const inputOf = (name: string): ValidInput => {
    const found = inputs[name];
    if (!found) throw new Error(`no valid input of ${name}`);
    return found;
  };

  it("is known here for every mutation of the graph", () => {
    expect(Object.keys(inputs).sort()).toEqual([...mutations].sort());
  });

  it("takes no field that the schema does not name, at any depth, and nothing changes", async () => {
    const before = await process.everything();
    const names = fc.oneof(fc.constantFrom(...tempting), fc.stringMatching(/^[_A-Za-z][_0-9A-Za-z]{0,20}$/));
    const attempt = fc.constantFrom(...mutations).chain((mutation) =>
      fc.record({
        mutation: fc.constant(mutation),
        path: fc.constantFrom(...objectsIn(inputOf(mutation).input)),
        name: names,
        more: fc.oneof<fc.Arbitrary<Scalar>[]>(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        inline: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(attempt, async ({ mutation, path, name, more, inline }) => {
        const { who, input } = inputOf(mutation);
        // A field that this object has already is another value of it, not a further field.
        fc.pre(!Object.hasOwn(objectAt(input, path), name));
        const added = withField(input, path, name, more);
        const { data, errors } = inline
          ? await process.ask(who, `mutation { ${mutation}(input: ${literal(added)}) { id } }`)
          : await process.ask(who, documentOf(mutation, "id"), { input: added });
        expect([mutation, name, data ?? null]).toEqual([mutation, name, null]);
        expect([mutation, name, errors[0]?.extensions.code]).toEqual([
          mutation,
          name,
          inline ? "GRAPHQL_VALIDATION_FAILED" : "BAD_USER_INPUT",
        ]);
      }),
      { numRuns: 300 * testScale() },
    );
    for (const mutation of mutations)
      for (const name of tempting) {
        const { who, input } = inputOf(mutation);
        if (Object.hasOwn(input, name)) continue;
        const { errors } = await process.ask(who, documentOf(mutation, "id"), { input: withField(input, [], name, 5) });
        expect([mutation, name, errors[0]?.extensions.code]).toEqual([mutation, name, "BAD_USER_INPUT"]);
      }
    expect(await process.everything()).toBe(before);
  });

  it("has its effect without the further field: nothing else refused it", async () => {
    for (const mutation of mutations) {
      const { who, input } = inputOf(mutation);
      const { data, errors } = await process.ask<Record<string, { id: string } | null>>(
        who,
        documentOf(mutation, "id"),
        { input },
      );
      expect([mutation, errors]).toEqual([mutation, []]);
      expect(data?.[mutation]?.id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});
