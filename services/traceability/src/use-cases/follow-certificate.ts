import { searchTexts, type CertificateCopy } from "../domain/copies";
import { wordsOf } from "../domain/search";
import type { Deps } from "./deps";

/** Takes over what evaluation says of a certificate, and under which words it is found. */
export async function followCertificate(
  { repositories }: Pick<Deps, "repositories">,
  heard: CertificateCopy,
): Promise<void> {
  const kept = await repositories.certificates.put(heard);
  await repositories.words.put(kept.id, wordsOf(searchTexts.certificate(kept).join(" ")));
}
