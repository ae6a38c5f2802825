// Something that is asked for often and done seldom: at once when it was not done lately, else at the end of a while.

export interface Spaced {
  ask(): void;
  /** Undoes what was asked and not done yet. */
  forget(): void;
}

/** Does it for everything that was asked, and at most once in every `whileMs`. */
export function spaced(whileMs: number, perform: () => void): Spaced {
  let isAsked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    timer = undefined;
    if (isAsked) begin();
  };
  const begin = (): void => {
    isAsked = false;
    timer = setTimeout(end, whileMs);
    perform();
  };
  return {
    ask: () => {
      isAsked = true;
      if (timer === undefined) begin();
    },
    forget: () => {
      isAsked = false;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
