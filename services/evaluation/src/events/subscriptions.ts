import type { Handlers } from "@ocop/service-kit";
import type { Deps } from "../use-cases/deps";
import { onDossierAccepted } from "./on-dossier-accepted";
import { onProducerChanged } from "./on-producer-changed";
import { onProductChanged } from "./on-product-changed";
import { onTerritoryMoved } from "./on-territory-moved";

/** What evaluation hears: an accepted dossier opens its work, everything else makes copies. */
export const handlers: Handlers<"evaluation", Deps> = {
  "registry.dossier.accepted": { kind: "act", handle: onDossierAccepted },
  "registry.product.changed": { kind: "copy", handle: onProductChanged },
  "registry.product.stated": { kind: "copy", handle: onProductChanged },
  "registry.producer.changed": { kind: "copy", handle: onProducerChanged },
  "registry.producer.stated": { kind: "copy", handle: onProducerChanged },
  // Rewrites what names an old unit, whenever it comes and however often.
  "registry.territory.moved": { kind: "copy", handle: onTerritoryMoved },
};
