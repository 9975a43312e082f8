import { type Log, type Server, startServer, systemClock } from "@ocop/service-kit";
import type { IdentityConfig } from "./config";
import { interactions } from "./interaction";
import { keysIn } from "./keys";
import { demoPeople } from "./people";
import { createProvider } from "./provider";

/** The provider as a process of the platform: its own routes, `/people`, health and metrics. */
export const serveIdentity = async (config: IdentityConfig, log: Log): Promise<Server> => {
  const { mode, host, port, issuer, audience, publicHost, dataDir, clockOffsetSeconds } = config;
  const provider = createProvider({ issuer, audience, publicHost, keys: await keysIn(dataDir), log });
  provider.use(interactions(provider, publicHost));
  const answer = provider.callback();

  return startServer({
    name: "identity",
    mode,
    host,
    port,
    log,
    clock: systemClock(clockOffsetSeconds * 1_000),
    routes: (app) => {
      app.get("/people", () => demoPeople);
      // The provider reads the body itself.
      app.removeAllContentTypeParsers();
      app.addContentTypeParser("*", (_request, _payload, done) => {
        done(null);
      });
      app.all("/*", (request, reply) => {
        reply.hijack();
        void answer(request.raw, reply.raw);
      });
    },
  });
};
