import { Initial1795219200000 } from "./1795219200000-initial";
import { Safeguards1795305600000 } from "./1795305600000-safeguards";

/** Every migration of this service, in the order in which they run. */
export const migrations = [Initial1795219200000, Safeguards1795305600000];
