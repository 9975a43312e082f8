import { subscriptions, type EventBody, type EventName, type ServiceName } from "@ocop/contracts";
import { printTrace, newTrace } from "./trace";
import type { EntityManager } from "typeorm";
import { enqueueJob, type Job, type JobHandler } from "./jobs";
import { insertDeliveries, insertEvents, type OutgoingEvent } from "./outbox";

/** The full-state names that a service publishes. */
export type StatedName<Service extends ServiceName> = EventName & `${Service}.${string}.stated`;

/** An aggregate as it stands now: its id, its current version, its full state. */
export type Stated<Name extends EventName> = {
  readonly id: string;
  readonly version: number;
  readonly body: EventBody<Name>;
  readonly regionId?: string | null;
};

/**
 * The next aggregates in order of id, at most 200, that come after the id given; none ends the job.
 * One function for every full-state name of the service: a missing one does not compile.
 */
export type StatedPages<Service extends ServiceName> = {
  readonly [Name in StatedName<Service>]: (
    manager: EntityManager,
    after: string | null,
  ) => Promise<readonly Stated<Name>[]>;
};

/** The kind of job under which {@link republishJob} is registered with `startJobs`. */
export const republishKind = "republish";

type Input<Service extends ServiceName> = { readonly name: StatedName<Service>; readonly consumer: ServiceName };

/**
 * Asks for one consumer's copy to be built or completed: every current aggregate is sent to it as a
 * full-state event. Live events go on beside it, since handlers of copies are guarded by the version.
 *
 * @returns the id of the job
 * @throws Error when the consumer does not hear this name
 */
export const republish = <Service extends ServiceName>(
  manager: EntityManager,
  request: Input<Service> & { readonly service: Service; readonly requestedBy: string },
): Promise<string> => {
  const { service, name, consumer, requestedBy } = request;
  if (!(subscriptions[name] as readonly ServiceName[]).includes(consumer))
    throw new Error(`${consumer} does not hear ${name}`);
  return enqueueJob(manager, { service, kind: republishKind, input: { name, consumer }, requestedBy });
};

/**
 * The steps of a republish: one page each, its events and the cursor in one transaction, so that a
 * process that dies sends no page twice and none is left out.
 *
 * @example startJobs({ handlers: { [republishKind]: republishJob("registry", pages) }, … })
 */
export const republishJob =
  <Service extends ServiceName>(service: Service, pages: StatedPages<Service>): JobHandler =>
  async (manager, job: Job) => {
    const { name, consumer } = job.input as Input<Service>;
    const rows: readonly Stated<EventName>[] = await pages[name](manager, job.cursor as string | null);
    const last = rows.at(-1);
    if (!last) return { cursor: job.cursor, done: job.done, total: job.done, finished: true };
    const traceparent = printTrace(newTrace());
    const outgoing = rows.map(({ id, version, body, regionId = null }): OutgoingEvent => ({
      name,
      aggregate: { id, version },
      body,
      meta: { actor: job.requestedBy, traceparent, causationId: null, regionId },
    }));
    const ids = await insertEvents(manager, service, outgoing);
    await insertDeliveries(
      manager,
      service,
      ids.map((event) => ({ event, consumer, previous: 0 })),
    );
    return { cursor: last.id, done: job.done + rows.length, total: null };
  };
