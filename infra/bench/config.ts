/** The surroundings that a process of the benchmark is started in, with some variables of its own. */
export const environmentWith = (own: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...own,
});
