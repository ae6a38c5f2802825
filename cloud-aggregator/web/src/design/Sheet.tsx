// A sheet over the page: a question, a form, or something that is shown once. When it goes, the focus is back where it
// was.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface SheetProps {
  readonly title: string;
  /** It holds what is not shown again, or what must be done: the Escape key does not close it. */
  readonly isKept?: boolean;
  /** Nothing of the page behind it may be read. */
  readonly hidesPage?: boolean;
  readonly children: ComponentChildren;
  onClose?(): void;
}

/** The sheet, open as long as it is in the page. */
export function Sheet(props: SheetProps): JSX.Element {
  const { title, isKept = false, hidesPage = false, children, onClose } = props;
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
      class={hidesPage ? 'sheet hides-page' : 'sheet'}
      aria-labelledby={id}
      onClose={() => {
        if (isGone.current) return;
        // A browser lets who presses the Escape key twice close any sheet.
        if (isKept) sheet.current?.showModal();
        else onClose?.();
      }}
      onCancel={(event) => {
        if (isKept) event.preventDefault();
      }}
    >
      {/* Else the button at the end has the focus, and a phone shows the end; a door begins in its first field. */}
      <h2 id={id} tabIndex={-1} autofocus={isKept && !hidesPage}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
