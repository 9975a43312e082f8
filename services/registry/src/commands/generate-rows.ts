import { addDays, addMonths, dayOf, startOf, type Day } from "@ocop/contracts";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import { openDossier, type Dossier, type DossierState, type Rulebook } from "../domain/dossier";
import { enterProducer, type Producer } from "../domain/producer";
import { enterProduct, followCertificates, productCode, type CertificateCopy, type Product } from "../domain/product";
import type { Round } from "../domain/round";
import { englishNouns, families, givens, middles, producerNames, productNouns, trades } from "./generator-words";

/** How much is generated. */
export type Sizes = { readonly products: number; readonly producers: number; readonly dossiers: number };

/** What generated rows stand on: the reference data of the database. */
export type Ground = {
  readonly communes: readonly { readonly province: AdministrativeUnit; readonly commune: AdministrativeUnit }[];
  readonly rounds: ReadonlyMap<string, readonly Round[]>;
  readonly rulebooks: ReadonlyMap<string, Rulebook>;
};

/** Where rows that nobody entered say so. */
export const generatedMark = (seed: number): string => `urn:ocop:generated:${String(seed)}`;

/** Numbers that look random and are the same for the same seed (mulberry32). */
export type Chance = {
  /** from 0, below 1 */
  next(): number;
  below(limit: number): number;
  of<T>(items: readonly T[]): T;
  id(): string;
};

