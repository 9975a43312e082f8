import { Refusal, roles, scopeTypes, type Viewer } from "@ocop/contracts";
import { z } from "zod";
import { canonicalSha256 } from "./canonical";
import { machineTime } from "./clock";
import { isSigned, sign } from "./signature";

export const viewerHeader = "x-ocop-viewer";
export const signatureHeader = "x-ocop-signature";

/** The longest life of a viewer context, in milliseconds, counted from when the assignments were read. */
export const viewerLife = 60_000;

/** How far the clocks of two machines may differ, in milliseconds. */
const tolerance = 5_000;

const viewer = z.object({
  subject: z.string().nullable(),
  client: z.string(),
  assignments: z
    .array(
      z.object({
        id: z.string(),
        role: z.enum(roles),
        scopeType: z.enum(scopeTypes),
        scopeId: z.string().nullable(),
        regionIds: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
  system: z.string().nullable(),
  actedAs: z.string().nullable(),
});

const claims = z.object({
  viewer,
  assignmentsHash: z.string(),
  audience: z.string(),
  traceparent: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
});

/** Who asks, as the gateway vouches for it. */
export type ViewerContext = {
  readonly viewer: Viewer;
  /** Equal for equal rights: part of cache keys. */
  readonly assignmentsHash: string;
  /** W3C trace context of the call. */
  readonly traceparent: string;
};

export type SignedCall = {
  readonly viewer: Viewer;
  /** Name of the service that is called. */
  readonly audience: string;
  /** The exact bytes that are sent; for a streamed door {@link doorBody}. */
  readonly body: string;
  readonly key: string;
  readonly traceparent: string;
  /** Milliseconds on the machine's clock at which the assignments were read; now when there are none. */
  readonly issuedAt?: number;
};

/** The hash of one person's assignments is wanted for every call of every request, and they change seldom. */
const hashes = new WeakMap<Viewer["assignments"], string>();

const hashOf = (assignments: Viewer["assignments"]): string => {
  const hash = hashes.get(assignments) ?? canonicalSha256(assignments);
  hashes.set(assignments, hash);
  return hash;
};

/**
 * Vouches for a viewer in one call to one service, over its exact body. An HMAC costs 12 to 27 µs a
 * call where an asymmetric signature costs 160 to 480.
 *
 * @returns the two headers to send
 */
export const signViewer = (call: SignedCall): Readonly<Record<string, string>> => {
  const { issuedAt = machineTime() } = call;
  const text = JSON.stringify({
    viewer: call.viewer,
    assignmentsHash: hashOf(call.viewer.assignments),
    audience: call.audience,
    traceparent: call.traceparent,
    issuedAt,
    expiresAt: issuedAt + viewerLife,
  } satisfies z.input<typeof claims>);
  const header = Buffer.from(text).toString("base64url");
  return { [viewerHeader]: header, [signatureHeader]: sign(call.key, [header, call.body]) };
};

export type ReceivedCall = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** Name of the service that was called. */
  readonly audience: string;
  /** The key in use and, while it is rotated, the other one. */
  readonly keys: readonly string[];
  /** Milliseconds on the machine's clock. */
  readonly now?: number;
};

const unauthenticated = (): never => {
  throw new Refusal("UNAUTHENTICATED");
};

const parsed = (header: string): z.output<typeof claims> => {
  const text = Buffer.from(header, "base64url").toString("utf8");
  const result = claims.safeParse(JSON.parse(text));
  return result.success ? result.data : unauthenticated();
};

/**
 * The viewer of a call that the gateway signed for this service, this body and this minute.
 *
 * @throws Refusal `UNAUTHENTICATED` when the context is missing, forged, expired, from the future, or
 * made for another service, another body or with a foreign key; it never says which
 */
export const verifyViewer = (call: ReceivedCall): ViewerContext => {
  const { headers, body, audience, keys, now = machineTime() } = call;
  const header = headers[viewerHeader];
  const signature = headers[signatureHeader];
  if (typeof header !== "string" || typeof signature !== "string") return unauthenticated();
  if (!isSigned(keys, [header, body], signature)) return unauthenticated();
  const { viewer, assignmentsHash, traceparent, issuedAt, expiresAt, ...claim } = parsed(header);
  const isFresh = issuedAt <= now + tolerance && now < expiresAt && expiresAt - issuedAt <= viewerLife;
  if (claim.audience !== audience || !isFresh) return unauthenticated();
  return { viewer, assignmentsHash, traceparent };
};

/**
 * What is signed instead of the body at a door that streams: method, path with query, and the
 * checksum that the sender declares (`null` when nothing is sent).
 */
export const doorBody = (method: string, path: string, checksum: string | null): string =>
  `${method.toUpperCase()} ${path} ${checksum ?? "-"}`;
