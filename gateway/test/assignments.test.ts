import type { ViewerAssignment } from "@ocop/contracts";
import { machineTime, newTrace, type Server } from "@ocop/service-kit";
import { createAssignments } from "../src/assignments";
import { openChannel, type Channel } from "../src/channel";
import { registry, registryFacts, serve, silent } from "./fixtures";

const key = "r".repeat(32);
const officer: ViewerAssignment = {
  id: "0190a3c4-0000-7000-8000-000000000011",
  role: "PROVINCE_OFFICER",
  scopeType: "PROVINCE",
  scopeId: "0190a3c4-0000-7000-8000-000000000012",
  regionIds: ["0190a3c4-0000-7000-8000-000000000012"],
};
const subject = "demo-province-a";

let server: Server;
let channel: Channel;
let time: number;
let assignments: ReturnType<typeof createAssignments>;

const now = (): number => time;
const later = (seconds: number): void => {
  time += seconds * 1_000;
};
const ask = async (): Promise<readonly ViewerAssignment[]> => (await assignments.of(subject, newTrace())).assignments;

beforeEach(async () => {
  time = machineTime();
  registryFacts.asked = 0;
  registryFacts.whileAsked = () => undefined;
  registryFacts.assignments.clear();
  registryFacts.assignments.set(subject, [officer]);
  server = await serve("registry", registry, key);
  channel = openChannel({ name: "registry", url: server.url, now });
  assignments = createAssignments({ registry: { channel, key }, now, log: silent });
});

afterEach(async () => {
  await channel.close();
  await server.stop();
});

describe("the assignments of a person", () => {
  it("are believed for 30 seconds, then read again", async () => {
    expect(await ask()).toEqual([officer]);
    registryFacts.assignments.set(subject, []);
    later(29);
    expect(await ask()).toEqual([officer]);
    expect(registryFacts.asked).toBe(1);
    later(2);
    expect(await ask()).toEqual([]);
    expect(registryFacts.asked).toBe(2);
  });

  it("are asked for again after 2 seconds while there are none, since somebody waits for a first right", async () => {
    registryFacts.assignments.set(subject, []);
    expect(await ask()).toEqual([]);
    registryFacts.assignments.set(subject, [officer]);
    later(1.9);
    expect(await ask()).toEqual([]);
    expect(registryFacts.asked).toBe(1);
    later(0.2);
    expect(await ask()).toEqual([officer]);
    expect(registryFacts.asked).toBe(2);
  });

  it("count from before registry was asked, so that no context lives longer than it may", async () => {
    const before = now();
    registryFacts.whileAsked = () => {
      later(1);
    };
    const { readAt } = await assignments.of(subject, newTrace());
    expect(readAt).toBe(before);
    later(10);
    expect((await assignments.of(subject, newTrace())).readAt).toBe(readAt);
  });

  it("serve on for the rest of the minute while registry is away, then are gone", async () => {
    await ask();
    await server.stop();
    later(54);
    expect(await ask()).toEqual([officer]);
    later(2);
    const { assignments: none, readAt } = await assignments.of(subject, newTrace());
    expect(none).toEqual([]);
    expect(readAt).toBe(now());
  });

  it("are nobody else's", async () => {
    await ask();
    expect((await assignments.of("demo-province-b", newTrace())).assignments).toEqual([]);
  });
});
