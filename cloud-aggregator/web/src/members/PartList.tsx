// A part of a form that is a list: lines that are added and taken out. Whoever takes one out by keyboard stands at the
// button that adds one, and whoever adds one stands in its first field.
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';

interface ListProps<T> {
  readonly title?: string;
  readonly parts: readonly T[];
  readonly change: (parts: readonly T[]) => void;
  /** What a new line holds. */
  readonly added: T;
  readonly addWord: string;
  /** One line; `remove` makes its button, for a line that is called so. */
  readonly children: (
    part: T,
    put: (next: T) => void,
    remove: (name: string) => JSX.Element,
  ) => ComponentChildren;
}

/** The list. */
export function PartList<T>({ title, parts, change, added, addWord, children }: ListProps<T>): JSX.Element {
  const list = useRef<HTMLFieldSetElement>(null);
  const count = useRef(parts.length);
  useLayoutEffect(() => {
    const lines = list.current?.querySelectorAll<HTMLElement>(':scope > .listed');
    const isOurs = document.activeElement === document.body || list.current?.contains(document.activeElement);
    if (parts.length > count.current && isOurs === true)
      lines
        ?.item(lines.length - 1)
        .querySelector<HTMLElement>('input, select')
        ?.focus();
    if (parts.length < count.current && document.activeElement === document.body)
      list.current?.querySelector<HTMLElement>(':scope > .add')?.focus();
    count.current = parts.length;
  }, [parts.length]);
  return (
    <fieldset class="form-part" ref={list}>
      {title !== undefined && <legend>{title}</legend>}
      {parts.map((part, at) => (
        <div key={at} class="listed">
          {children(
            part,
            (next) => change(parts.map((each, index) => (index === at ? next : each))),
            (name) => (
              <RemoveButton name={name} remove={() => change(parts.filter((_, index) => index !== at))} />
            ),
          )}
        </div>
      ))}
      <button type="button" class="quiet-button add" onClick={() => change([...parts, added])}>
        {addWord}
      </button>
    </fieldset>
  );
}

function RemoveButton({ name, remove }: { readonly name: string; readonly remove: () => void }): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  return (
    <button type="button" class="quiet-button" aria-label={words.removeOf(name)} onClick={remove}>
      {words.remove}
    </button>
  );
}
