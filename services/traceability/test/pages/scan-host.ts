import { manualClock, startServer, type ManualClock, type Server } from "@ocop/service-kit";
import type { TestDatabase } from "@ocop/service-kit/testing";
import { qrSvg } from "@ocop/documents";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { publicQueriesOf } from "../../src/data/public.queries";
import { repositoriesOf } from "../../src/data/repositories";
import { missing, scanRoutes } from "../../src/http/pages.route";
import { searchTexts } from "../../src/domain/copies";
import { wordsOf } from "../../src/domain/search";
import { empty, given, now, openDatabase, silent, type Rows } from "../harness";

export type ScanHost = {
  readonly url: string;
  readonly clock: ManualClock;
  readonly database: TestDatabase;
  /** The tables hold these rows and no others; the register finds them. */
  holds(rows: Rows): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The page as text, from a request that must be answered with this status. */
  page(path: string, status?: number, headers?: Record<string, string>): Promise<string>;
  stop(): Promise<void>;
};

/** A port that was free a moment ago: the host must know its own address before it listens. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });

/** The scan host as shoppers reach it, on a database of its own and a clock that tests move. */
export const startScanHost = async (): Promise<ScanHost> => {
  const database = await openDatabase();
  const clock = manualClock(now);
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const queries = publicQueriesOf(database.dataSource.manager);
  const printer = { qr: (text: string) => qrSvg(text) };
  const door = { queries, printer, host: url, now: () => clock.now(), log: silent };
  const server: Server = await startServer({
    name: "traceability",
    mode: "development",
    port,
    log: silent,
    clock,
    isPublic: true,
    routes: scanRoutes(door),
    unreadable: missing(door),
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url + path, { headers: { "accept-language": "vi", ...headers }, redirect: "manual" });

  return {
    url,
    clock,
    database,
    get,
    holds: async (rows) => {
      const { manager } = database.dataSource;
      await empty(database.dataSource);
      await given(manager, rows);
      const { words } = repositoriesOf(manager);
      for (const row of rows.producers ?? []) await words.put(row.id, wordsOf(searchTexts.producer(row).join(" ")));
      for (const row of rows.products ?? []) await words.put(row.id, wordsOf(searchTexts.product(row).join(" ")));
      for (const row of rows.certificates ?? [])
        await words.put(row.id, wordsOf(searchTexts.certificate(row).join(" ")));
    },
    page: async (path, status = 200, headers = {}) => {
      const answer = await get(path, headers);
      const html = await answer.text();
      if (answer.status !== status) throw new Error(`${path} answered ${String(answer.status)}: ${html.slice(0, 300)}`);
      return html;
    },
    stop: async () => {
      await server.stop();
      await database.drop();
    },
  };
};

/** The text of a page as it is read: without its head, its tags and its runs of white space. */
export const readable = (html: string): string =>
  html
    .replace(/<head>.*?<\/head>/s, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ")
    .replace(/ ([,.])/g, "$1")
    .trim();
