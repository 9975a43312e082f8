import { testDatabase, type TestDatabase } from "@ocop/service-kit/testing";
import type { Logger } from "typeorm";
import { Initial1795219200000 } from "../migrations/1795219200000-initial";
import { tables } from "../src/data/tables";

/** A schema of evaluation of its own, migrated. */
export const evaluationDatabase = (logger?: Logger): Promise<TestDatabase> =>
  testDatabase({ entities: tables, migrations: [Initial1795219200000], ...(logger ? { logger } : {}) });
