import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { html } from "./html";
import type { SignIn } from "./sign-in";

/** What stands in the editor at the first visit: something that answers on any data. */
export const exampleQuery = `# Ctrl+Enter chạy truy vấn này.
# Ctrl+Enter runs this query.
query FirstLook {
  products(first: 5) {
    nodes {
      id
      name {
        value
      }
    }
  }
}
`;

/** Starts the editor from the options that stand in the page as data. */
const starter = `
const options = JSON.parse(document.getElementById("options").textContent);
const workers = { editorWorkerService: "editor-worker.js", json: "json-worker.js", graphql: "graphql-worker.js" };
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => options.assets + workers[label] };
YogaGraphiQL.renderYogaGraphiQL(document.getElementById("root"), options.editor);
`;

/** Below 700 px the answer stands under the query. */
const style = `
  html, body, #root { height: 100%; margin: 0; }
  .graphiql-logo { white-space: nowrap; }
  @media (max-width: 700px) {
    .graphiql-sessions > :not(.graphiql-session-header) { flex-direction: column; }
    .graphiql-editors, .graphiql-response { flex: 1 1 50% !important; min-height: 0; }
    .graphiql-horizontal-drag-bar, .graphiql-logo { display: none; }
  }
`;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Text of the page's data block; no `<` of it can end the block. */
const dataBlock = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

type Assets = {
  readonly base: string;
  readonly files: Readonly<Record<string, { readonly type: string; readonly bytes: Buffer }>>;
};

const script = "text/javascript; charset=utf-8";

const loadAssets = async (): Promise<Assets> => {
  const { js, css, editorWorkerService, jsonWorker, graphqlWorker } =
    await import("@graphql-yoga/render-graphiql/graphiql");
  const asset = (type: string, text: string) => ({ type, bytes: Buffer.from(text) });
  const files = {
    "graphiql.js": asset(script, js),
    "graphiql.css": asset("text/css; charset=utf-8", css),
    "editor-worker.js": asset(script, editorWorkerService),
    "json-worker.js": asset(script, jsonWorker),
    "graphql-worker.js": asset(script, graphqlWorker),
    "start.js": asset(script, starter),
  };
  const hash = createHash("sha256");
  for (const { bytes } of Object.values(files)) hash.update(bytes);
  return { base: `/graphiql/${hash.digest("hex").slice(0, 16)}/`, files };
};

/**
 * GraphiQL, served from this process and from nowhere else; the content policy of the page holds it to that.
 * The token of whoever is signed in goes along with every query, and none is kept in the browser's storage.
 */
export const graphiqlRoutes = (app: FastifyInstance, signIn: SignIn): void => {
  let loading: Promise<Assets> | null = null;
  // Nine megabytes that nobody needs before the first visit.
  const assetsOnce = (): Promise<Assets> => (loading ??= loadAssets());

  app.get("/graphiql", async (request, reply) => {
    const whoIs = await signIn.whoIs(request);
    if (whoIs === "expired") return reply.redirect(`/sign-in?silent&return=${encodeURIComponent(request.url)}`);
    const { base } = await assetsOnce();
    const title = `OCOP · ${whoIs?.subject ?? "công chúng / the public"}`;
    const editor = {
      endpoint: "/graphql",
      title: html`${title}`.html,
      logo: " ",
      query: undefined,
      defaultQuery: exampleQuery,
      shouldPersistHeaders: false,
      additionalHeaders: whoIs ? { authorization: `Bearer ${whoIs.token}` } : {},
    };
    void reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", policy)
      .header("cache-control", "no-store");
    return html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>GraphiQL · OCOP</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="${base}graphiql.css" />
          <style>
            ${{ html: style }}
          </style>
        </head>
        <body>
          <noscript>GraphiQL cần JavaScript. GraphiQL needs JavaScript.</noscript>
          <div id="root"></div>
          <script type="application/json" id="options">
            ${{ html: dataBlock({ assets: base, editor }) }}
          </script>
          <script src="${base}graphiql.js"></script>
          <script src="${base}start.js"></script>
        </body>
      </html> `.html;
  });

  app.get<{ Params: { version: string; file: string } }>("/graphiql/:version/:file", async (request, reply) => {
    const { base, files } = await assetsOnce();
    const { version, file } = request.params;
    const asset = base === `/graphiql/${version}/` && Object.hasOwn(files, file) ? files[file] : undefined;
    if (!asset) return reply.callNotFound();
    return reply.type(asset.type).header("cache-control", "public, max-age=31536000, immutable").send(asset.bytes);
  });
};
