// A deed that is not done because of what is there, in words for who wanted it: the command line prints them, the HTTP
// face answers them.

/** Why, for programs: not understood, of nobody who is there, or against what is there. */
export type NotDoneReason =
  | 'not-understood'
  | 'not-there'
  | 'taken'
  | 'last-administrator'
  | 'nothing-holds'
  | 'no-enrolment';

export class NotDoneError extends Error {
  readonly reason: NotDoneReason;
  constructor(reason: NotDoneReason, message: string) {
    super(message);
    this.name = 'NotDoneError';
    this.reason = reason;
  }
}
