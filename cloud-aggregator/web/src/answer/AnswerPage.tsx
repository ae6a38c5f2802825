// The page of a link from a message: one workshop's word for this week, without a password. Opening it changes nothing;
// what it may do stands behind the # of its address, which no server and no preview of the message is told.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { answerTexts } from '../text/answerTexts.ts';
import { dayOf, localDay } from '../text/format.ts';
import { language, named, texts } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import { weekEnd } from '../week/weekOver.ts';
import { askLink, type LinkAnswer, sayByLink, type WeekWord } from './linkAnswer.ts';

const words = ['open', 'depends', 'full'] as const;
const marks = { open: '○', depends: '△', full: '×' } as const;

/** The whole page. */
export function AnswerPage(): JSX.Element {
  const { product } = texts.value;
  const own = wordsIn(answerTexts);
  const state = useSignal<LinkAnswer | 'asking' | 'gone' | 'unreached'>('asking');
  const wasSaid = useSignal<'no' | 'yes' | 'refused'>('no');
  const look = async (): Promise<void> => {
    state.value = await askLink();
  };
  const tap = async (word: WeekWord): Promise<void> => {
    wasSaid.value = (await sayByLink(word)) ? 'yes' : 'refused';
    await look();
  };
  useEffect(() => void look(), []);
  const told = state.value;
  return (
    <div class="page answer-page">
      <header class="board-head">
        <div class="title">
          <p class="product">{product}</p>
          <h1>{own.title}</h1>
        </div>
        <LanguageButton />
      </header>
      <main>
        {told === 'gone' && <p class="note">{own.gone}</p>}
        {told === 'unreached' && (
          <p class="note" role="alert">
            {own.unreached}{' '}
            <button type="button" class="quiet-button" onClick={() => void look()}>
              {own.again}
            </button>
          </p>
        )}
        {typeof told === 'object' && <Question told={told} tap={tap} wasSaid={wasSaid.value} />}
      </main>
    </div>
  );
}

interface QuestionProps {
  readonly told: LinkAnswer;
  readonly wasSaid: 'no' | 'yes' | 'refused';
  tap(word: WeekWord): Promise<void>;
}

function Question({ told, wasSaid, tap }: QuestionProps): JSX.Element {
  const own = wordsIn(answerTexts);
  const { stance } = wordsIn(ownTexts);
  const { workshop, week, answer, said, timeZone } = told;
  const end = weekEnd(localDay(Date.now(), timeZone));
  const day = (date: string): string => dayOf(Date.parse(date), 'UTC', language.value);
  const sunday = new Date(Date.parse(week) + 6 * 86_400_000).toISOString().slice(0, 10);
  return (
    <section class="stance">
      <p class="answer-shop">{own.addressed(named(workshop))}</p>
      <h2>{stance.title}</h2>
      <p class="quiet">{own.week(day(week), day(sunday))}</p>
      <div class="stance-buttons">
        {words.map((word) => (
          <button
            key={word}
            type="button"
            class={answer === word ? 'pick on' : 'pick'}
            aria-pressed={answer === word}
            disabled={said.includes(word)}
            onClick={() => void tap(word)}
          >
            <span class="sign" aria-hidden="true">
              {marks[word]}
            </span>
            {stance[word]}
          </button>
        ))}
      </div>
      <p role="status">
        {wasSaid === 'yes' && own.taken}
        {wasSaid === 'refused' && own.refused}
        {wasSaid === 'no' && answer !== null && own.known(stance[answer])}
        {wasSaid === 'no' && answer === null && own.unanswered}
      </p>
      {end !== null && <p>{stance.ends[end]}</p>}
      <p class="quiet">{own.once}</p>
    </section>
  );
}
