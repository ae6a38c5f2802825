// What somebody has changed and not saved. Whoever would lose it is asked first: inside in our own words, and by the
// browser when the window itself is left.
import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Each form with changes has a key of its own here. */
const forms = signal<ReadonlySet<symbol>>(new Set());

/** The way that waits for an answer to the question whether changes may be lost; null: nobody is asked. */
export const leaving = signal<(() => void) | null>(null);

/** Whether something would be lost. */
export function isUnsaved(): boolean {
  return forms.peek().size > 0;
}

/** Goes the way, or asks first. */
export function leave(way: () => void): void {
  if (isUnsaved()) leaving.value = way;
  else way();
}

/** Says of a form whether it holds changes, as long as it is in the page. */
export function useUnsaved(isEdited: boolean): void {
  useEffect(() => {
    if (!isEdited) return undefined;
    const key = Symbol('form');
    forms.value = new Set([...forms.peek(), key]);
    return () => {
      forms.value = new Set([...forms.peek()].filter((each) => each !== key));
    };
  }, [isEdited]);
}

const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
// Only then: a page that listens is not kept by the browser for the way back.
effect(() => {
  if (forms.value.size > 0) globalThis.addEventListener?.('beforeunload', ask);
  else globalThis.removeEventListener?.('beforeunload', ask);
});
