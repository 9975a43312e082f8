import type { DemoPerson } from "./people";

export type PageLanguage = "vi" | "en";

const words = {
  vi: {
    title: "Chọn người để đăng nhập",
    lead: "Đây là nơi đăng nhập của môi trường phát triển: không hỏi mật khẩu, và không chạy ở môi trường thật. Mọi người dưới đây đều là nhân vật minh họa.",
    cancel: "Hủy đăng nhập",
    other: "English",
    otherLanguage: "en",
  },
  en: {
    title: "Choose a person to sign in",
    lead: "This is the sign-in of the development environment: it asks for no password and refuses to run in production. Everyone below is made up.",
    cancel: "Cancel",
    other: "Tiếng Việt",
    otherLanguage: "vi",
  },
} as const;

const style = `
  :root { color-scheme: light; }
  * { box-sizing: border-box; }
  body { margin: 0 auto; padding: 16px; max-width: 860px; font: 16px/1.5 system-ui, sans-serif; color: #1b2522; background: #fff; }
  header { display: flex; justify-content: space-between; align-items: center; gap: 16px; }
  .mark { background: #b35c00; color: #fff; font-weight: 600; border-radius: 99px; padding: 2px 12px; }
  a { color: #0c5343; padding: 8px 0; }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 24px 0 8px; }
  p { margin: 0 0 24px; color: #4a5552; max-width: 65ch; }
  ul { list-style: none; margin: 0 0 24px; padding: 0; display: grid; gap: 8px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); }
  button { width: 100%; height: 100%; text-align: left; font: inherit; color: inherit; background: #fff; border: 1px solid #dee2e6; border-radius: 8px; padding: 12px 16px; cursor: pointer; }
  button:hover, button:focus-visible { background: #e6f2ef; border-color: #0c5343; }
  button:focus-visible { outline: 2px solid #0c5343; outline-offset: 2px; }
  button strong, button span, button code { display: block; }
  button code { color: #4a5552; font-size: .875rem; }
`;

/** Text made safe inside an element or a quoted attribute. */
const safe = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);

const page = (language: PageLanguage, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(title)} · OCOP</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

/**
 * The one step of a sign-in: a button for each person.
 *
 * @param action where a choice is posted: `<action>/as/<subject>`, or `<action>/cancel`
 * @param hinted subject of the person the client asked for; stands first and has the focus
 */
export const choicePage = (
  language: PageLanguage,
  action: string,
  people: readonly DemoPerson[],
  hinted: string | undefined,
): string => {
  const said = words[language];
  const ordered = [...people].sort((a, b) => Number(b.subject === hinted) - Number(a.subject === hinted));
  const button = ({ subject, name, role }: DemoPerson): string =>
    `<li><button formaction="${safe(action)}/as/${safe(subject)}"${subject === hinted ? " autofocus" : ""}>` +
    `<strong>${safe(name)}</strong><span>${safe(role[language])}</span><code>${safe(subject)}</code></button></li>`;
  return page(
    language,
    said.title,
    `<header><span class="mark">OCOP</span><a href="?lang=${said.otherLanguage}" lang="${said.otherLanguage}">${said.other}</a></header>
<main>
<h1>${said.title}</h1>
<p>${said.lead}</p>
<form method="post">
<ul>
${ordered.map(button).join("\n")}
</ul>
<button formaction="${safe(action)}/cancel">${said.cancel}</button>
</form>
</main>`,
  );
};

/** What a browser is shown when a sign-in cannot go on. The code is OpenID Connect's own. */
export const errorPage = (code: string, description: string): string =>
  page(
    "vi",
    "Không đăng nhập được",
    `<header><span class="mark">OCOP</span></header>
<main>
<h1>Không đăng nhập được · Sign-in failed</h1>
<p><code>${safe(code)}</code> ${safe(description)}</p>
</main>`,
  );
