/** Some of the facts anew; what is undefined stays as it is. */
export type Changes<Facts> = { readonly [Key in keyof Facts]?: Facts[Key] | undefined };

/** The facts of a row with those changed that were given. */
export const changed = <Facts extends object>(row: Facts, changes: Changes<Facts>): Facts => ({
  ...row,
  ...(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Facts>),
});
