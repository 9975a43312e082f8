/**
 * What went wrong, as one sentence for the person at the terminal: what happened and what to do.
 * `log` is the file that holds the details, null when there are none.
 */
export class Failure extends Error {
  name = "Failure";
  constructor(sentence, log = null) {
    super(sentence);
    this.log = log;
  }
}

const systemSentences = {
  ENOSPC: (path) => `The disk is full${path ? ` at ${path}` : ""}: free at least 1 GiB and run the same command again.`,
  EDQUOT: (path) =>
    `The disk quota is used up${path ? ` at ${path}` : ""}: free at least 1 GiB and run the same command again.`,
  EACCES: (path) =>
    `${path ?? "A file"} may not be written by this user: change its owner or choose another --data-dir.`,
  EPERM: (path) =>
    `${path ?? "A file"} may not be changed by this user: change its owner or choose another --data-dir.`,
  EROFS: (path) =>
    `${path ?? "The disk"} is read-only: run from a place that can be written or choose another --data-dir.`,
  EMFILE: () => "This user may not open more files: raise the limit (ulimit -n 4096) and run the same command again.",
};

/** The one line for any error: the sentence of a Failure, of a known system error, or the error's own message. */
export function sentenceOf(error) {
  if (error instanceof Failure) return error.log ? `${error.message} Details: ${error.log}` : error.message;
  const known = systemSentences[error?.code];
  if (known) return known(error.path);
  return String(error?.message ?? error).split("\n")[0];
}
