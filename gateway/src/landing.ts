import { html, type Html } from "./html";

export type PageLanguage = "vi" | "en";

export const languageOf = (asked: unknown): PageLanguage => (asked === "en" ? "en" : "vi");

/** A demo person as the local identity provider lists them. */
export type DemoPerson = {
  readonly subject: string;
  readonly name: string;
  readonly role: { readonly vi: string; readonly en: string };
};

export type LandingPage = {
  readonly language: PageLanguage;
  /** public address of the scan host, where QR codes lead */
  readonly scanHost: string;
  /** null in production: no GraphiQL, no sign-in, nobody to choose */
  readonly development: {
    /** subject of whoever is signed in here */
    readonly subject: string | null;
    /** null while the identity provider does not answer */
    readonly people: readonly DemoPerson[] | null;
  } | null;
};

const words = {
  vi: {
    title: "Nền tảng OCOP",
    lead: "Chương trình Mỗi xã một sản phẩm, từ hồ sơ của chủ thể đến mã QR trên bao bì: đăng ký, chấm điểm, giấy chứng nhận, nơi bán và truy xuất nguồn gốc. Bốn dịch vụ, một đồ thị GraphQL.",
    other: "English",
    doors: "Cửa vào",
    graph: "Đồ thị GraphQL, nhận POST với application/json",
    graphiql: "Viết và chạy truy vấn trên trình duyệt (chỉ có ở môi trường phát triển)",
    scan: "Trang công khai mà mã QR dẫn tới",
    health: "Sẵn sàng phục vụ hay chưa",
    subgraphs: "Dịch vụ nào đang trả lời",
    you: "Đăng nhập",
    signedIn: "Đang đăng nhập với tên",
    signedOut: "Chưa đăng nhập: đồ thị trả lời như với công chúng.",
    signIn: "Đăng nhập",
    signOut: "Đăng xuất",
    open: "Mở GraphiQL",
    people: "Nhân vật minh họa",
    peopleLead:
      "Chỉ có ở môi trường phát triển. Quyền của mỗi người là dữ liệu của dịch vụ, không nằm trong thẻ truy cập.",
    away: "Nhà cung cấp định danh đang không trả lời.",
    person: "Người",
    role: "Vai trò",
    account: "Tài khoản",
  },
  en: {
    title: "The OCOP platform",
    lead: "One Commune One Product (Chương trình Mỗi xã một sản phẩm), from a producer's dossier to the QR code on the pack: register, evaluation, certificates, places of sale and traceability. Four services, one GraphQL graph.",
    other: "Tiếng Việt",
    doors: "Ways in",
    graph: "The GraphQL graph, takes POST with application/json",
    graphiql: "Write and run queries in the browser (development only)",
    scan: "The public pages to which QR codes lead",
    health: "Ready to serve or not",
    subgraphs: "Which services answer",
    you: "Sign in",
    signedIn: "Signed in as",
    signedOut: "Nobody is signed in: the graph answers as it would to the public.",
    signIn: "Sign in",
    signOut: "Sign out",
    open: "Open GraphiQL",
    people: "Demo people",
    peopleLead: "Development only. What each may do is data of the services, not of the token.",
    away: "The identity provider does not answer.",
    person: "Person",
    role: "Role",
    account: "Account",
  },
} as const satisfies Record<PageLanguage, Readonly<Record<string, string>>>;

