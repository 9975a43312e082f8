import type { Handlers } from "@ocop/service-kit";
import type { Deps } from "../use-cases/deps";
import { onCertificateChanged } from "./on-certificate-changed";
import { onProducerChanged } from "./on-producer-changed";
import { onProductChanged } from "./on-product-changed";
import { onTerritoryMoved } from "./on-territory-moved";

/**
 * Every event commerce hears. They tell the full state of their aggregate, or which units took the place of
 * others, and what follows from a certificate is settled from the copies alone: order and repetition do not matter.
 */
export const handlers: Handlers<"commerce", Deps> = {
  "registry.producer.changed": { kind: "copy", handle: onProducerChanged },
  "registry.producer.stated": { kind: "copy", handle: onProducerChanged },
  "registry.product.changed": { kind: "copy", handle: onProductChanged },
  "registry.product.stated": { kind: "copy", handle: onProductChanged },
  "registry.territory.moved": { kind: "copy", handle: onTerritoryMoved },
  "evaluation.certificate.issued": { kind: "copy", handle: onCertificateChanged },
  "evaluation.certificate.revoked": { kind: "copy", handle: onCertificateChanged },
  "evaluation.certificate.expired": { kind: "copy", handle: onCertificateChanged },
  "evaluation.certificate.superseded": { kind: "copy", handle: onCertificateChanged },
  "evaluation.certificate.stated": { kind: "copy", handle: onCertificateChanged },
};
