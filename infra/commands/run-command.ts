/** Something a person at a terminal can put right, said in one line. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/**
 * Runs one command from start to end: what it returns goes to the standard output; whatever stops it, in one
 * line, to the standard error, with exit code 1.
 */
export const runCommand = async (run: () => Promise<string>): Promise<void> => {
  try {
    const text = await run();
    if (text !== "") process.stdout.write(`${text}\n`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message.replace(/\s*\n\s*/g, " ")}\n`);
    process.exitCode = 1;
  }
};
