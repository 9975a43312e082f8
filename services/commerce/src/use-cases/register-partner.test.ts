import { anonymous } from "@ocop/contracts";
import type { TestDatabase } from "@ocop/service-kit/testing";
import { onStage, stageDatabase } from "../../test/acting";
import { people, today } from "../../test/running";
import { registerPartner } from "./register-partner";

const details = {
  name: "Nhà phân phối",
  members: [{ subject: "admin", role: "ADMIN" }],
  contract: { number: "1", minimumStars: 3, provinceRegionIds: null, validFrom: today, validUntil: null },
} as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await stageDatabase();
});
afterAll(() => database.drop());

it("registers a partner for a central officer, and for nobody else", () =>
  onStage(database, async ({ as, manager }) => {
    const rows = async (): Promise<readonly unknown[]> => manager.query("SELECT id FROM partner");
    for (const viewer of [anonymous, people.officer, people.operator])
      await expect(registerPartner(await as(viewer), details)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await rows()).toEqual([]);
    expect(await registerPartner(await as(people.central), details)).toMatchObject({ name: details.name, version: 1 });
    expect(await rows()).toHaveLength(1);
  }));
