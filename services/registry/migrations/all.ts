import { Initial1795219200000 } from "./1795219200000-initial";
import { Safeguards1795305600000 } from "./1795305600000-safeguards";
import { PersonalData1795309200010 } from "./1795309200010-personal-data";
import { Rights1795309200020 } from "./1795309200020-rights";
import { Territory1796083200010 } from "./1796083200010-territory";
import { ProductSearch1796083200060 } from "./1796083200060-product-search";
import { Programmes1796083200070 } from "./1796083200070-programmes";
import { StarBands1796083200080 } from "./1796083200080-star-bands";

/** Every migration of this service, in the order in which they run. */
export const migrations = [
  Initial1795219200000,
  Safeguards1795305600000,
  PersonalData1795309200010,
  Rights1795309200020,
  Territory1796083200010,
  ProductSearch1796083200060,
  Programmes1796083200070,
  StarBands1796083200080,
];
