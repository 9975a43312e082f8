import { basename } from "node:path";
import TestRunner from "jest-runner";
import { startPlatform } from "./platform";

/** The stories in the order in which they are told: what one leaves is what the next begins with. */
const order = [
  "product-earns-stars",
  "rights",
  "one-person-two-rights",
  "break-glass",
  "machine",
  "personal-data",
  "public-graph",
  "revocation",
  "trace",
  "failure",
  "audit",
  "ending",
];

const placeOf = ({ path }: { readonly path: string }): number => order.indexOf(basename(path, ".journey.test.ts"));

type RunTests = TestRunner["runTests"];

/**
 * Jest's runner for the journeys: one after the other in this process, after the tests of every other project,
 * all on one platform that is started before the first and ended after the last, whatever they came to.
 */
class JourneyRunner extends TestRunner {
  override readonly isSerial = true;

  override async runTests(...[tests, watcher, options]: Parameters<RunTests>): ReturnType<RunTests> {
    let hasFailed = false;
    this.on("test-file-failure", () => {
      hasFailed = true;
    });
    this.on("test-file-success", ([, { numFailingTests }]) => {
      hasFailed ||= numFailingTests > 0;
    });
    const platform = startPlatform();
    try {
      await super.runTests(
        tests.toSorted((one, other) => placeOf(one) - placeOf(other)),
        watcher,
        options,
      );
    } finally {
      const logs = await platform.end(hasFailed);
      if (logs !== null) process.stderr.write(`The logs of the journeys' platform are in ${logs}\n`);
    }
  }
}

export = JourneyRunner;
