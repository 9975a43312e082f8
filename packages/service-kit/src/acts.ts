import type { ServiceName, Viewer } from "@ocop/contracts";
import type { DataSource, EntityManager } from "typeorm";
import { authorOf, type Recorded } from "./audit";
import type { Cipher } from "./cipher";
import type { GraphContext } from "./graph-context";
import { newId, publicCode, repeatable } from "./id";
import { type MutationCall, once, repeatableOf } from "./idempotency";
import { createPublish, type Publish } from "./outbox";
import { record } from "./record";
import { printTrace } from "./trace";
import { transact } from "./transaction";

/** Runs one use case in a transaction of its own, with the viewer's rights and the instant of the request. */
export type Act<Deps> = <Result>(run: (deps: Deps) => Promise<Result>) => Promise<Result>;

/** What a service makes its `Deps` from, for one transaction. */
export type ActParts<V extends Viewer = Viewer> = {
  readonly manager: EntityManager;
  readonly publish: Publish;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newCode: (characters?: number) => string;
  /** writes an entry of its own into the audit log: a reveal, an export; what is saved is noted by itself */
  readonly record: (said: Recorded) => void;
  readonly viewer: V;
};

export type ActsOptions<Deps, V extends Viewer> = {
  readonly service: ServiceName;
  readonly dataSource: DataSource;
  /** seals the results kept for repeated requests */
  readonly cipher: Cipher;
  readonly deps: (parts: ActParts<V>) => Deps;
};

type Base<V extends Viewer> = Pick<GraphContext<V>, "viewer" | "now" | "trace">;

/**
 * The one way from a door to a use case: one transaction, repeated while the database refuses for a passing
 * reason, whose ids are made once; done once however often the same request is sent; with the name of the
 * viewer on every change.
 *
 * @returns makes the `act` of one request; `call` is the mutation it runs in
 */
export const createActs =
  <Deps, V extends Viewer>({ service, dataSource, cipher, deps }: ActsOptions<Deps, V>) =>
  ({ viewer, now, trace }: Base<V>, call: MutationCall | null = null): Act<Deps> =>
  async (run) => {
    const { subject, system } = viewer;
    const request = call && repeatableOf(subject, call);
    const [ids, codes] = [repeatable(newId), repeatable(publicCode)];
    const meta = { actor: subject ?? system ?? "anonymous", traceparent: printTrace(trace), causationId: null };
    return transact(
      dataSource,
      (manager) => {
        const publish = createPublish({ service, manager, meta });
        const made = deps({
          manager,
          publish,
          now: () => now,
          newId: ids(),
          newCode: codes(),
          record: (said) => {
            record(manager, said);
          },
          viewer,
        });
        return request ? once({ manager, cipher, now }, request, () => run(made)) : run(made);
      },
      authorOf(viewer, call?.operation ?? "request", trace),
    );
  };
