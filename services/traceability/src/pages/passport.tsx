import { certificateStatus, isInForceStatus, speakingCertificate } from "@ocop/contracts";
import type { JSX } from "preact";
import type { CertificateCopy } from "../domain/copies";
import { shownListings, shownLots, type ItemFacts } from "../domain/public-facts";
import { addresses } from "../domain/addresses";
import { CertificateList } from "./certificate-facts";
import { certificateNotices, sayStatus, Stars, StatusBox, StatusLine } from "./certificate-parts";
import { formatCode, formatDay } from "./format";
import { asOfItem, itemNotices, ItemPicture, Producer } from "./item-parts";
import { AsOf, Facts, link, page, plain, Text, words, type Notice, type Visit } from "./page";

type Parts = { readonly visit: Visit; readonly facts: ItemFacts };

const ItemList = ({ visit, facts: { item, product } }: Parts): JSX.Element => {
  const said = words(visit).product;
  const gtin = item.gtin14 && (
    <>
      <span class="code">{item.gtin14}</span>
      <br />
      <span class="small muted">{said.gtinNote}</span>
    </>
  );
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{said.facts}</h2>
      <Facts
        rows={[
          [said.pack, item.packName],
          [said.brand, item.brand],
          [said.code, product.code],
          [said.gtin, gtin],
        ]}
      />
    </section>
  );
};

const Story = ({ visit, facts: { product } }: Parts): JSX.Element | null =>
  product.story && (
    <section aria-labelledby="story">
      <h2 id="story">{words(visit).product.story}</h2>
      <p>
        <Text visit={visit} text={product.story} />
      </p>
    </section>
  );

/** Certificates of the product beside the one that speaks for it now. */
const Others = ({
  visit,
  certificates,
}: {
  readonly visit: Visit;
  readonly certificates: readonly CertificateCopy[];
}): JSX.Element | null =>
  certificates.length === 0 ? null : (
    <>
      <h3>{words(visit).certificate.history}</h3>
      <ul class="list">
        {certificates.map((certificate) => (
          <li key={certificate.id}>
            <a href={link(visit, addresses.certificate(certificate.lookupCode))}>
              {words(visit).stars(certificate.stars)} · {certificate.decisionNo}
            </a>
            <StatusLine visit={visit} standing={{ certificate, status: certificateStatus(certificate, visit.today) }} />
          </li>
        ))}
      </ul>
    </>
  );

const Certificate = ({ visit, facts }: Parts): JSX.Element | null => {
  const said = words(visit).certificate;
  const speaking = speakingCertificate(facts.certificates, visit.today);
  if (speaking === null) return null;
  const { certificate } = speaking;
  return (
    <section aria-labelledby="certificate">
      <h2 id="certificate">{said.heading}</h2>
      <CertificateList visit={visit} certificate={certificate} />
      <p>
        <a class="lang" href={link(visit, addresses.certificate(certificate.lookupCode))}>
          {said.check}
        </a>
      </p>
      <Others visit={visit} certificates={facts.certificates.filter(({ id }) => id !== certificate.id)} />
    </section>
  );
};

const Lots = ({ visit, facts: { item, lots } }: Parts): JSX.Element => {
  const { product: said, lot: ofLot } = words(visit);
  return (
    <section aria-labelledby="lots">
      <h2 id="lots">{said.lots}</h2>
      {lots.length === 0 ? (
        <p class="muted">{said.noLots}</p>
      ) : (
        <ul class="list">
          {lots.slice(0, shownLots).map(({ id, lotNo, expiresOn }) => (
            <li key={id}>
              <a href={link(visit, addresses.lot(item.ownCode, lotNo))}>{ofLot.title(lotNo)}</a>
              {expiresOn !== null && (
                <div class="small muted">
                  {ofLot.expiresOn}: {formatDay(expiresOn, visit.lang)}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {lots.length > shownLots && <p class="small muted">{said.moreLots(shownLots)}</p>}
    </section>
  );
};

const SalePoints = ({ visit, facts: { listings } }: Parts): JSX.Element => {
  const said = words(visit).product;
  return (
    <section aria-labelledby="sale-points">
      <h2 id="sale-points">{said.salePoints}</h2>
      {listings.length === 0 ? (
        <p class="muted">{said.noSalePoints}</p>
      ) : (
        <ul class="list">
          {listings.slice(0, shownListings).map(({ id, salePointName, salePointAddress }) => (
            <li key={id}>
              <h3>
                <Text visit={visit} text={salePointName} />
              </h3>
              <div class="muted">{salePointAddress}</div>
            </li>
          ))}
        </ul>
      )}
      {listings.length > shownListings && <p class="small muted">{said.moreSalePoints(shownListings)}</p>}
    </section>
  );
};

const QrCode = ({ visit, facts: { item } }: Parts): JSX.Element => {
  const said = words(visit).product;
  return (
    <section aria-labelledby="qr">
      <h2 id="qr">{said.qr}</h2>
      <div class="qr">
        <img src={addresses.qr(item.ownCode)} alt={said.qr} width="168" height="168" />
        <div>
          <p>{said.qrText}</p>
          <p class="small muted">
            {said.ownCode} <span class="code">{formatCode(item.ownCode)}</span>
          </p>
        </div>
      </div>
    </section>
  );
};

/**
 * The page of a product as a shopper meets it: verdict first, then what stands behind it.
 *
 * @param notices what was found out before the product: a lot that is not recorded
 */
export const passport = (visit: Visit, facts: ItemFacts, notices: readonly Notice[] = []): string => {
  const { item, product, certificates } = facts;
  const standing = speakingCertificate(certificates, visit.today);
  const name = plain(visit, product.name);
  const { title, text } = sayStatus(visit, standing);
  return page({
    visit,
    title: name,
    description: `${name}: ${title}. ${text}`,
    notices: [...certificateNotices(visit, standing), ...itemNotices(visit, facts), ...notices],
    isDemonstration: product.demonstration,
    isIndexed: notices.length === 0 && item.state === "ACTIVE",
    picture: item.picture && addresses.picture(item.ownCode, item.picture.sha256),
    children: (
      <>
        <h1>
          <Text visit={visit} text={product.name} />
        </h1>
        {standing && isInForceStatus(standing.status) && (
          <div class="rating">
            <Stars visit={visit} stars={standing.certificate.stars} />
            <span class="muted">
              {words(visit).certificate.authority}: {standing.certificate.authority}
            </span>
          </div>
        )}
        <StatusBox visit={visit} standing={standing} />
        <AsOf visit={visit} asOf={asOfItem(facts)} />
        <ItemPicture visit={visit} facts={facts} />
        <ItemList visit={visit} facts={facts} />
        <Producer visit={visit} facts={facts} />
        <Story visit={visit} facts={facts} />
        <Certificate visit={visit} facts={facts} />
        <Lots visit={visit} facts={facts} />
        <SalePoints visit={visit} facts={facts} />
        <QrCode visit={visit} facts={facts} />
      </>
    ),
  });
};

/** The page of a product for someone who scanned a lot that is not recorded. */
export const unknownLot = (visit: Visit, facts: ItemFacts, lotNo: string): string => {
  const said = words(visit).lot.unknown;
  return passport(visit, facts, [{ kind: "warn", title: said.title(lotNo), text: said.text }]);
};
