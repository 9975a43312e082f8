import { speakingCertificate } from "@ocop/contracts";
import type { JSX } from "preact";
import type { UnitFacts } from "../domain/public-facts";
import { verdictOf, type Unit, type UnitVerdict } from "../domain/unit";
import { addresses } from "../domain/addresses";
import { certificateNotices } from "./certificate-parts";
import { formatInstant } from "./format";
import { asOfItem, itemNotices, ItemPicture, Producer } from "./item-parts";
import { LotList } from "./lot-page";
import { AsOf, Facts, link, page, Text, words, type Notice, type Visit } from "./page";

const tones: Readonly<Record<UnitVerdict, { readonly look: "good" | "soon" | "bad"; readonly sign: string }>> = {
  NOT_ISSUED: { look: "bad", sign: "✕" },
  VOID: { look: "bad", sign: "✕" },
  NOT_ACTIVATED: { look: "soon", sign: "!" },
  EXPIRED: { look: "bad", sign: "✕" },
  ACTIVATED: { look: "good", sign: "✓" },
};

const VerdictBox = ({ visit, verdict }: { readonly visit: Visit; readonly verdict: UnitVerdict }): JSX.Element => {
  const { title, text } = words(visit).unit.verdict[verdict];
  const { look, sign } = tones[verdict];
  return (
    <div class={`verdict ${look}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <div>
        <h1 class="title">{title}</h1>
        <p>{text}</p>
      </div>
    </div>
  );
};

const UnitList = ({
  visit,
  serial,
  unit,
}: {
  readonly visit: Visit;
  readonly serial: string;
  readonly unit: Unit | null;
}): JSX.Element => {
  const said = words(visit).unit;
  const at = (instant: Date | null): string | null => instant && formatInstant(instant, visit.lang);
  return (
    <section aria-labelledby="unit">
      <h2 id="unit">{said.facts}</h2>
      <Facts
        rows={[
          [said.serial, <span class="code">{serial}</span>],
          [said.activatedAt, at(unit?.activatedAt ?? null)],
          [said.voidedAt, at(unit?.voidedAt ?? null)],
        ]}
      />
    </section>
  );
};

/** What was issued under a serial that exists: product and lot to compare with the pack. */
const Issued = ({ visit, known }: { readonly visit: Visit; readonly known: UnitFacts }): JSX.Element => {
  const { facts, lot } = known;
  return (
    <>
      <h2>
        <Text visit={visit} text={facts.product.name} />
      </h2>
      <ItemPicture visit={visit} facts={facts} />
      {lot?.state === "PUBLISHED" && <LotList visit={visit} facts={facts} lot={lot} />}
      <Producer visit={visit} facts={facts} />
      <p>
        <a class="button" href={link(visit, addresses.item(facts.item.ownCode))}>
          {words(visit).lot.product}
        </a>
      </p>
    </>
  );
};

const unitNotices = (visit: Visit, { facts, lot }: UnitFacts): readonly Notice[] => {
  const said = words(visit).lot.withdrawn;
  const withdrawn: readonly Notice[] =
    lot?.state === "WITHDRAWN" && lot.withdrawnAt
      ? [
          {
            kind: "stop",
            title: said.title,
            text: said.text(formatInstant(lot.withdrawnAt, visit.lang), lot.withdrawnBecause ?? ""),
          },
        ]
      : [];
  const standing = speakingCertificate(facts.certificates, visit.today);
  return [...withdrawn, ...certificateNotices(visit, standing), ...itemNotices(visit, facts)];
};

/**
 * The verdict on one scanned serial. None of its wordings says that the goods are genuine, and a
 * serial that was never issued shows nothing of the product it claims to be.
 */
export const verdictPage = (visit: Visit, serial: string, known: UnitFacts): string => {
  const { facts, unit, lot } = known;
  const verdict = verdictOf(unit, lot, visit.today);
  const said = words(visit).unit.verdict[verdict];
  return page({
    visit,
    title: said.title,
    description: said.text,
    notices: unit === null ? [] : unitNotices(visit, known),
    isDemonstration: facts.product.demonstration,
    isIndexed: false,
    children: (
      <>
        <VerdictBox visit={visit} verdict={verdict} />
        <AsOf visit={visit} asOf={asOfItem(facts)} />
        <h2>{words(visit).unit.advice}</h2>
        <p>{said.advice}</p>
        <UnitList visit={visit} serial={serial} unit={unit} />
        {unit !== null && <Issued visit={visit} known={known} />}
      </>
    ),
  });
};
