import { ruleListOf } from "@ocop/service-kit";
import { demandCommitted, printMatrix } from "@ocop/service-kit/testing";
import { join } from "node:path";
import { rules } from "../src/domain/rights";
import { assignmentRow, openWorld, subgraph, subjectIn, type World } from "./rights-world";

const fileOf = (name: string): string => join(__dirname, "..", name);

const preface = `# Who passes which rule in registry

Printed by \`test/rights-matrix.test.ts\` from the rules of \`src/domain/rights.ts\`, held against rows as the tables
hold them and viewers as the platform makes them. A cell names the roles to which the rule says yes.

- **in scope**: the row lies in the scope of the right. **out of scope**: the same right over another producer,
  commune, province or dossier; a right over the nation knows no outside.
- **expired**: the right ended yesterday, the council's term is over, the hours of the session are past.
- **merged territory**: the right names a unit of an older list that was merged into the row's unit of today. A right
  over one producer, one dossier or the nation stays what it is.
- Which rules guard which field stands in \`rules.txt\`; several rules of one field add up.`;

const about = { subject: "the-person" };
const assignmentRules = ["assignment.grantable", "assignment.self", "auditor", "central.officer", "gateway"];

describe("the rights of registry", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.registry.drop());

  it("are the committed matrix of rules, roles and situations", async () => {
    const { ours, roles, registry } = world;
    const right = async (role: string) => ({ ...(await assignmentRow(world, subjectIn(role, "in scope"))), ...about });
    const rightsTable = async (role: string) => ({
      title: `A right of the role ${role}`,
      rules: assignmentRules,
      row: await right(role),
    });
    const tables = [
      {
        title: "A producer",
        rules: ["producer.self", "commune.own", "province.own", "auditor", "central.officer", "producer.council"],
        row: ours.producer,
      },
      {
        title: "A product",
        rules: ["producer.own", "commune.own"],
        row: ours.product,
      },
      {
        title: "A dossier, released to a council whose rules show the self-assessment after the own sheet",
        rules: [
          "producer.own",
          "commune.own",
          "province.own",
          "auditor",
          "dossier.council",
          "dossier.council.selfScore",
          "central.officer",
        ],
        row: ours.dossier,
      },
      await rightsTable("PRODUCER_OWNER"),
      await rightsTable("PRODUCER_DELEGATE"),
      await rightsTable("COMMUNE_OFFICER"),
      await rightsTable("PROVINCE_OFFICER"),
      await rightsTable("AUDITOR of a province"),
      await rightsTable("AUDITOR of the nation"),
      await rightsTable("CENTRAL_OFFICER"),
      await rightsTable("PLATFORM_OPERATOR"),
      {
        title: "A session of break-glass, in which the person's rights are lent",
        rules: ["operator", "central.officer", "auditor.national", "breakGlass.actedAs"],
        row: { id: world.sessionId, actedAs: "the-person" },
      },
      { title: "What the platform's own actors do", rules: ["gateway", "event", "loader"], row: {} },
    ];
    demandCommitted(
      fileOf("rights-matrix.md"),
      printMatrix({ preface, rules, roles, tables, now: registry.clock.now() }),
    );
  });

  it("are the committed list of fields and their rules", () => {
    demandCommitted(fileOf("rules.txt"), `${ruleListOf(subgraph.sdl).join("\n")}\n`);
  });
});
