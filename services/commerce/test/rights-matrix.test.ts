import { ruleListOf, store } from "@ocop/service-kit";
import { demandCommitted, printMatrix } from "@ocop/service-kit/testing";
import { join } from "node:path";
import { fairTable } from "../src/data/fair.table";
import { partnerTable } from "../src/data/partner.table";
import { salePointTable } from "../src/data/sale-point.table";
import { rules } from "../src/domain/rights";
import { openWorld, subgraph, type World } from "./rights-world";
import { start } from "./running";

const fileOf = (name: string): string => join(__dirname, "..", name);

const preface = `# Who passes which rule in commerce

Printed by \`test/rights-matrix.test.ts\` from the rules of \`src/domain/rights.ts\`, held against rows as the tables
hold them and viewers with the facts that commerce finds for them. A cell names the roles to which the rule says yes.

- **in scope**: the row lies in the scope of the right, or is the one of the fact. **out of scope**: the same right or
  fact over another province, sale point, fair or partner; a right over the nation knows no outside.
- **expired**: the right ended, so that the gateway hands it on no more; another person runs the sale point now; the
  key ended or was revoked; the contract ended. A fair keeps its organiser. People stay members of their partner when
  its contract ends and read their own record, the catalogue is closed to them; machines then open nothing.
- **merged territory**: the right names a unit of an older list that was merged into the row's unit of today. A fact
  stays what it is.
- Facts count for nobody who acts with lent rights, neither the lender's nor the own ones.
- Which rules guard which field stands in \`rules.txt\`; several rules of one field add up.`;

describe("the rights of commerce", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.end());

  it("are the committed matrix of rules, roles and situations", async () => {
    const { ours, roles, commerce } = world;
    const { manager } = commerce.dataSource;
    const tables = [
      {
        title: "A sale point",
        rules: ["province.own", "salePoint.own", "auditor.own"],
        row: (await store(manager, salePointTable).find(ours.salePoint)) ?? {},
      },
      {
        title: "A fair",
        rules: ["province.own", "fair.own", "auditor.own"],
        row: (await store(manager, fairTable).find(ours.fair)) ?? {},
      },
      {
        title: "A partner",
        rules: ["partner.member", "partner.admin", "central.any", "auditor.national"],
        row: (await store(manager, partnerTable).find(ours.partner)) ?? {},
      },
      { title: "What the platform's own actors do", rules: ["gateway"], row: {} },
    ];
    demandCommitted(fileOf("rights-matrix.md"), printMatrix({ preface, rules, roles, tables, now: start }));
  });

  it("are the committed list of fields and their rules", () => {
    demandCommitted(fileOf("rules.txt"), `${ruleListOf(subgraph.sdl).join("\n")}\n`);
  });
});
