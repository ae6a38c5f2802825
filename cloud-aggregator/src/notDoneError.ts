// A deed that is not done because of what is there, in words for who wanted it: the command line prints them, the HTTP
// face answers them.

/** `kind` says whether it was not understood, of nobody who is there, or against what is there. */
export class NotDoneError extends Error {
  readonly kind: 'not-understood' | 'not-there' | 'conflict';
  constructor(kind: NotDoneError['kind'], message: string) {
    super(message);
    this.name = 'NotDoneError';
    this.kind = kind;
  }
}
