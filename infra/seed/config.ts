import { commonSpec, readConfig, url } from "@ocop/service-kit";

/** Where the graph and the identity provider are, and how far the platform's clock is moved. */
export const readEnvironment = () =>
  readConfig(
    {
      gateway: ["GATEWAY_URL", url("http", "https")],
      issuer: ["OIDC_ISSUER", url("http", "https")],
      clockOffsetSeconds: commonSpec.clockOffsetSeconds,
    },
    process.env,
  );
