import { ruleListOf, store } from "@ocop/service-kit";
import { demandCommitted, printMatrix } from "@ocop/service-kit/testing";
import { join } from "node:path";
import { lotTable } from "../src/data/lot.table";
import { tradeItemTable } from "../src/data/trade-item.table";
import { rules } from "../src/domain/rights";
import { now } from "./harness";
import { openWorld, subgraph, type World } from "./rights-world";

const fileOf = (name: string): string => join(__dirname, "..", name);

const preface = `# Who passes which rule in traceability

Printed by \`test/rights-matrix.test.ts\` from the rules of \`src/domain/rights.ts\`, held against rows as the tables
hold them and viewers as the gateway hands them on. A cell names the roles to which the rule says yes.

- **in scope**: the row lies in the scope of the right. **out of scope**: the same right over another producer, commune
  or province; a right over the nation knows no outside.
- **expired**: the right ended, so that the gateway hands it on no more.
- **merged territory**: the right names a unit of an older list that was merged into the row's unit of today; the row
  followed its product there. A right over one producer or the nation stays what it is.
- Units and orders of serials carry the producer and the territory of their lot or item and are judged as those are.
- Which rules guard which field stands in \`rules.txt\`; several rules of one field add up.`;

describe("the rights of traceability", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.database.drop());

  it("are the committed matrix of rules, roles and situations", async () => {
    const { ours, roles, database } = world;
    const { manager } = database.dataSource;
    const lotOf = async (id: string) => (await store(manager, lotTable).find(id)) ?? {};
    const tables = [
      {
        title: "A lot, still a draft",
        rules: ["lot.published", "producer.own", "commune.own", "province.own", "central.any", "auditor.own"],
        row: await lotOf(ours.draft),
      },
      { title: "A published lot, where it differs", rules: ["lot.published"], row: await lotOf(ours.published) },
      {
        title: "A lot that was taken back, where it differs",
        rules: ["lot.published"],
        row: await lotOf(ours.withdrawn),
      },
      {
        title: "A trade item, and with it its serials and their orders",
        rules: ["producer.own", "auditor.own"],
        row: (await store(manager, tradeItemTable).find(ours.item)) ?? {},
      },
    ];
    demandCommitted(fileOf("rights-matrix.md"), printMatrix({ preface, rules, roles, tables, now }));
  });

  it("are the committed list of fields and their rules", () => {
    demandCommitted(fileOf("rules.txt"), `${ruleListOf(subgraph.sdl).join("\n")}\n`);
  });
});
