import type { Viewer } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { type AuditEntry, authorOf } from "./audit";
import { record } from "./record";
import type { Trace } from "./trace";
import { transact } from "./transaction";

/** One thing that was refused to somebody who had signed in. */
export type Refused = Pick<AuditEntry, "operation" | "objectType" | "objectId" | "outcome">;

/** What one request was refused: each thing once, at most 100 of them. */
export type Refusals = {
  add(refused: Refused): void;
  all(): readonly Refused[];
};

const most = 100;

export const createRefusals = (): Refusals => {
  const known = new Map<string, Refused>();
  return {
    add: (refused) => {
      if (known.size < most) known.set(JSON.stringify(refused), refused);
    },
    all: () => [...known.values()],
  };
};

/** Writes what a request was refused into the audit log, in a transaction of its own: a refusal changes nothing else. */
export const writeRefusals = async (
  dataSource: DataSource,
  { viewer, trace, refusals }: { readonly viewer: Viewer; readonly trace: Trace; readonly refusals?: Refusals },
): Promise<void> => {
  const refused = refusals?.all() ?? [];
  if (refused.length === 0) return;
  await transact(
    dataSource,
    (manager) => {
      for (const one of refused) record(manager, one);
      return Promise.resolve();
    },
    authorOf(viewer, "query", trace),
  );
};
