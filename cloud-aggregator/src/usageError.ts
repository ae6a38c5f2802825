// What the command line did not understand; exit code 2.

/** The message says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
