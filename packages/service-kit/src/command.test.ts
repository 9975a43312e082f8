import { createDataSource } from "./database";
import { loadCommand, migrateCommand, runCommand, withDatabase, WrongUsage } from "./command";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";

let printed: { out: string; err: string };

beforeEach(() => {
  printed = { out: "", err: "" };
  const collect = (name: keyof typeof printed) => (text: string | Uint8Array) => {
    printed[name] += String(text);
    return true;
  };
  jest.spyOn(process.stdout, "write").mockImplementation(collect("out"));
  jest.spyOn(process.stderr, "write").mockImplementation(collect("err"));
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** What a shell would see of a command. */
const seen = async (run: Promise<void>) => {
  await run;
  const { exitCode } = process;
  process.exitCode = undefined;
  return { ...printed, code: exitCode ?? 0 };
};

describe("a command", () => {
  it("prints what it found and ends with 0; nothing when there is nothing to say", async () => {
    expect(await seen(runCommand("registry", () => Promise.resolve("two\nlines")))).toEqual({
      out: "two\nlines\n",
      err: "",
      code: 0,
    });
    printed.out = "";
    expect(await seen(runCommand("registry", () => Promise.resolve("")))).toEqual({ out: "", err: "", code: 0 });
  });

  it.each([
    [new Error("the database\n  is away"), "registry: the database is away\n", 1],
    [new WrongUsage("usage: dead"), "registry: usage: dead\n", 2],
  ])("says in one line what stopped it: %p", async (reason, err, code) => {
    expect(await seen(runCommand("registry", () => Promise.reject(reason)))).toEqual({ out: "", err, code });
  });
});

describe("on a database", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());
  const open = () => createDataSource({ url: database.url, entities: [], migrations: [PlumbingMigration] });

  it("a command closes what it opened, whatever happens", async () => {
    const [done, failed] = [open(), open()];
    expect(await withDatabase(done, (opened) => opened.query("SELECT 1 AS one"))).toEqual([{ one: 1 }]);
    await expect(withDatabase(failed, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect([done.isInitialized, failed.isInitialized]).toEqual([false, false]);
  });

  it("migrations run once", async () => {
    expect(await seen(migrateCommand("registry", open))).toEqual({
      out: "registry: 1 migrations run\n",
      err: "",
      code: 0,
    });
    printed.out = "";
    expect(await seen(migrateCommand("registry", open))).toEqual({
      out: "registry: 0 migrations run\n",
      err: "",
      code: 0,
    });
  });

  it("reference data is loaded with the demonstration only when it is asked for", async () => {
    const asked: boolean[] = [];
    const load = (...args: readonly string[]) =>
      seen(
        loadCommand(
          "registry",
          open,
          async (dataSource, { demonstration }) => {
            await dataSource.query("SELECT 1");
            asked.push(demonstration);
          },
          args,
        ),
      );
    expect([await load(), await load("--demonstration")].map(({ code }) => code)).toEqual([0, 0]);
    expect(await load("--demo")).toEqual({ out: "", err: "registry: unknown option --demo\n", code: 2 });
    expect(asked).toEqual([false, true]);
  });
});
