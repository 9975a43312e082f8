import {
  consumersOf,
  type EventName,
  events,
  namesHeardBy,
  Refusal,
  services,
  type ServiceName,
} from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { systemAuthor } from "./audit";
import { withDatabase, WrongUsage } from "./command";
import { aggregateTypeOf, type Delivery, isStated, producerOf } from "./delivery";
import { fromBinary, isId, toBinary } from "./id";
import { type Job, jobById, retryJob } from "./jobs";
import { createLog } from "./log";
import { deadLetters, type EventKey, parkedEvents, replayEvent, retryParked, skipEvent } from "./operators";
import { producerConnection, whenReady } from "./redis";
import { answeredBy, record } from "./record";
import { republish, republishKind, type StatedName } from "./republish";
import { transact } from "./transaction";

/** Something an operator asked for that cannot be done, said in one line. Nothing was changed. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
}

export type OperatorParts = {
  readonly service: ServiceName;
  /** the service's schema */
  readonly open: () => DataSource;
  /** address of the service's Redis; only `skip` needs it */
  readonly redis: string | null;
};

type Operated = Omit<OperatorParts, "open"> & { readonly dataSource: DataSource };

const usage =
  "usage: dead | parked | jobs | replay <event> [<consumer>] | retry <event or job> | " +
  "skip <event> [<name> <aggregate> <version>] | republish <name.stated> <consumer>";

/** At most so many lines of one list; longest text of one line that came from elsewhere. */
const [listLimit, textLimit] = [100, 200];
const openJobs = 50;
const doneJobs = 10;

/** A text of the database on one line of a terminal. */
const brief = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, " ").slice(0, textLimit);

const listed = (what: string, lines: readonly string[]): string => {
  if (lines.length === 0) return `${what}: none`;
  const count = lines.length >= listLimit ? `the first ${String(lines.length)}` : String(lines.length);
  return [`${what}: ${count}`, ...lines].join("\n");
};

/** The words by which `skip` takes an event, as the lists print them. */
const keyOf = ({ id, name, aggregateId, version }: EventKey & { readonly name: string }): string =>
  `${id} ${name} ${aggregateId} ${String(version)}`;

const idOf = (text: string): string => {
  if (!isId(text)) throw new CommandRefused(`${brief(text)} is no id`);
  return text;
};

const serviceOf = (text: string): ServiceName => {
  const found = services.find((name) => name === text);
  if (found === undefined) throw new CommandRefused(`${brief(text)} is no service: there are ${services.join(", ")}`);
  return found;
};

const dead = async ({ dataSource }: Operated): Promise<string> =>
  listed(
    "dead deliveries",
    (await deadLetters(dataSource)).map(
      ({ event, consumer, lastError, deadAt }) =>
        `${keyOf(event)} to ${consumer}, dead since ${deadAt.toISOString()}: ${brief(lastError ?? "no reason known")}`,
    ),
  );

const parked = async ({ dataSource }: Operated): Promise<string> =>
  listed(
    "parked events",
    (await parkedEvents(dataSource)).map(({ event, previous, attempts, lastError, since }) => {
      const fate = lastError === null ? "" : `, failed ${String(attempts)} times: ${brief(lastError)}`;
      return `${keyOf(event)} waits for version ${String(previous)} since ${since.toISOString()}${fate}`;
    }),
  );

const lineOf = ({ id, kind, state, done, total, requestedBy, createdAt, input, error }: Job): string => {
  const progress = `${String(done)} of ${total === null ? "an unknown number" : String(total)}`;
  const asked = `asked for by ${brief(requestedBy)} at ${createdAt.toISOString()}`;
  const reason = error === null ? "" : `: ${brief(error)}`;
  return `${id} ${kind} ${state}, ${progress}, ${asked}, ${brief(JSON.stringify(input))}${reason}`;
};

/** The jobs that are not done and the last ones that are, newest first. */
const jobs = async ({ dataSource: { manager } }: Operated): Promise<string> => {
  const newest = (states: string, limit: number): Promise<{ id: Buffer }[]> =>
    manager.query(`SELECT id FROM job WHERE state IN (${states}) ORDER BY id DESC LIMIT ${String(limit)}`);
  const rows = [...(await newest("'queued', 'running', 'failed'", openJobs)), ...(await newest("'done'", doneJobs))];
  const found = await Promise.all(rows.map(({ id }) => jobById(manager, fromBinary(id))));
  return listed(
    "jobs",
    found.filter((job) => job !== null).map((job) => lineOf(job)),
  );
};

const replay = async ({ service, dataSource }: Operated, [event = "", to]: readonly string[]): Promise<string> => {
  const id = idOf(event);
  const consumer = to === undefined ? undefined : serviceOf(to);
  const [row] = await dataSource.query<{ type: EventName }[]>("SELECT type FROM outbox_event WHERE event_id = ?", [
    toBinary(id),
  ]);
  if (row && consumer && !consumersOf(row.type).includes(consumer))
    throw new CommandRefused(`${consumer} does not hear ${row.type}`);
  try {
    const consumers = await replayEvent(dataSource, id, consumer);
    return `${id} goes again to ${consumers.join(", ")}`;
  } catch (error) {
    if (error instanceof Refusal && error.code === "NOT_FOUND")
      throw new CommandRefused(`the log of ${service} holds no event ${id}; it keeps them for 30 days`);
    throw error;
  }
};

