import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { integer, readConfig, url, withDefault } from "../src/config";

/** What a test run is given: private engines, the number of its worker and the size of its random tests. */
export const testConfig = () =>
  readConfig(
    {
      /** administrator's address of a private MariaDB, `mysql://root@host:port` */
      mysql: ["OCOP_TEST_MYSQL_URL", url("mysql", "mariadb")],
      redis: ["OCOP_TEST_REDIS_URL", url("redis")],
      worker: ["JEST_WORKER_ID", withDefault(integer(1, 10_000), 1)],
      scale: ["OCOP_TEST_SCALE", withDefault(integer(1, 10_000), 1)],
    },
    process.env,
  );

/** A data directory of one's own, named at random; it is made by whoever writes into it. */
export const testDirectory = (): string => join(tmpdir(), `ocop-test-${randomUUID()}`);

/** Size of random and load tests: 1, or more in long runs. */
export const testScale = (): number => testConfig().scale;
