// A sheet over the page, to be opened and closed: the focus goes into it and comes back.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Sheet } from '../design/Sheet.tsx';
import { partTexts } from '../text/partTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Part } from './Part.tsx';

/** The section. */
export function SheetParts(): JSX.Element {
  const words = wordsIn(partTexts);
  const isOpen = useSignal(false);
  const close = (): void => {
    isOpen.value = false;
  };
  return (
    <Part title={words.sheet}>
      <p class="part-line">
        <button type="button" class="quiet-button" onClick={() => (isOpen.value = true)}>
          {words.open}
        </button>
      </p>
      {isOpen.value && (
        <Sheet title={words.sheet} onClose={close}>
          <p>{words.note}</p>
          <button type="button" class="main-button" onClick={close}>
            {words.close}
          </button>
        </Sheet>
      )}
    </Part>
  );
}
