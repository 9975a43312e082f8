import { link, page, words, type Visit } from "./page";

const plainPage = (visit: Visit, title: string, text: string): string =>
  page({
    visit,
    title,
    description: text,
    isIndexed: false,
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a class="button" href={link(visit, "/register")}>
            {words(visit).missing.back}
          </a>
        </p>
      </>
    ),
  });

/** Nothing stands at this address. */
export const missingPage = (visit: Visit): string => {
  const { title, text } = words(visit).missing;
  return plainPage(visit, title, text);
};

/** No trade item has this code. */
export const missingItem = (visit: Visit, code: string): string => {
  const { title, text } = words(visit).missing.item;
  return plainPage(visit, title, text(code));
};

/** No certificate has this look-up code. */
export const missingCertificate = (visit: Visit, code: string): string => {
  const { title, text } = words(visit).missing.certificate;
  return plainPage(visit, title, text(code));
};

/** Something of ours is broken; says so without saying what. */
export const failedPage = (visit: Visit): string => {
  const { title, text } = words(visit).failed;
  return plainPage(visit, title, text);
};
