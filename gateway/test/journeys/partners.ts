import { addDays, dayOf } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import type { Answer } from "@ocop/service-kit/testing";
import { ask, dataOf, post, type Running, type Variables } from "./running";

export type Partner = { readonly id: string; readonly name: string; readonly admin: string };

type Wish = { readonly name: string; readonly admin: string; readonly number: string; readonly provinceId: string };

const today = dayOf(systemClock().now());

/** The partner that a person administers; registered by a central officer, with a contract for one province, when there is none. */
export const partnerOf = async (platform: Running, { name, admin, number, provinceId }: Wish): Promise<Partner> => {
  const { data } = await ask<{ partners: { nodes: readonly { id: string; name: string }[] } | null }>(
    platform,
    admin,
    "{ partners(first: 1) { nodes { id name } } }",
  );
  const [known] = data?.partners?.nodes ?? [];
  if (known) return { ...known, admin };
  const { registerPartner } = await dataOf<{ registerPartner: { id: string } }>(
    platform,
    "demo-central",
    "mutation ($input: RegisterPartnerInput!) { registerPartner(input: $input) { id } }",
    {
      input: {
        name,
        members: [{ subject: admin, role: "ADMIN" }],
        contract: { number, minimumStars: 3, provinceIds: [provinceId], validFrom: today },
      },
    },
  );
  return { id: registerPartner.id, name, admin };
};

export type Key = { readonly id: string; readonly clientId: string; readonly clientSecret: string };

type Created = {
  readonly createApiKey: {
    readonly clientSecret: string;
    readonly apiKey: { readonly id: string; readonly clientId: string };
  };
};

/** A key for the machines of a partner, made by its administrator. */
export const createKey = async (
  platform: Running,
  { id, admin }: Partner,
  scopes: readonly string[] = ["catalogue.read", "graph.read"],
): Promise<Key> => {
  const { createApiKey } = await dataOf<Created>(
    platform,
    admin,
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { clientSecret apiKey { id clientId } } }`,
    { input: { partnerId: id, scopes, expiresOn: addDays(today, 30) } },
  );
  return { ...createApiKey.apiKey, clientSecret: createApiKey.clientSecret };
};

export const revokeKey = (platform: Running, by: string, { id }: Pick<Key, "id">) =>
  ask<{ revokeApiKey: { revokedAt: string } }>(
    platform,
    by,
    "mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { revokedAt } }",
    { input: { apiKeyId: id } },
  );

type Exchanged = {
  readonly status: number;
  readonly body: Readonly<{
    access_token?: string;
    token_type?: string;
    expires_in?: number;
    scope?: string;
    error?: string;
  }>;
};

/** Asks the partner host for a token. @see RFC 6749, §4.4 */
export const exchange = async (
  { address }: Running,
  { clientId, clientSecret }: Omit<Key, "id">,
  scope: string | null = null,
): Promise<Exchanged> => {
  const response = await fetch(`${address("partner")}/partner/v1/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", ...(scope === null ? {} : { scope }) }),
  });
  return { status: response.status, body: (await response.json()) as Exchanged["body"] };
};

/** @throws Error when the key is given no token */
export const machineTokenOf = async (platform: Running, key: Key, scope: string | null = null): Promise<string> => {
  const { body } = await exchange(platform, key, scope);
  if (body.access_token === undefined) throw new Error(`the partner host gave no token: ${JSON.stringify(body)}`);
  return body.access_token;
};

/** Every program that asks the partners' graph says its name. */
export const clientHeaders = { "apollographql-client-name": "journeys", "apollographql-client-version": "1" };

/** Asks the partners' graph with a machine's token, or with none. */
export const askAsMachine = <Data = Record<string, unknown>>(
  platform: Running,
  token: string | null,
  query: string,
  variables: Variables = {},
): Promise<Answer<Data>> =>
  post<Data>(platform, token === null ? null : `Bearer ${token}`, query, variables, {
    door: "/graphql/partner",
    headers: clientHeaders,
  });

/** `GET /partner/v1/catalogue` with a token. */
export const catalogueFor = async ({ address }: Running, token: string) => {
  const response = await fetch(`${address("partner")}/partner/v1/catalogue`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as {
    readonly contract?: { readonly number: string };
    readonly items?: readonly { readonly id: string; readonly stars: number }[];
    readonly code?: string;
  };
  return { status: response.status, ...body };
};
