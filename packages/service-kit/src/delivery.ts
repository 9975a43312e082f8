import { events, type Event, type EventMeta, type EventName, type ServiceName } from "@ocop/contracts";
import { parseTrace } from "./trace";

/** The queue of every consumer; its prefix is the consumer's own. */
export const queueName = "events";

/** One event on its way to one consumer, as the queue and the parked rows hold it. JSON. */
export type Delivery = {
  readonly id: string;
  readonly name: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly version: number;
  /** version of the event of this aggregate that the consumer must have seen before, 0 for none */
  readonly previous: number;
  /** ISO 8601, UTC */
  readonly occurredAt: string;
  readonly body: unknown;
  readonly meta: EventMeta;
};

/** `registry.product` of `registry.product.changed`. */
export const aggregateTypeOf = (name: string): string => name.split(".").slice(0, 2).join(".");

/** The service that publishes events of this name, or of this aggregate type. */
export const producerOf = (name: string): ServiceName => name.split(".")[0] as ServiceName;

/** A full-state event repeats a version and stands outside the order of its aggregate. */
export const isStated = (name: string): boolean => name.endsWith(".stated");

/** The event ids in job ids and receipts: 32 hexadecimal digits. A job id holds no colon and is no number. */
export const hexOf = (id: string): string => id.replaceAll("-", "");
export const jobIdOf = (id: string, attempts: number): string => `${hexOf(id)}-${String(attempts)}`;

/** The trace id under which logs tell of an event. */
export const traceIdOf = ({ traceparent }: EventMeta): string | undefined => parseTrace(traceparent)?.traceId;

/** A delivery whose name or body this service does not understand. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";
}

/**
 * What a handler is given.
 *
 * @throws UnreadableEvent when the name is unknown or the body breaks its schema; values are not repeated
 */
export const eventOf = (delivery: Delivery): Event => {
  const { id, aggregateType, aggregateId, version, meta } = delivery;
  const name = delivery.name as EventName;
  if (!Object.hasOwn(events, name)) throw new UnreadableEvent(`no event is called ${delivery.name}`);
  const body = events[name].safeParse(delivery.body);
  if (!body.success) {
    const fields = body.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`);
    throw new UnreadableEvent(`the body of ${delivery.name} breaks its schema: ${fields.join(", ")}`.slice(0, 300));
  }
  const occurredAt = new Date(delivery.occurredAt);
  return { id, name, aggregateType, aggregateId, version, body: body.data, occurredAt, meta };
};
