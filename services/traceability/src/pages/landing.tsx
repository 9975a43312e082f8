import { page, words, type Visit } from "./page";
import { SearchBox } from "./register";

/** The front page of the scan host. */
export const landingPage = (visit: Visit): string => {
  const said = words(visit).landing;
  return page({
    visit,
    title: said.title,
    description: said.lead,
    children: (
      <>
        <h1>{said.title}</h1>
        <p>{said.lead}</p>
        <SearchBox visit={visit} question="" />
        <div class="cards">
          {[said.scan, said.own].map(({ title, text }) => (
            <div key={title}>
              <h2>{title}</h2>
              <p>{text}</p>
            </div>
          ))}
        </div>
      </>
    ),
  });
};
