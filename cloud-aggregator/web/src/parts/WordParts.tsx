// What a page says of itself: quiet words, good news, what went wrong, and that the line is lost.
import type { JSX } from 'preact';
import { partTexts } from '../text/partTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Part } from './Part.tsx';

/** The section. */
export function WordParts(): JSX.Element {
  const words = wordsIn(partTexts);
  return (
    <Part title={words.words}>
      <p class="note">{words.note} .note</p>
      <p class="quiet">{words.note} .quiet</p>
      <p class="good">{words.good} .good</p>
      <p class="refusal">{words.refusal} .refusal</p>
      <div class="lost-bar">
        <p>{words.lost} .lost-bar</p>
      </div>
      <dl class="facts">
        <dt>{words.fact}</dt>
        <dd>{words.value} .facts</dd>
      </dl>
    </Part>
  );
}
