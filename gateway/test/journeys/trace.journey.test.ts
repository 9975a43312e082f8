import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@ocop/service-kit/testing";
import { dataDirectory, type Running, running, tokenOf } from "./running";

let platform: Running;
beforeAll(async () => {
  platform = await running();
});

/** What a process logged under one trace id: the messages, in their order. */
const loggedBy = (process: string, traceId: string): readonly string[] =>
  readFileSync(join(dataDirectory, "logs", `${process}.log`), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes(traceId))
    .map((line) => (JSON.parse(line) as { readonly msg: string }).msg);

it("one trace id runs through gateway, subgraph, event and every consumer", async () => {
  const traceId = randomBytes(16).toString("hex");
  const response = await fetch(`${platform.address("gateway")}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${await tokenOf("demo-producer-a")}`,
      traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01`,
    },
    body: JSON.stringify({
      query: "mutation ($input: RegisterProductInput!) { registerProduct(input: $input) { id } }",
      variables: { input: { producerId: platform.story.producerId, nameVi: "Trà lần theo dấu (minh họa)" } },
    }),
  });
  expect(await response.json()).toEqual({
    data: { registerProduct: { id: expect.any(String) as string } },
    extensions: expect.any(Object) as object,
  });
  const said = { gateway: "answered", registry: "answered" };
  const taken = "consumer: an event is in";
  for (const [name, line] of Object.entries({ ...said, evaluation: taken, commerce: taken, traceability: taken }))
    await eventually(`${name} logs the trace: ${line}`, 15, () => loggedBy(name, traceId).includes(line));
});
