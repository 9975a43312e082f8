import type { Log } from "@ocop/service-kit";
import { type ClientMetadata, type Configuration, errors, interactionPolicy, Provider } from "oidc-provider";
import { cookieKeyOf, type SigningKeys } from "./keys";
import { errorPage } from "./pages";
import { personOf } from "./people";

/** The resource a token is for. Its audience is `OIDC_AUDIENCE`; a client need not name it, and may name no other. */
const graph = "urn:ocop:graph";

const minutes = 60;
const hours = 60 * minutes;

export type ProviderOptions = {
  readonly issuer: string;
  readonly audience: string;
  /** the address at which browsers know the gateway: it takes back the code at `/callback` */
  readonly publicHost: string;
  readonly keys: SigningKeys;
  readonly log: Log;
};

const publicClient: Omit<ClientMetadata, "client_id"> = {
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
};

/** Both clients belong to the platform, so nobody is asked to consent. */
const signInOnly = (): interactionPolicy.DefaultPolicy => {
  const policy = interactionPolicy.base();
  policy.remove("consent");
  return policy;
};

/** The grant is written as if the person had consented. */
const grantWithoutConsent: NonNullable<Configuration["loadExistingGrant"]> = async ({ oidc }) => {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) return undefined;
  const kept = session.grantIdFor(client.clientId);
  const known = kept === undefined ? undefined : await provider.Grant.find(kept);
  if (known) return known;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid");
  await grant.save();
  return grant;
};

/**
 * The local OpenID Connect provider: authorization code with PKCE, access tokens as JWT (ES256, 15 minutes)
 * that carry a subject and no right.
 *
 * Clients: `console` for browsers through the gateway, `shell` for commands on this machine (loopback
 * redirect on any port).
 *
 * @see OpenID Connect Core 1.0; RFC 7636 (PKCE); RFC 8252 §7.3 (loopback redirect); RFC 8707 (resource); RFC 9068 (JWT access token)
 */
export const createProvider = ({ issuer, audience, publicHost, keys, log }: ProviderOptions): Provider => {
  const provider = new Provider(issuer, {
    clients: [
      { ...publicClient, client_id: "console", redirect_uris: [`${publicHost}/callback`], application_type: "web" },
      { ...publicClient, client_id: "shell", redirect_uris: ["http://127.0.0.1/callback"], application_type: "native" },
    ],
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
    jwks: { keys: [...keys.keys] },
    cookies: { keys: [cookieKeyOf(keys)] },
    scopes: ["openid"],
    responseTypes: ["code"],
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    issueRefreshToken: () => true,
    loadExistingGrant: grantWithoutConsent,
    findAccount: (_context, subject) => personOf(subject) && { accountId: subject, claims: () => ({ sub: subject }) },
    interactions: { policy: signInOnly(), url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => graph,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== graph) throw new errors.InvalidTarget();
          return {
            audience,
            scope: "",
            accessTokenFormat: "jwt",
            accessTokenTTL: 15 * minutes,
            jwt: { sign: { alg: "ES256" } },
          };
        },
      },
    },
    ttl: {
      AccessToken: 15 * minutes,
      AuthorizationCode: 1 * minutes,
      IdToken: 15 * minutes,
      Interaction: 1 * hours,
      RefreshToken: 12 * hours,
      Session: 12 * hours,
      Grant: 12 * hours,
    },
    renderError: (context, out) => {
      context.type = "html";
      context.body = errorPage(out.error, out.error_description ?? "");
    },
  });
  provider.on("server_error", (_context, error) => {
    log.error({ err: error }, "the identity provider failed");
  });
  return provider;
};
