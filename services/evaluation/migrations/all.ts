import { Initial1795219200000 } from "./1795219200000-initial";
import { Safeguards1795305600000 } from "./1795305600000-safeguards";
import { OneWayToRepeat1795309200011 } from "./1795309200011-one-way-to-repeat";
import { Reading1795309200012 } from "./1795309200012-reading";

/** Every migration of this service, in the order in which they run. */
export const migrations = [
  Initial1795219200000,
  Safeguards1795305600000,
  OneWayToRepeat1795309200011,
  Reading1795309200012,
];