const retry = async ({ service, dataSource }: Operated, [text = ""]: readonly string[]): Promise<string> => {
  const id = idOf(text);
  if (await retryParked(dataSource, id)) return `the parked event ${id} is tried again`;
  const job = await jobById(dataSource.manager, id);
  if (job === null) throw new CommandRefused(`${service} has no parked event and no job ${id}`);
  if (job.state === "done") throw new CommandRefused(`the job ${id} is done`);
  return (await retryJob(dataSource.manager, id))
    ? `the job ${id} goes on where it stopped`
    : `the job ${id} is under way`;
};

const parkedKey = async (dataSource: DataSource, id: string): Promise<EventKey | null> => {
  const [row] = await dataSource.query<{ payload: string }[]>("SELECT payload FROM inbox_parked WHERE event_id = ?", [
    toBinary(id),
  ]);
  return row ? (JSON.parse(row.payload) as Delivery) : null;
};

const isSeen = async ({ service, dataSource }: Operated, id: string): Promise<boolean> =>
  (await dataSource.query<object[]>("SELECT 1 FROM inbox WHERE consumer = ? AND event_id = ?", [service, toBinary(id)]))
    .length > 0;

/** The event as the words name it: an event that never came is known to its producer alone. */
const namedKey = (service: ServiceName, words: readonly string[]): EventKey => {
  const [id = "", name = "", aggregate = "", version = ""] = words;
  const aggregateType = aggregateTypeOf(name);
  if (!namesHeardBy(service).some((heard) => aggregateTypeOf(heard) === aggregateType))
    throw new CommandRefused(`${service} does not hear ${brief(name)}`);
  if (!/^[1-9]\d{0,8}$/.test(version)) throw new CommandRefused(`${brief(version)} is no version`);
  return { id: idOf(id), aggregateType, aggregateId: idOf(aggregate), version: Number(version) };
};

const skip = async (operated: Operated, words: readonly string[]): Promise<string> => {
  const { service, dataSource, redis } = operated;
  const id = idOf(words[0] ?? "");
  const event = words.length === 1 ? await parkedKey(dataSource, id) : namedKey(service, words);
  if (event === null && (await isSeen(operated, id))) return `${service} has ${id} behind it already`;
  if (event === null)
    throw new CommandRefused(
      `${id} is not parked in ${service}: name it in full, as the list of dead deliveries of its producer prints it`,
    );
  if (redis === null)
    throw new CommandRefused(`skip tells the producer, which needs REDIS_URL_${service.toUpperCase()}`);
  const connection = producerConnection(redis, createLog(service, { level: "silent" }));
  try {
    await whenReady(connection);
    await skipEvent(dataSource, connection, service, event);
  } finally {
    connection.disconnect();
  }
  return `${service} passes over ${id}, version ${String(event.version)} of ${event.aggregateType} ${event.aggregateId}`;
};

const statedName = (service: ServiceName, text: string): StatedName<ServiceName> => {
  const known = Object.keys(events).filter((name) => producerOf(name) === service && isStated(name));
  if (known.includes(text)) return text as StatedName<ServiceName>;
  const choice = known.length === 0 ? "no full state" : known.join(", ");
  throw new CommandRefused(`${service} does not send ${brief(text)}: it sends ${choice}`);
};

const sendAll = async ({ service, dataSource }: Operated, words: readonly string[]): Promise<string> => {
  const [name, consumer] = [statedName(service, words[0] ?? ""), serviceOf(words[1] ?? "")];
  if (!consumersOf(name).includes(consumer)) throw new CommandRefused(`${consumer} does not hear ${name}`);
  return transact(dataSource, async (manager) => {
    const [same] = await manager.query<{ id: Buffer }[]>(
      `SELECT id FROM job WHERE state IN ('queued', 'running') AND kind = ?
         AND JSON_VALUE(input, '$.name') = ? AND JSON_VALUE(input, '$.consumer') = ? LIMIT 1`,
      [republishKind, name, consumer],
    );
    if (same) return `the job ${fromBinary(same.id)} sends ${name} to ${consumer} already`;
    const id = await republish(manager, { service, name, consumer, requestedBy: "operator" });
    answeredBy(manager, systemAuthor("operator", "republish"));
    record(manager, { objectType: "job", objectId: id, reason: `${name} to ${consumer}` });
    return `the job ${id} sends ${name} to ${consumer}`;
  });
};

type Verb = {
  /** how many words may follow it */
  readonly words: readonly number[];
  readonly run: (operated: Operated, words: readonly string[]) => Promise<string>;
};

const verbs: ReadonlyMap<string, Verb> = new Map(
  Object.entries<Verb>({
    dead: { words: [0], run: dead },
    parked: { words: [0], run: parked },
    jobs: { words: [0], run: jobs },
    replay: { words: [1, 2], run: replay },
    retry: { words: [1], run: retry },
    skip: { words: [1, 4], run: skip },
    republish: { words: [2], run: sendAll },
  }),
);

/**
 * What an operator sees and does of one service's events, one verb a call. Each may be repeated: what is
 * done already stays done.
 *
 * - `dead`: deliveries of this service that got no receipt in twelve tries; `replay` sends them again
 * - `parked`: events that wait in this service for an earlier one; `retry` tries a failed one again,
 *   `skip` passes over it for good
 * - `republish`: sends the full state of every aggregate to one consumer; `jobs` tells how far that is
 *
 * @param words of the command line
 * @returns what to print: at most 101 lines
 * @throws WrongUsage for words that are not understood, CommandRefused for what cannot be done
 */
export const operatorCommand = async (
  { open, ...parts }: OperatorParts,
  [name = "", ...words]: readonly string[],
): Promise<string> => {
  const verb = verbs.get(name);
  if (!verb?.words.includes(words.length)) throw new WrongUsage(usage);
  return withDatabase(open(), (dataSource) => verb.run({ ...parts, dataSource }, words));
};
