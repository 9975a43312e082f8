import { certificateStatus, isInForceStatus } from "@ocop/contracts";
import { asOfCopies, type CertificateFacts } from "../domain/public-facts";
import { addresses } from "../domain/addresses";
import { CertificateList } from "./certificate-facts";
import { certificateNotices, sayStatus, StatusBox, Stars } from "./certificate-parts";
import { AsOf, Facts, link, page, plain, Text, words, type Visit } from "./page";

/** The check page of one certificate: its status today, then number, legal act and dates. */
export const certificatePage = (visit: Visit, { certificate, product, producer, item }: CertificateFacts): string => {
  const { certificate: said, product: ofProduct } = words(visit);
  const standing = { certificate, status: certificateStatus(certificate, visit.today) };
  const name = plain(visit, certificate.productName);
  const { title, text } = sayStatus(visit, standing);
  const place =
    product && [product.communeName, product.provinceName].flatMap((part) => (part ? [plain(visit, part)] : []));
  return page({
    visit,
    title: `${said.heading} – ${name}`,
    description: `${name}: ${title}. ${text}`,
    notices: certificateNotices(visit, standing),
    isDemonstration: certificate.demonstration,
    children: (
      <>
        <p class="muted">{said.heading}</p>
        <h1>
          <Text visit={visit} text={certificate.productName} />
        </h1>
        {isInForceStatus(standing.status) && (
          <div class="rating">
            <Stars visit={visit} stars={certificate.stars} />
          </div>
        )}
        <StatusBox visit={visit} standing={standing} />
        <AsOf visit={visit} asOf={asOfCopies([certificate, product, producer])} />
        <section aria-labelledby="certificate">
          <h2 id="certificate">{said.heading}</h2>
          <CertificateList visit={visit} certificate={certificate} />
        </section>
        <section aria-labelledby="producer">
          <h2 id="producer">{ofProduct.producer}</h2>
          <Facts
            rows={[
              [ofProduct.name, producer?.name ?? null],
              [ofProduct.address, producer?.addressLine ?? null],
              [ofProduct.place, place?.join(", ") ?? null],
              [ofProduct.code, product?.code ?? null],
            ]}
          />
        </section>
        {item && (
          <p>
            <a class="button" href={link(visit, addresses.item(item.ownCode))}>
              {said.product}
            </a>
          </p>
        )}
      </>
    ),
  });
};
