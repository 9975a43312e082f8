/**
 * Codes that every door of the platform may answer with. The list is closed: a service adds its own
 * codes in `domain/refusals.ts`, nothing else invents one.
 */
export const platformCodes = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "STALE_VERSION",
  "IDEMPOTENCY_MISMATCH",
  "IN_PROGRESS",
  "RATE_LIMITED",
  "COST_LIMIT_EXCEEDED",
  "BULK_REQUIRED",
  "PERSISTED_DOCUMENT_REQUIRED",
  "SUBGRAPH_UNAVAILABLE",
  "INTERNAL_SERVER_ERROR",
] as const;

export type PlatformCode = (typeof platformCodes)[number];

/** What a client needs to explain a refusal: typed per code, never a sentence, never personal data. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * The one way this platform says no. A refusal is expected, changes nothing and reaches the client
 * as `extensions.code` with its facts; every other error is a bug and is masked.
 *
 * @example throw new Refusal("NOT_FOUND")
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: string,
    readonly facts: Facts = {},
  ) {
    super(code);
  }
}

/**
 * Narrows {@link Refusal} to the closed list of one service.
 *
 * @example export const refuse = refuser<"WRONG_STATE" | "NO_QUORUM">();
 */
export const refuser =
  <Own extends string>() =>
  (code: Own | PlatformCode, facts: Facts = {}): never => {
    throw new Refusal(code, facts);
  };
