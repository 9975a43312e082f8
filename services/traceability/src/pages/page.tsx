import type { Day, Localized } from "@ocop/contracts";
import type { ComponentChildren, JSX } from "preact";
import { render } from "preact-render-to-string";
import { formatDay, formatInstant } from "./format";
import { wordsIn, type PageLanguage } from "./language";
import { style } from "./style";
import type { Words } from "./words/vi";

/** What every page is made for: who reads, where the page stands, and on which day. */
export type Visit = {
  readonly lang: PageLanguage;
  /** the reader chose the language in the address, so that links keep it */
  readonly isChosen: boolean;
  /** address of the scan host without a path, `https://id.example` */
  readonly host: string;
  /** path of the page itself in canonical form, query of the question included */
  readonly path: string;
  /** today in Asia/Ho_Chi_Minh */
  readonly today: Day;
};

/** Something that stands above everything else on the page. */
export type Notice = { readonly kind: "stop" | "warn"; readonly title: string; readonly text: string };

const inLanguage = (path: string, lang: PageLanguage): string => `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;

/** A path on this host that keeps the language the reader chose. */
export const link = ({ isChosen, lang }: Visit, path: string): string => (isChosen ? inLanguage(path, lang) : path);

export const words = ({ lang }: Visit): Words => wordsIn[lang];

/** A text in the language of the page; where it exists in Vietnamese only, that is shown and said. */
export const Text = ({ visit, text }: { readonly visit: Visit; readonly text: Localized }): JSX.Element => {
  if (visit.lang === "vi") return <>{text.vi}</>;
  if (text.en !== null) return <>{text.en}</>;
  return (
    <>
      <span lang="vi">{text.vi}</span> <span class="muted small">({words(visit).fallback})</span>
    </>
  );
};

/** The same for a title, an attribute or a sentence, where no mark can stand. */
export const plain = ({ lang }: Visit, text: Localized): string => (lang === "en" ? (text.en ?? text.vi) : text.vi);

/** Status of the day, and the instant up to which the copied facts go. */
export const AsOf = ({ visit, asOf }: { readonly visit: Visit; readonly asOf: Date | null }): JSX.Element => (
  <p class="muted small">
    {words(visit).asOf(formatDay(visit.today, visit.lang), asOf && formatInstant(asOf, visit.lang))}
  </p>
);

/** A list of facts, each with its name; what is unknown is left out. */
export const Facts = ({
  rows,
}: {
  readonly rows: readonly (readonly [string, ComponentChildren | null])[];
}): JSX.Element => (
  <dl>
    {rows
      .filter(([, value]) => value !== null && value !== "")
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

export type PageParts = {
  readonly visit: Visit;
  readonly title: string;
  /** one sentence for link previews and search engines */
  readonly description: string;
  readonly notices?: readonly Notice[];
  readonly isDemonstration?: boolean;
  /** false for pages about one pack and for answers to a question */
  readonly isIndexed?: boolean;
  /** path of a picture for link previews */
  readonly picture?: string | null;
  readonly children: ComponentChildren;
};

const Head = ({ visit, title, description, isIndexed = true, picture = null }: PageParts): JSX.Element => {
  const at = (lang: PageLanguage): string => visit.host + inLanguage(visit.path, lang);
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${title} · OCOP`}</title>
      <meta name="description" content={description} />
      <meta name="theme-color" content="#0c5343" />
      <meta name="referrer" content="strict-origin-when-cross-origin" />
      {isIndexed ? <link rel="canonical" href={visit.host + visit.path} /> : <meta name="robots" content="noindex" />}
      <link rel="alternate" hreflang="vi" href={at("vi")} />
      <link rel="alternate" hreflang="en" href={at("en")} />
      <link rel="alternate" hreflang="x-default" href={visit.host + visit.path} />
      <link rel="icon" type="image/svg+xml" href="/icon.svg" />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content="OCOP" />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={visit.host + visit.path} />
      <meta property="og:locale" content={visit.lang === "vi" ? "vi_VN" : "en_GB"} />
      {picture !== null && <meta property="og:image" content={visit.host + picture} />}
      <style dangerouslySetInnerHTML={{ __html: style }} />
    </head>
  );
};

const Page = (parts: PageParts): JSX.Element => {
  const { visit, notices = [], isDemonstration = false, children } = parts;
  const said = words(visit);
  const other = visit.lang === "vi" ? "en" : "vi";
  return (
    <html lang={visit.lang}>
      <Head {...parts} />
      <body>
        <a class="skip" href="#main">
          {said.skip}
        </a>
        {notices.map(({ kind, title, text }) => (
          <section class={`notice ${kind}`} aria-label={title} key={title}>
            <div class="wrap">
              <strong>{title}</strong>
              <p>{text}</p>
            </div>
          </section>
        ))}
        <header class="top">
          <div class="wrap">
            <a class="brand" href={link(visit, "/")}>
              <span class="pill">OCOP</span> <span>{said.programme}</span>
            </a>
            <a class="lang" href={inLanguage(visit.path, other)} lang={other} hreflang={other}>
              {said.otherLanguage}
            </a>
          </div>
        </header>
        {isDemonstration && (
          <section class="notice demo" aria-label={said.demonstration.mark}>
            <div class="wrap">
              <p>
                <b>{said.demonstration.mark}.</b> {said.demonstration.text}
              </p>
            </div>
          </section>
        )}
        <main id="main" class="wrap">
          {children}
        </main>
        <footer class="foot">
          <div class="wrap">{said.footer}</div>
        </footer>
      </body>
    </html>
  );
};

/** A whole HTML document. Every text in it is escaped; nothing in it runs. */
export const page = (parts: PageParts): string => `<!doctype html>${render(<Page {...parts} />)}`;
