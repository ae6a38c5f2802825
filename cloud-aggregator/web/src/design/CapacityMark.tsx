// The mark of a capacity with its word. A mark and a number, never a colour: it has to survive fax, print and colour
// blindness, and nobody who is busy is marked red for it (domain 6.2).
import type { JSX } from 'preact';
import type { Mark } from '../../../src/capacity/mark.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { wordsIn } from '../text/words.ts';

export interface CapacityMarkProps {
  readonly mark: Mark;
  readonly sign: string;
  readonly isSelfDeclared?: boolean;
}

/** The sign and its word; people who listen are told the word alone. */
export function CapacityMark({ mark, sign, isSelfDeclared = false }: CapacityMarkProps): JSX.Element {
  const words = wordsIn(freeTexts);
  return (
    <span class={`capacity-mark mark-${mark}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="word">{words.mark[mark]}</span>
      {isSelfDeclared && <small>{words.selfDeclared}</small>}
    </span>
  );
}
