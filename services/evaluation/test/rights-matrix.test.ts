import { ruleListOf } from "@ocop/service-kit";
import { demandCommitted, printMatrix } from "@ocop/service-kit/testing";
import { join } from "node:path";
import { rules } from "../src/domain/rights";
import { openWorld, rowsIn, subgraph, type World } from "./rights-world";

const fileOf = (name: string): string => join(__dirname, "..", name);

const preface = `# Who passes which rule in evaluation

Printed by \`test/rights-matrix.test.ts\` from the rules of \`src/domain/rights.ts\`, held against rows as the tables
hold them. A cell names the roles to which the rule says yes.

- **in scope**: the row lies in the scope of the right, or of the seat. **out of scope**: the same right over another
  producer, commune or province, the same seat in another council; a right over the nation knows no outside.
- **expired**: the council's term is over, as the day after it reads the seats. Rights of registry that ended no longer
  travel, so nothing is left of them here.
- **merged territory**: the right names a unit of an older list; registry sends the unit of today in which it lies. A
  seat, and a right over one producer or the nation, stays what it is.
- Which rules guard which field stands in \`rules.txt\`; several rules of one field add up.`;

const readers = ["province.own", "central.officer", "auditor", "commune.own", "producer.own"];
const seats = ["council.seat", "council.chair", "council.secretary", "council.member"];
const results = ["evaluation.published", "result.province", "result.council", "result.central", "result.auditor"];
const sheets = [
  "sheet.own",
  "sheet.council",
  "sheet.province",
  "sheet.central",
  "sheet.auditor",
  "sheet.province.named",
];

describe("the rights of evaluation", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.process.stop());

  it("are the committed matrix of rules, roles and situations", async () => {
    const { evaluations, certificate, council, roles, process } = world;
    const rows = rowsIn(world);
    const evaluation = async (state: keyof typeof evaluations, title: string) => ({
      title,
      rules: [...readers, ...seats, ...results],
      row: await rows.evaluation(evaluations[state].id),
    });
    const sheet = async (state: keyof typeof evaluations, title: string) => ({
      title,
      rules: sheets,
      row: await rows.sheet(evaluations[state].id, "m1"),
    });
    const tables = [
      await evaluation("received", "An evaluation that is received, before a council has it"),
      await evaluation("released", "An evaluation that is released to the council, without a result"),
      await evaluation("scoring", "An evaluation whose scoring round is open, without a result"),
      await evaluation("closed", "An evaluation whose scoring round is closed, with a result"),
      await evaluation("signed", "An evaluation whose minutes are signed"),
      await evaluation("published", "An evaluation whose result is published"),
      await sheet("scoring", "The MEMBER's score sheet while its scoring round is open"),
      await sheet("closed", "The MEMBER's score sheet after its scoring round closed"),
      await sheet("signed", "The MEMBER's score sheet after the minutes were signed"),
      {
        title: "The council",
        rules: ["council.own", "province.own", "auditor", "central.officer"],
        row: await rows.council(council.id),
      },
      {
        title: "The file of a revocation",
        rules: ["province.own", "central.officer", "auditor", "producer.own"],
        row: await rows.revocation(certificate.id),
      },
      {
        title: "What everybody may know exists, and what the platform's own actors do",
        rules: ["public", "actor.event", "actor.clock"],
        row: {},
      },
    ];
    demandCommitted(
      fileOf("rights-matrix.md"),
      printMatrix({ preface, rules, roles, tables, now: process.clock.now() }),
    );
  });

  it("are the committed list of fields and their rules", () => {
    demandCommitted(fileOf("rules.txt"), `${ruleListOf(subgraph.sdl).join("\n")}\n`);
  });
});