const style = `
  * { box-sizing: border-box; }
  body { margin: 0 auto; padding: 16px; max-width: 960px; font: 16px/1.5 system-ui, sans-serif; color: #1b2522; background: #fff; }
  header { display: flex; justify-content: space-between; align-items: center; gap: 16px; }
  .mark { background: #b35c00; color: #fff; font-weight: 600; border-radius: 99px; padding: 2px 12px; }
  a { color: #0c5343; }
  header a { padding: 8px 0; }
  h1 { font-size: 1.75rem; line-height: 1.25; margin: 24px 0 8px; }
  h2 { font-size: 1.25rem; margin: 32px 0 8px; }
  p { margin: 0 0 16px; max-width: 68ch; }
  .note { color: #4a5552; }
  dl { margin: 0; display: grid; grid-template-columns: minmax(0, 16rem) 1fr; border-top: 1px solid #dee2e6; }
  dt, dd { margin: 0; padding: 10px 16px 10px 0; border-bottom: 1px solid #dee2e6; overflow-wrap: anywhere; }
  form { display: inline; }
  .button { display: inline-block; font: inherit; font-weight: 600; text-decoration: none; color: #fff; background: #0c5343; border: 1px solid #0c5343; border-radius: 8px; padding: 10px 16px; margin: 0 8px 8px 0; cursor: pointer; }
  .button.quiet { color: #0c5343; background: #fff; }
  .button:focus-visible, a:focus-visible { outline: 2px solid #0c5343; outline-offset: 2px; }
  table { width: 100%; border-collapse: collapse; }
  th, td { text-align: left; vertical-align: top; padding: 10px 16px 10px 0; border-bottom: 1px solid #dee2e6; }
  th { color: #4a5552; font-size: .875rem; font-weight: 600; }
  td a { white-space: nowrap; }
  @media (max-width: 640px) { td a { display: inline-block; padding: 4px 0; } }
  @media (max-width: 640px) {
    dl { display: block; }
    dt { border-bottom: 0; padding-bottom: 0; }
    dd { padding-top: 0; }
    thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    tr { display: block; padding: 10px 0; border-bottom: 1px solid #dee2e6; }
    td { display: block; padding: 0; border: 0; }
  }
`;

/** A page of the gateway: plain HTML, no script, nothing from elsewhere. */
export const page = (language: PageLanguage, title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · OCOP</title>
        <link rel="icon" href="data:," />
        <style>
          ${{ html: style }}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.html;

const door = (address: string, said: string): Html =>
  html`<dt><a href="${address}">${address}</a></dt>
    <dd>${said}</dd>`;

const signInSection = (language: PageLanguage, subject: string | null): Html => {
  const said = words[language];
  const state =
    subject === null
      ? html`<p class="note">${said.signedOut}</p>
          <a class="button" href="/sign-in?lang=${language}">${said.signIn}</a>`
      : html`<p>${said.signedIn} <strong>${subject}</strong>.</p>
          <a class="button" href="/graphiql">${said.open}</a>
          <form method="post" action="/sign-out?lang=${language}">
            <button class="button quiet">${said.signOut}</button>
          </form>`;
  return html`<section>
    <h2>${said.you}</h2>
    ${state}
  </section>`;
};

const peopleSection = (language: PageLanguage, people: readonly DemoPerson[] | null): Html => {
  const said = words[language];
  if (people === null)
    return html`<section>
      <h2>${said.people}</h2>
      <p class="note">${said.away}</p>
    </section>`;
  const row = ({ subject, name, role }: DemoPerson): Html =>
    html`<tr>
      <td>${name}</td>
      <td>${role[language]}</td>
      <td><a href="/sign-in?lang=${language}&amp;as=${encodeURIComponent(subject)}">${subject}</a></td>
    </tr> `;
  return html`<section>
    <h2>${said.people}</h2>
    <p class="note">${said.peopleLead}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">${said.person}</th>
          <th scope="col">${said.role}</th>
          <th scope="col">${said.account}</th>
        </tr>
      </thead>
      <tbody>
        ${people.map(row)}
      </tbody>
    </table>
  </section>`;
};

/** What stands at `/` until the console does: what this is and the ways into it. */
export const landingPage = ({ language, scanHost, development }: LandingPage): string => {
  const said = words[language];
  const otherLanguage = language === "vi" ? "en" : "vi";
  return page(
    language,
    said.title,
    html`<header>
        <span class="mark">OCOP</span><a href="/?lang=${otherLanguage}" lang="${otherLanguage}">${said.other}</a>
      </header>
      <main>
        <h1>${said.title}</h1>
        <p>${said.lead}</p>
        ${development && signInSection(language, development.subject)}
        <section>
          <h2>${said.doors}</h2>
          <dl>
            ${development && door("/graphiql", said.graphiql)}
            <dt><code>/graphql</code></dt>
            <dd>${said.graph}</dd>
            ${door(scanHost, said.scan)} ${door("/health/ready", said.health)}
            ${door("/health/subgraphs", said.subgraphs)}
          </dl>
        </section>
        ${development && peopleSection(language, development.people)}
      </main>`,
  );
};