export const chanceOf = (seed: number, start: Date): Chance => {
  let state = seed >>> 0;
  let made = 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join("");
  return {
    next,
    below,
    of: <T>(items: readonly T[]): T => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("There is nothing to choose from");
      return item;
    },
    // A UUIDv7 whose time counts on by a millisecond for each 64 of them.
    id: () => {
      const time = (start.getTime() + Math.floor(made++ / 64)).toString(16).padStart(12, "0");
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${"89ab"[below(4)] ?? "8"}${hex(3)}-${hex(12)}`;
    },
  };
};

const person = (chance: Chance): string => [chance.of(families), chance.of(middles), chance.of(givens)].join(" ");

const oneIn = (chance: Chance, count: number): boolean => chance.below(count) === 0;

const producerOf = (chance: Chance, { communes }: Ground): Producer => {
  const { province, commune } = chance.of(communes);
  const [kind, pattern] = chance.of(producerNames);
  const name = pattern
    .replace("{trade}", chance.of(trades))
    .replace("{place}", commune.name)
    .replace("{person}", person(chance));
  const facts = { name, kind, addressLine: `${commune.kind} ${commune.name}, ${province.name}`, representative: null };
  const territory = { provinceRegionId: province.id, communeRegionId: commune.id };
  return { ...enterProducer(chance.id(), facts, territory, province), version: 1, demonstration: true };
};

/** Shares of three, four and five stars among recognised products, as the national figures of 2024 give them. */
const starsOf = (chance: Chance): number => {
  const share = chance.next();
  return share < 0.765 ? 3 : share < 0.993 ? 4 : 5;
};

/** Provinces recognise by decisions, many products on one day: about one in six weeks over the last four years. */
const issueDay = (chance: Chance, today: Day): Day => addDays(today, -1 - 42 * chance.below(34));

const certificateOf = (chance: Chance, productId: string, today: Day): CertificateCopy => {
  const issuedOn = issueDay(chance, today);
  const expiresOn = addMonths(issuedOn, 36);
  const state = expiresOn <= today ? "EXPIRED" : oneIn(chance, 100) ? "REVOKED" : "ISSUED";
  return { id: chance.id(), version: 1, productId, stars: starsOf(chance), state, issuedOn, expiresOn };
};

type Made = { readonly product: Product; readonly certificate: CertificateCopy | null };

const nameOf = (chance: Chance, setCode: string, place: string): string => {
  const { nouns, said } = productNouns[setCode] ?? { nouns: ["Đặc sản"], said: [""] };
  return [chance.of(nouns), chance.of(said), oneIn(chance, 3) ? "" : place].filter((word) => word !== "").join(" ");
};

type Place = Ground["communes"][number];

const productOf = (
  chance: Chance,
  producer: Producer,
  { province, commune }: Place,
  seed: number,
  today: Day,
): Made => {
  const setCode = chance.of(Object.keys(productNouns));
  const nameVi = nameOf(chance, setCode, commune.name);
  const english = englishNouns[setCode];
  const id = chance.id();
  const facts = {
    nameVi,
    nameEn: english === undefined || oneIn(chance, 2) ? null : `${english} of ${commune.name}`,
    storyVi: oneIn(chance, 2)
      ? null
      : `${nameVi} được làm ra ở ${commune.kind} ${commune.name} (dữ liệu sinh tự động).`,
    storyEn: null,
    setCode: oneIn(chance, 20) ? null : setCode,
    addressAsIssued: null,
  };
  const { provinceRegionId, communeRegionId } = producer;
  const published = { sourceUrl: generatedMark(seed), suggestedSetCode: null };
  const entered = enterProduct(id, producer.id, facts, { provinceRegionId, communeRegionId }, province, published);
  const certificate = oneIn(chance, 5) ? null : certificateOf(chance, id, today);
  const followed = followCertificates(entered, certificate === null ? [] : [certificate], today);
  return { product: { ...followed, version: 1, demonstration: true }, certificate };
};

/** Codes as the communes would have given them: a running number for each commune and year. */
const withCodes = (made: readonly Made[], places: ReadonlyMap<string, Place>): readonly Made[] => {
  const last = new Map<string, number>();
  return made.map((one) => {
    const place = places.get(one.product.communeRegionId ?? "");
    if (one.certificate === null || place === undefined) return one;
    const year = Number(one.certificate.issuedOn.slice(0, 4));
    const running = (last.get(`${place.commune.id} ${String(year)}`) ?? 0) + 1;
    last.set(`${place.commune.id} ${String(year)}`, running);
    const code = productCode({ province: place.province.code, commune: place.commune.code }, running, year);
    return { ...one, product: { ...one.product, code } };
  });
};

const laterStates: readonly DossierState[] = ["DRAFT", "SUBMITTED", "RETURNED", "FORWARDED", "ACCEPTED"];

/**
 * A dossier as it stands after some steps, with empty forms and no submission: what is generated says nothing of
 * people, and what was never handed in has no snapshot.
 */
const dossierOf = (
  chance: Chance,
  { product, producer }: { readonly product: Product; readonly producer: Producer },
  { rounds, rulebooks }: Ground,
  isLast: boolean,
  now: Date,
): Dossier | null => {
  const rulebook = rulebooks.get(product.setCode ?? "");
  const own = rounds.get(product.provinceRegionId);
  if (rulebook === undefined || own === undefined) return null;
  const opened = openDossier(
    chance.id(),
    {
      ...{ product, producer: { ...producer, addressLine: null }, phone: null, registrationType: "RENEWAL" },
      ...{ round: chance.of(own), open: [], certificates: [], today: dayOf(now) },
    },
    rulebook,
  );
  const state = isLast ? chance.of(laterStates) : "ACCEPTED";
  const at = (days: number): Date => startOf(addDays(dayOf(now), -days));
  const days = 30 + chance.below(900);
  return {
    ...opened,
    version: 1,
    state,
    submittedAt: state === "DRAFT" ? null : at(days),
    forwardedAt: state === "FORWARDED" || state === "ACCEPTED" ? at(days - 10) : null,
    acceptedAt: state === "ACCEPTED" ? at(days - 20) : null,
  };
};

export type Generated = {
  readonly producers: readonly Producer[];
  readonly products: readonly Product[];
  readonly certificates: readonly CertificateCopy[];
  /** made as they are asked for: they are many */
  readonly dossiers: () => Generator<Dossier>;
};

/** A register of invented products and producers in real places; the same for the same seed, day and reference data. */
export const generate = (ground: Ground, sizes: Sizes, seed: number, now: Date): Generated => {
  const chance = chanceOf(seed, startOf(dayOf(now)));
  const today = dayOf(now);
  const producers = Array.from({ length: sizes.producers }, () => producerOf(chance, ground));
  const places = new Map(ground.communes.map((place) => [place.commune.id, place]));
  const made = withCodes(
    Array.from({ length: sizes.products }, () => {
      const producer = chance.of(producers);
      const place = places.get(producer.communeRegionId ?? "") ?? chance.of(ground.communes);
      return productOf(chance, producer, place, seed, today);
    }),
    places,
  );
  const products = made.map(({ product }) => product);
  const byId = new Map(producers.map((producer) => [producer.id, producer]));
  return {
    producers,
    products,
    certificates: made.flatMap(({ certificate }) => certificate ?? []),
    dossiers: function* () {
      const classified = products.filter(({ setCode }) => setCode !== null);
      for (let nth = 0; nth < sizes.dossiers && classified.length > 0; nth += 1) {
        const product = classified[nth % classified.length];
        const producer = byId.get(product?.producerId ?? "");
        const isLast = nth + classified.length >= sizes.dossiers;
        const dossier = product && producer ? dossierOf(chance, { product, producer }, ground, isLast, now) : null;
        if (dossier !== null) yield dossier;
      }
    },
  };
};
