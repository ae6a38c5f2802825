// This week's word in one tap. The tap is shown at once and goes back when it was not taken.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import { weekEnd } from '../week/weekOver.ts';
import type { OwnPartProps } from './OwnPage.tsx';

const answers = ['open', 'depends', 'full'] as const;
const marks = { open: '○', depends: '△', full: '×' } as const;

/** Three big buttons. */
export function StanceButtons({
  shop,
  board,
  isOffline,
  say,
  today,
}: OwnPartProps & { readonly today: string }): JSX.Element {
  const { stance: words } = wordsIn(ownTexts);
  const end = weekEnd(today);
  const tapped = useSignal<(typeof answers)[number] | null>(null);
  const shown = tapped.value ?? shop.stance?.answer ?? null;
  const tap = async (answer: (typeof answers)[number]): Promise<void> => {
    tapped.value = answer;
    await say('stance', 'PUT', { answer });
    tapped.value = null;
  };
  return (
    <section class="stance">
      <h2>{words.title}</h2>
      <div class="stance-buttons">
        {answers.map((answer) => (
          <button
            key={answer}
            type="button"
            class={shown === answer ? 'pick on' : 'pick'}
            aria-pressed={shown === answer}
            disabled={isOffline}
            onClick={() => void tap(answer)}
          >
            <span class="sign" aria-hidden="true">
              {marks[answer]}
            </span>
            {words[answer]}
          </button>
        ))}
      </div>
      <p class="quiet" role="status">
        {shop.stance === null
          ? words.notSaid
          : words.said(dayAndTime(shop.stance.at, board.timeZone.value, language.value))}
      </p>
      {end !== null && <p>{words.ends[end]}</p>}
    </section>
  );
}
