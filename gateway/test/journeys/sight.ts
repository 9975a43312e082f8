import type { Answer } from "@ocop/service-kit/testing";
import type { Neighbour } from "./neighbour";
import type { Running, Variables } from "./running";

/**
 * What a person of the programme may come across, in all four services and across their borders: an evaluation
 * shows its dossier, a dossier its evaluation, a lot the producer of its product.
 */
export const sight = `query Sight($dossier: ID!, $producer: ID!, $evaluation: ID!, $certificate: ID!, $lot: ID!) {
  dossiers(first: 5) { nodes { id slipNo answers { criterion option } evaluation { id sheetsIn } } }
  dossier(id: $dossier) { id evidence { title } }
  producer(id: $producer) { id phone representative nationalIdMasked }
  evaluations(first: 5) { nodes {
    id sheetsIn rating { mean } council { id } scoreSheets { id total seat { id } } dossier { id slipNo } } }
  evaluation(id: $evaluation) { id sheetsIn scoreSheets { id total } }
  councils(first: 5) { nodes { id seats { id displayName } } }
  certificate(id: $certificate) { id revocations { id } }
  salePoints(first: 5) { nodes { id operatorSubject } }
  lot(id: $lot) { id state tradeItem { id product { id producer { id phone } } } } }`;

/** Of the story the certificate, of the trial province everything else. */
export const objectsOfSight = ({ story }: Running, beside: Neighbour): Variables => ({
  certificate: story.certificateId,
  dossier: beside.dossierId,
  producer: beside.producerId,
  evaluation: beside.evaluationId,
  lot: beside.lotId,
});

type Members = Readonly<Record<string, unknown>>;

const nameIn = (value: unknown, nth: number): string => {
  const { id }: { readonly id?: unknown } = typeof value === "object" && value !== null ? value : {};
  return typeof id === "string" ? id : String(nth);
};

/**
 * Every value that somebody is shown, as `path = value`. A row of a list goes by its id: it is the same fact in
 * whichever place it stands. Null says nothing.
 */
export const factsIn = (value: unknown, path = ""): readonly string[] => {
  if (value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((inner: unknown, nth) => factsIn(inner, `${path}.${nameIn(inner, nth)}`));
  if (typeof value !== "object") return [`${path} = ${JSON.stringify(value)}`];
  return Object.entries(value as Members).flatMap(([name, inner]) => factsIn(inner, `${path}.${name}`));
};

/** The facts of an answer, each once, in one order: two answers show the same when these are equal. */
export const shownBy = ({ data }: Answer<unknown>): readonly string[] => [...new Set(factsIn(data))].sort();
