import { dayOf } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import { readEnvironment } from "./config";
import { evaluate } from "./evaluation";
import { eventually, openGraph } from "./graph";
import { listAtSalePoint, makeTraceable } from "./market";
import { bringDossierToProvince, findPlace, recognisedProduct, registerProducer, registerProduct } from "./registry";

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

type Told = {
  readonly product: {
    readonly stars: number;
    readonly certificate: Readonly<Record<"id" | "lookupCode" | "certificateNo" | "issuedOn" | "expiresOn", string>>;
    readonly publicPage: Readonly<Record<"url" | "qrUrl", string>>;
  };
};

/**
 * A tea of the demonstration province from its producer's first word to a living QR code, told through
 * the graph by the demo people, each with a token of their own. Told again, it goes on where it stopped.
 * The last line is one JSON object with today's ids, dates and addresses.
 */
const tell = async (): Promise<void> => {
  const { gateway, issuer, clockOffsetSeconds } = readEnvironment();
  const graph = openGraph({ gateway, issuer });
  const today = dayOf(systemClock(clockOffsetSeconds * 1000).now());
  const place = await findPlace(graph);
  say("the commune registers the producer");
  const producerId = await registerProducer(graph, place);
  say("the producer enters the tea");
  const productId = await registerProduct(graph, place, producerId);
  const dossierId = await bringDossierToProvince(graph, place, productId, say);
  await evaluate(graph, place, dossierId, today, say);
  say("the certificate reaches registry, commerce and traceability");
  const { code } = await recognisedProduct(graph, productId);
  say("a sale point lists the tea");
  await listAtSalePoint(graph, place, productId);
  say("the producer opens the public page, a lot and its QR code");
  await makeTraceable(graph, productId, today);
  const { product } = await eventually("the product as everybody sees it", async () => {
    const told = await graph.ask<Told>(
      null,
      `query ($id: ID!) { product(id: $id) {
        stars certificate { id lookupCode certificateNo issuedOn expiresOn } publicPage { url qrUrl } } }`,
      { id: productId },
    );
    return told.product.publicPage ? told : null;
  });
  say(
    JSON.stringify({
      productCode: code,
      productId,
      producerId,
      dossierId,
      provinceId: place.province.id,
      stars: product.stars,
      certificateId: product.certificate.id,
      certificateCode: product.certificate.lookupCode,
      certificateNo: product.certificate.certificateNo,
      issuedOn: product.certificate.issuedOn,
      expiresOn: product.certificate.expiresOn,
      publicPage: product.publicPage.url,
      qrCode: product.publicPage.qrUrl,
    }),
  );
};

tell().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
