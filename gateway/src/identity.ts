import type { Viewer } from "@ocop/contracts";

/** What a partner's plan gives to its machines. */
export type Client = {
  /** opaque id of the partner (đối tác) */
  readonly partnerId: string;
  readonly plan: string;
  /** points that its requests may cost in a minute, all of its machines together */
  readonly pointsPerMinute: number;
  /** what both the key and the token open */
  readonly scopes: readonly string[];
};

/** Who asks, and when (milliseconds on the machine's clock) that was found out. */
export type Identity = {
  /** anonymous: no token. person: signed in at the identity provider. machine: holds a token for a partner's key. */
  readonly kind: "anonymous" | "person" | "machine";
  readonly viewer: Viewer;
  readonly readAt: number;
  /** null for everyone but machines */
  readonly client: Client | null;
};
