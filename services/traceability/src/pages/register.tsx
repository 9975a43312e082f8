import { certificateStatus } from "@ocop/contracts";
import type { JSX } from "preact";
import type { CertificateFacts } from "../domain/public-facts";
import { foundLimit } from "../domain/search";
import { addresses } from "../domain/addresses";
import { StatusLine } from "./certificate-parts";
import { link, page, plain, Text, words, type Visit } from "./page";

/** The search box: a plain form, so that it works without script. */
export const SearchBox = ({ visit, question }: { readonly visit: Visit; readonly question: string }): JSX.Element => {
  const said = words(visit).register;
  return (
    <form action="/register" method="get" role="search">
      <label for="q">{said.label}</label>
      <div class="small muted" id="q-hint">
        {said.hint}
      </div>
      <div class="search">
        <input
          type="search"
          id="q"
          name="q"
          value={question}
          maxLength={200}
          aria-describedby="q-hint"
          autoComplete="off"
        />
        {visit.isChosen && <input type="hidden" name="lang" value={visit.lang} />}
        <button type="submit">{said.button}</button>
      </div>
    </form>
  );
};

const Found = ({ visit, found }: { readonly visit: Visit; readonly found: CertificateFacts }): JSX.Element => {
  const { certificate, product, producer } = found;
  const standing = { certificate, status: certificateStatus(certificate, visit.today) };
  const place = product?.communeName ?? product?.provinceName ?? null;
  return (
    <li>
      <a href={link(visit, addresses.certificate(certificate.lookupCode))}>
        <Text visit={visit} text={certificate.productName} />
      </a>
      <div>
        {words(visit).stars(certificate.stars)} · {certificate.decisionNo}
      </div>
      <div class="muted">
        {[producer?.name ?? null, place && plain(visit, place)].filter((part) => part !== null).join(" · ")}
      </div>
      <StatusLine visit={visit} standing={standing} />
      {certificate.demonstration && <span class="badge demo">{words(visit).demonstration.mark}</span>}
    </li>
  );
};

/**
 * The public register: certificates found by product, producer, place or number, tone-free.
 *
 * @param found null before anything was asked; at most {@link foundLimit}
 */
export const registerPage = (
  visit: Visit,
  question: string,
  found: { readonly rows: readonly CertificateFacts[]; readonly hasMore: boolean } | null,
): string => {
  const said = words(visit).register;
  return page({
    visit,
    title: question === "" ? said.title : `${question} – ${said.title}`,
    description: said.label,
    isIndexed: question === "",
    children: (
      <>
        <h1>{said.title}</h1>
        <SearchBox visit={visit} question={question} />
        {found && (
          <section aria-labelledby="results">
            <h2 id="results">{said.found(found.rows.length, question)}</h2>
            {found.rows.length === 0 && <p>{said.none}</p>}
            {found.hasMore && <p class="muted">{said.bounded(foundLimit)}</p>}
            {found.rows.length > 0 && (
              <ul class="list">
                {found.rows.map((one) => (
                  <Found visit={visit} found={one} key={one.certificate.id} />
                ))}
              </ul>
            )}
          </section>
        )}
      </>
    ),
  });
};
