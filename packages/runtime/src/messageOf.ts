// One way to say what went wrong when anything may have been thrown.

/** What was thrown, in words; anything can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
