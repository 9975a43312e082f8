/** Every mistake in the environment of one process, found at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly mistakes: readonly string[]) {
    super(`The configuration cannot be used:\n${mistakes.map((mistake) => `  ${mistake}`).join("\n")}`);
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads one variable: gives its value, or says in a sentence what is wrong with the text. */
export type Reader<T> = {
  readonly fallback: { readonly value: T } | null;
  read(text: string): { readonly value: T } | { readonly mistake: string };
};

const reader = <T>(read: Reader<T>["read"]): Reader<T> => ({ fallback: null, read });

/** The value when the variable is absent or empty. Secrets have none. */
export const withDefault = <T>(inner: Reader<T>, value: T): Reader<T> => ({ ...inner, fallback: { value } });

export const optional = <T>(inner: Reader<T>): Reader<T | null> => withDefault<T | null>(inner, null);

export const text: Reader<string> = reader((value) => ({ value }));

export const integer = (min: number, max: number): Reader<number> =>
  reader((value) => {
    const number = Number(value);
    return /^-?\d+$/.test(value) && number >= min && number <= max
      ? { value: number }
      : { mistake: `must be a whole number from ${String(min)} to ${String(max)}` };
  });

export const port = integer(1, 65_535);

export const oneOf = <const Choices extends readonly string[]>(...choices: Choices): Reader<Choices[number]> =>
  reader((value) => (choices.includes(value) ? { value: value } : { mistake: `must be one of ${choices.join(", ")}` }));

/** A comma-separated list of known words, without repetition. */
export const listOf = <const Choices extends readonly string[]>(
  ...choices: Choices
): Reader<readonly Choices[number][]> =>
  reader((value) => {
    const words = value.split(",").map((word) => word.trim());
    return words.every((word) => choices.includes(word))
      ? { value: [...new Set(words)] as Choices[number][] }
      : { mistake: `must be a comma-separated list of ${choices.join(", ")}` };
  });

export const url = (...protocols: readonly string[]): Reader<string> =>
  reader((value) => {
    const known = URL.canParse(value) && protocols.includes(new URL(value).protocol.replace(":", ""));
    return known ? { value } : { mistake: `must be a URL starting with ${protocols.join(":// or ")}://` };
  });

const samples = ["secret", "changeme", "change-me", "password", "sample", "example", "test"];

/** A key of at least 32 characters; words known from samples and manuals are refused. */
export const secret: Reader<string> = reader((value) =>
  value.length < 32 || samples.some((sample) => value.toLowerCase().startsWith(sample))
    ? { mistake: "must be a secret of at least 32 characters, not a sample value" }
    : { value },
);

/** One or two secrets separated by a comma: while a key is rotated the first signs and both verify. */
export const rotatingSecret: Reader<readonly string[]> = reader((value) => {
  const keys = value.split(",");
  if (keys.length > 2) return { mistake: "may hold two secrets at most" };
  return keys.map((key) => secret.read(key)).find((result) => "mistake" in result) ?? { value: keys };
});

/**
 * Reads an environment into one frozen object, or names every missing and wrong variable at once.
 *
 * @throws ConfigError with a line for each mistake; values of variables are never repeated in it
 * @example readConfig({ port: ["PORT", port], mode: ["OCOP_MODE", oneOf("development", "production")] }, process.env)
 */
export const readConfig = <Spec extends Readonly<Record<string, readonly [string, Reader<unknown>]>>>(
  spec: Spec,
  environment: Environment,
): Readonly<{ [K in keyof Spec]: Spec[K][1] extends Reader<infer T> ? T : never }> => {
  const mistakes: string[] = [];
  const values = Object.entries(spec).map(([key, [variable, reader]]) => {
    const value = environment[variable];
    if (value === undefined || value === "") {
      if (reader.fallback) return [key, reader.fallback.value];
      mistakes.push(`${variable} is missing`);
      return [key, undefined];
    }
    const result = reader.read(value);
    if ("value" in result) return [key, result.value];
    mistakes.push(`${variable} ${result.mistake}`);
    return [key, undefined];
  });
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(Object.fromEntries(values)) as never;
};

/** What every process reads: mode, address to listen on, roles, leases, and how far the platform's clock is moved. */
export const commonSpec = {
  mode: ["OCOP_MODE", oneOf("development", "production")],
  host: ["OCOP_BIND", withDefault(text, "127.0.0.1")],
  clockOffsetSeconds: ["OCOP_CLOCK_OFFSET", withDefault(integer(-3_155_760_000, 3_155_760_000), 0)],
  leaseSeconds: ["OCOP_LEASE_SECONDS", withDefault(integer(1, 300), 5)],
  roles: ["OCOP_ROLES", withDefault(listOf("graph", "http", "worker", "relay"), ["graph", "http", "worker", "relay"])],
} as const satisfies Record<string, readonly [string, Reader<unknown>]>;

/** Refuses what only development may do. Called by each `config.ts` after reading. */
export const refuseInProduction = (config: { readonly mode: string; readonly clockOffsetSeconds: number }): void => {
  if (config.mode === "production" && config.clockOffsetSeconds !== 0)
    throw new ConfigError(["OCOP_CLOCK_OFFSET may not move the clock in production"]);
};
