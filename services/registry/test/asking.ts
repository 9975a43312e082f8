import { anonymous, type Viewer } from "@ocop/contracts";
import { createLog, newTrace } from "@ocop/service-kit";
import { graphql } from "graphql";
import { registrySubgraph } from "../src/graph/schema";
import { contextOf } from "../src/main";
import { cipher, everything, type Registry } from "./support";

const log = createLog("registry", { level: "silent" });

export type Answer<Data> = {
  readonly data: Data | null;
  /** codes of the refusals */
  readonly codes: readonly string[];
};

/** The graph of one register, asked at the instant of its clock. */
export const graphOf = (registry: Registry) => {
  const { schema } = registrySubgraph();
  const context = contextOf(registry.dataSource, cipher, ["0123456789-cursors-of-this-test-0123456789"]);

  const ask = async <Data = Record<string, unknown>>(
    source: string,
    as: Viewer = anonymous,
    variableValues: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer<Data>> => {
    const base = { viewer: as, now: registry.clock.now(), trace: newTrace(), log };
    const contextValue = await context(base);
    const { data, errors = [] } = await graphql({ schema, source, variableValues, contextValue });
    const plain = data ? (JSON.parse(JSON.stringify(data)) as Data) : null;
    return { data: plain, codes: errors.map(({ message }) => message) };
  };

  /** What an answer without refusals holds. */
  const data = async <Data>(source: string, as?: Viewer, variables?: Readonly<Record<string, unknown>>) => {
    const answer = await ask<Data>(source, as, variables);
    expect(answer.codes).toEqual([]);
    if (answer.data === null) throw new Error("no data");
    return answer.data;
  };

  /** One mutation by its name, with its input type. */
  const mutate = <Row>(name: string, input: object, as: Viewer, selection: string) =>
    ask<Record<string, Row | null>>(
      `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) ${selection} }`,
      as,
      { input },
    );

  const done = async <Row = { readonly id: string; readonly version: number; readonly state: string }>(
    name: string,
    input: object,
    as: Viewer,
    selection = "{ id version state }",
  ): Promise<Row> => {
    const answer = await mutate<Row>(name, input, as, selection);
    expect(answer.codes).toEqual([]);
    const found = answer.data?.[name];
    if (!found) throw new Error(`${name} answered nothing`);
    return found;
  };

  /** The mutation is refused, and no table and no event says anything of it. */
  const refused = async (name: string, input: object, as: Viewer, code: string): Promise<void> => {
    const before = await everything(registry.dataSource.manager);
    const answer = await mutate(name, input, as, "{ id }");
    expect(answer.codes).toEqual([code]);
    expect(answer.data?.[name] ?? null).toBeNull();
    expect(await everything(registry.dataSource.manager)).toBe(before);
  };

  return { ask, data, mutate, done, refused };
};
