/** Seconds for which an access token of a machine is good (RFC 6749, §5.1 `expires_in`). */
export const tokenLife = 900;

/** What a token is made of. */
export type TokenWish = {
  /** `key:<id>` */
  readonly subject: string;
  /** id of the partner */
  readonly client: string;
  readonly scopes: readonly string[];
};

/** What a verified token of a machine says. */
export type MachineToken = TokenWish;
