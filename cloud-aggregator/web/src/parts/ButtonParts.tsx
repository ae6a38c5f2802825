// What is pressed: buttons, choices and links that look like them, in every state.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { Pick } from '../design/Pick.tsx';
import { PageLink } from '../page/PageLink.tsx';
import { partTexts } from '../text/partTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Part } from './Part.tsx';

/** The section. */
export function ButtonParts(): JSX.Element {
  const words = wordsIn(partTexts);
  const isOn = useSignal(true);
  return (
    <Part title={words.buttons}>
      {(['main-button', 'quiet-button', 'call-button'] as const).map((kind) => (
        <p key={kind} class="part-line">
          <button type="button" class={kind}>
            {words.button}
          </button>
          <button type="button" class={kind} disabled>
            {words.disabled}
          </button>
          <button type="button" class={kind} aria-disabled="true">
            {words.resting}
          </button>
          .{kind}
        </p>
      ))}
      <p class="part-line">
        <Pick isOn={isOn.value} word={words.choice} onPick={(on) => (isOn.value = on)} />
        <Pick isOn={!isOn.value} word={words.choice} onPick={(on) => (isOn.value = !on)} />
        <button type="button" class="pick" disabled>
          {words.disabled}
        </button>
        .pick
      </p>
      <p class="part-line">
        <PageLink page="parts" class="quiet-button">
          {words.link}
        </PageLink>
        <LanguageButton />
      </p>
    </Part>
  );
}
