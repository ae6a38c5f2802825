// Shows a password or a token, large and once. It is in this sheet and nowhere else in the page.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Sheet } from '../design/Sheet.tsx';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';

export interface SecretSheetProps {
  readonly title: string;
  readonly note: string;
  readonly secret: string;
  readonly close: string;
  onClose(): void;
}

/** The sheet; it stays until somebody says that it was handed over. */
export function SecretSheet({ title, note, secret, close, onClose }: SecretSheetProps): JSX.Element {
  const words = wordsIn(peopleTexts);
  const copied = useSignal(false);
  // Browsers give it to pages over TLS and on this computer only.
  const clipboard: Clipboard | undefined = globalThis.navigator?.clipboard;
  const copy = (): void => {
    clipboard?.writeText(secret).then(
      () => {
        copied.value = true;
      },
      () => undefined,
    );
  };
  return (
    <Sheet title={title} isKept>
      <p>{note}</p>
      <p class="secret">{secret}</p>
      {clipboard !== undefined && (
        <button type="button" class="quiet-button" onClick={copy}>
          {words.copy}
        </button>
      )}
      <p role="status">{copied.value && words.copied}</p>
      <button type="button" class="main-button" onClick={onClose}>
        {close}
      </button>
    </Sheet>
  );
}
