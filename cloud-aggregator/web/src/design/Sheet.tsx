// A sheet over the page: a question, a form, or something that is shown once. When it goes, the focus is back where it
// was.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface AnySheet {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The Escape key closes it. */
interface PassingSheet extends AnySheet {
  readonly isKept?: false;
  onClose(): void;
}

/** It holds what is not shown again, or what must be done: the Escape key does not close it. */
interface KeptSheet extends AnySheet {
  readonly isKept: true;
  /** One of its fields has the focus at first, and not its title. */
  readonly hasFocus?: boolean;
}

export type SheetProps = PassingSheet | KeptSheet;

/** The sheet, open as long as it is in the page. */
export function Sheet(props: SheetProps): JSX.Element {
  const { title, children } = props;
  const sheet = useRef<HTMLDialogElement>(null);
  /** Its last event comes when another sheet may have taken its place. */
  const isGone = useRef(false);
  const id = useId();
  useEffect(() => {
    const opened = sheet.current;
    opened?.showModal();
    return () => {
      isGone.current = true;
      // A dialog that is only taken out of the page leaves the focus nowhere.
      opened?.close();
    };
  }, []);
  return (
    <dialog
      ref={sheet}
      class="sheet"
      aria-labelledby={id}
      onClose={() => {
        if (isGone.current) return;
        // A browser lets who presses the Escape key twice close any sheet.
        if (props.isKept === true) sheet.current?.showModal();
        else props.onClose();
      }}
      onCancel={(event) => {
        if (props.isKept === true) event.preventDefault();
      }}
    >
      {/* Else the button at the end has the focus, and a phone shows the end. */}
      <h2 id={id} tabIndex={-1} autofocus={props.isKept === true && props.hasFocus !== true}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
