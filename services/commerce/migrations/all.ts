import { Initial1795219200000 } from "./1795219200000-initial";
import { Safeguards1795305600000 } from "./1795305600000-safeguards";
import { ApiKeys1795309200001 } from "./1795309200001-api-keys";

/** Every migration of this service, in the order in which they run. */
export const migrations = [Initial1795219200000, Safeguards1795305600000, ApiKeys1795309200001];
