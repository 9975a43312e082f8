import { speakingCertificate } from "@ocop/contracts";
import type { JSX } from "preact";
import { isExpired, type Lot, type Stage } from "../domain/lot";
import type { ItemFacts } from "../domain/public-facts";
import { addresses } from "../domain/addresses";
import { CertificateList } from "./certificate-facts";
import { certificateNotices, StatusBox } from "./certificate-parts";
import { formatCountry, formatDay, formatInstant, formatQuantity } from "./format";
import { asOfItem, itemNotices, ItemPicture, Producer } from "./item-parts";
import { AsOf, Facts, link, page, plain, Text, words, type Notice, type Visit } from "./page";

const originOf = (visit: Visit, { originCountry, originPlace }: Lot): string | null =>
  originCountry === null
    ? originPlace
    : [originPlace, formatCountry(originCountry, visit.lang)].filter((part) => part !== null).join(", ");

/** Dates, quantity and origin of a lot, in the words of its producer. */
export const LotList = ({
  visit,
  facts,
  lot,
}: {
  readonly visit: Visit;
  readonly facts: ItemFacts;
  readonly lot: Lot;
}): JSX.Element => {
  const { lot: said, product: ofProduct } = words(visit);
  const day = (text: string | null): string | null => text && formatDay(text, visit.lang);
  return (
    <section aria-labelledby="lot">
      <h2 id="lot">{said.facts}</h2>
      <Facts
        rows={[
          [said.number, <span class="code">{lot.lotNo}</span>],
          [ofProduct.pack, facts.item.packName],
          [ofProduct.brand, facts.item.brand],
          [said.producedOn, day(lot.producedOn)],
          [said.packedOn, day(lot.packedOn)],
          [said.bestBefore, day(lot.bestBefore)],
          [said.expiresOn, day(lot.expiresOn)],
          [
            said.quantity,
            lot.quantity !== null && lot.unitOfMeasure !== null
              ? formatQuantity(lot.quantity, lot.unitOfMeasure, visit.lang)
              : null,
          ],
          [said.origin, originOf(visit, lot)],
          [said.standards, lot.standards.join(" · ")],
          [said.tracingCode, <span class="code">{`${facts.item.ownCode}/10/${lot.lotNo}`}</span>],
          [said.publishedAt, lot.publishedAt && formatInstant(lot.publishedAt, visit.lang)],
        ]}
      />
    </section>
  );
};

const StageStep = ({ visit, stage }: { readonly visit: Visit; readonly stage: Stage }): JSX.Element => {
  const said = words(visit).lot;
  return (
    <li>
      <h3>{stage.name}</h3>
      <Facts
        rows={[
          [said.at, stage.at === null ? null : formatInstant(new Date(stage.at), visit.lang)],
          [said.place, stage.place],
          [said.locationCode, stage.locationCode],
          [said.productCode, stage.productCode ?? said.thisLot],
        ]}
      />
    </li>
  );
};

const lotNotices = (visit: Visit, lot: Lot): readonly Notice[] => {
  const said = words(visit).lot.expired;
  return lot.expiresOn !== null && isExpired(lot, visit.today)
    ? [{ kind: "stop", title: said.title, text: said.text(formatDay(lot.expiresOn, visit.lang)) }]
    : [];
};

/** The page of a published lot: what the producer states about it, and whether the product is certified today. */
export const lotPage = (visit: Visit, facts: ItemFacts, lot: Lot): string => {
  const { lot: said, certificate: ofCertificate } = words(visit);
  const { item, product, certificates } = facts;
  const standing = speakingCertificate(certificates, visit.today);
  const name = `${plain(visit, product.name)} – ${said.title(lot.lotNo)}`;
  return page({
    visit,
    title: name,
    description: name,
    notices: [...certificateNotices(visit, standing), ...lotNotices(visit, lot), ...itemNotices(visit, facts)],
    isDemonstration: product.demonstration,
    picture: item.picture && addresses.picture(item.ownCode, item.picture.sha256),
    children: (
      <>
        <h1>
          <Text visit={visit} text={product.name} />
        </h1>
        <p class="muted">{said.title(lot.lotNo)}</p>
        <StatusBox visit={visit} standing={standing} />
        <AsOf visit={visit} asOf={asOfItem(facts)} />
        <ItemPicture visit={visit} facts={facts} />
        <LotList visit={visit} facts={facts} lot={lot} />
        <Producer visit={visit} facts={facts} />
        <section aria-labelledby="journey">
          <h2 id="journey">{said.journey}</h2>
          <p class="small muted">{said.stated}</p>
          <ol class="steps">
            {lot.stages.map((stage, nth) => (
              <StageStep visit={visit} stage={stage} key={nth} />
            ))}
          </ol>
        </section>
        {standing && (
          <section aria-labelledby="certificate">
            <h2 id="certificate">{ofCertificate.heading}</h2>
            <CertificateList visit={visit} certificate={standing.certificate} />
          </section>
        )}
        <p>
          <a class="button" href={link(visit, addresses.item(item.ownCode))}>
            {said.product}
          </a>
        </p>
      </>
    ),
  });
};

/** The answer for a lot that its producer took back: it says so before anything else, and shows no facts. */
export const withdrawnLot = (visit: Visit, facts: ItemFacts, lot: Lot): string => {
  const said = words(visit).lot;
  const day = lot.withdrawnAt ? formatInstant(lot.withdrawnAt, visit.lang) : "";
  const text = said.withdrawn.text(day, lot.withdrawnBecause ?? "");
  const name = plain(visit, facts.product.name);
  return page({
    visit,
    title: `${name} – ${said.title(lot.lotNo)}`,
    description: said.withdrawn.title,
    notices: [
      { kind: "stop", title: said.withdrawn.title, text },
      ...certificateNotices(visit, speakingCertificate(facts.certificates, visit.today)),
    ],
    isDemonstration: facts.product.demonstration,
    isIndexed: false,
    children: (
      <>
        <h1>
          <Text visit={visit} text={facts.product.name} />
        </h1>
        <p class="muted">{said.title(lot.lotNo)}</p>
        <p>
          <a class="button" href={link(visit, addresses.item(facts.item.ownCode))}>
            {said.product}
          </a>
        </p>
      </>
    ),
  });
};
