import type { EventBody } from "@ocop/contracts";

/**
 * What this service knows of another service's aggregate: the public facts of its latest event, the
 * version they belong to and the instant at which that event happened. Never written by hand.
 */
export type Copy<Body> = Readonly<Body> & { readonly id: string; readonly version: number; readonly asOf: Date };

/** Local copy of registry's producer (chủ thể). */
export type ProducerCopy = Copy<EventBody<"registry.producer.changed">>;

/** Local copy of registry's product (sản phẩm OCOP). */
export type ProductCopy = Copy<EventBody<"registry.product.changed">>;

/** Local copy of evaluation's certificate (giấy chứng nhận). Its status on a day is computed, never copied. */
export type CertificateCopy = Copy<EventBody<"evaluation.certificate.issued">>;

/** Local copy of commerce's listing of a product at a sale point. */
export type ListingCopy = Copy<EventBody<"commerce.listing.changed">>;

/** The texts under which the public register finds a row of each copy. */
export const searchTexts = {
  producer: ({ name, communeName, provinceName }: ProducerCopy): readonly string[] => [
    name,
    ...textsOf(communeName),
    ...textsOf(provinceName),
  ],
  product: ({ name, communeName, provinceName, code }: ProductCopy): readonly string[] => [
    ...textsOf(name),
    ...textsOf(communeName),
    ...textsOf(provinceName),
    code ?? "",
  ],
  certificate: ({ productName, certificateNo, decisionNo, lookupCode }: CertificateCopy): readonly string[] => [
    ...textsOf(productName),
    certificateNo ?? "",
    decisionNo,
    lookupCode,
  ],
} as const;

const textsOf = (text: { readonly vi: string; readonly en: string | null } | null): readonly string[] =>
  text === null ? [] : [text.vi, text.en ?? ""];
