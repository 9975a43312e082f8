import { testDatabase, type TestDatabase } from "@ocop/service-kit/testing";
import type { Logger } from "typeorm";
import { migrations } from "../migrations/all";
import { tables } from "../src/data/tables";

/** A schema of evaluation of its own, migrated. */
export const evaluationDatabase = (logger?: Logger): Promise<TestDatabase> =>
  testDatabase({ entities: tables, migrations, ...(logger ? { logger } : {}) });
