import type { Localized } from "@ocop/contracts";
import type { JSX } from "preact";
import { asOfCopies, type ItemFacts } from "../domain/public-facts";
import { addresses } from "../domain/addresses";
import { Facts, plain, Text, words, type Notice, type Visit } from "./page";

/** Commune, then province, with what the programme calls them left to the register. */
const Place = ({ visit, of }: { readonly visit: Visit; readonly of: PlaceNames }): JSX.Element => (
  <>
    {of.communeName && (
      <>
        <Text visit={visit} text={of.communeName} />,{" "}
      </>
    )}
    <Text visit={visit} text={of.provinceName} />
  </>
);

type PlaceNames = { readonly communeName: Localized | null; readonly provinceName: Localized };

/** Who makes the product and where: the registered name and address, as registry states them. */
export const Producer = ({ visit, facts }: { readonly visit: Visit; readonly facts: ItemFacts }): JSX.Element => {
  const { product: said, kinds } = words(visit);
  const { producer, product } = facts;
  const names: Readonly<Record<string, string>> = kinds;
  return (
    <section aria-labelledby="producer">
      <h2 id="producer">{said.producer}</h2>
      <Facts
        rows={[
          [said.name, producer?.name ?? null],
          [said.kind, producer?.kind ? (names[producer.kind] ?? producer.kind) : null],
          [said.address, producer?.addressLine ?? null],
          [said.place, <Place visit={visit} of={product} />],
        ]}
      />
    </section>
  );
};

/** The picture of an item; its size is said before it comes, so that nothing moves when it does. */
export const ItemPicture = ({
  visit,
  facts: { item, product },
}: {
  readonly visit: Visit;
  readonly facts: ItemFacts;
}): JSX.Element | null =>
  item.picture && (
    <img
      class="picture"
      src={addresses.picture(item.ownCode, item.picture.sha256)}
      alt={words(visit).product.picture(plain(visit, product.name))}
      width={item.picture.width}
      height={item.picture.height}
    />
  );

export const itemNotices = (visit: Visit, { item }: ItemFacts): readonly Notice[] =>
  item.state === "WITHDRAWN" ? [{ kind: "warn", ...words(visit).product.withdrawn }] : [];

export const asOfItem = ({ product, producer, certificates, listings }: ItemFacts): Date | null =>
  asOfCopies([product, producer, ...certificates, ...listings]);
