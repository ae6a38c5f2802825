// A sheet over the page: a question, a form, or something that is shown once. When it goes, the focus is back where it
// was.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface SheetProps {
  readonly title: string;
  /** It holds what is not shown again: the Escape key does not close it. */
  readonly isKept?: boolean;
  readonly children: ComponentChildren;
  onClose(): void;
}

/** The sheet, open as long as it is in the page. */
export function Sheet({ title, isKept = false, children, onClose }: SheetProps): JSX.Element {
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
        if (!isGone.current) onClose();
      }}
      onCancel={(event) => {
        if (isKept) event.preventDefault();
      }}
    >
      {/* Else the button at the end has the focus, and a phone shows the end. */}
      <h2 id={id} tabIndex={-1} autofocus={isKept}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
