import { createLog } from "./log";

describe("a log", () => {
  it("writes one JSON line an entry, with service, level and trace id", () => {
    const lines: string[] = [];
    const log = createLog("registry", { destination: { write: (line) => void lines.push(line) } });
    log.child({ traceId: "t1" }).info({ count: 2 }, "loaded");
    log.debug("not asked for");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      service: "registry",
      level: "info",
      traceId: "t1",
      count: 2,
      msg: "loaded",
    });
  });

  it("hides secrets wherever an entry holds them", () => {
    const lines: string[] = [];
    const log = createLog("registry", { destination: { write: (line) => void lines.push(line) } });
    const headers = { authorization: "Bearer hunter2", "x-ocop-viewer": "hunter2", cookie: "hunter2" };
    log.info({ token: "hunter2", headers, request: { headers }, user: { password: "hunter2" } }, "a request");
    expect(lines[0]).not.toContain("hunter2");
    expect(lines[0]).toContain("[hidden]");
  });

  it("tells what failed and never the values of the statement that failed", () => {
    const lines: string[] = [];
    const log = createLog("registry", { destination: { write: (line) => void lines.push(line) } });
    const driverError = Object.assign(new Error("Unknown column"), { sql: "INSERT INTO producer VALUES ('hunter2')" });
    const values = { query: "INSERT INTO producer VALUES (?)", parameters: ["hunter2"], driverError, errno: 1054 };
    log.error({ err: Object.assign(new Error("Unknown column"), values) }, "unexpected");
    expect(lines[0]).not.toContain("hunter2");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      err: {
        type: "Error",
        message: "Unknown column",
        stack: expect.stringContaining("log.test") as string,
        query: "INSERT INTO producer VALUES (?)",
        errno: 1054,
      },
    });
  });
});
