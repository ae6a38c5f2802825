// The shared parts of the pages, each in every state, and the tokens of which they are made; for who changes them. The
// language button shows them in the other language, the reader's own setting in light or dark.
import type { JSX } from 'preact';
import { CapacityMark } from '../design/CapacityMark.tsx';
import { HoursBand } from '../design/HoursBand.tsx';
import { NotSharedChip, StateChip } from '../design/StateChip.tsx';
import { StateIcon } from '../design/StateIcon.tsx';
import { shownStates, type Today } from '../live/machineRow.ts';
import { texts } from '../text/language.ts';
import { partTexts } from '../text/partTexts.ts';
import { wordsIn } from '../text/words.ts';
import { ButtonParts } from './ButtonParts.tsx';
import { FieldParts } from './FieldParts.tsx';
import { Part } from './Part.tsx';
import { SheetParts } from './SheetParts.tsx';
import { WordParts } from './WordParts.tsx';

const marks = { plenty: '◎', some: '○', ask: '△', full: '×', none: '－' } as const;
const colours = [
  'ground',
  'sheet',
  'ink',
  'quiet',
  'rule',
  'rule-strong',
  'track',
  'warning',
  'focus',
] as const;
const sizes = ['small', 'body', 'lead', 'head', 'figure'] as const;
const hourMs = 3_600_000;
const day: Today = {
  date: '2026-11-18',
  plannedMs: 8 * hourMs,
  productionMs: 4 * hourMs,
  setupMs: hourMs,
  idleMs: 2 * hourMs,
  faultMs: hourMs / 2,
  maintenanceMs: hourMs / 2,
  offMs: 3 * hourMs,
  unknownMs: 2 * hourMs,
  throughMs: 13 * hourMs,
};

/** The page below the head. */
export function PartsPage(): JSX.Element {
  const words = wordsIn(partTexts);
  return (
    <div class="parts">
      <Part title={words.states}>
        {shownStates.map((state) => (
          <p key={state} class="part-line">
            <StateChip state={state} /> <StateChip state={state} inferred />{' '}
            <StateChip state={state} changed />{' '}
            <span class={`key state-${state}`}>
              <StateIcon state={state} />
            </span>{' '}
            {texts.value.hours[state]}
          </p>
        ))}
        <p>
          <NotSharedChip />
        </p>
      </Part>
      <Part title={words.marks}>
        {(['plenty', 'some', 'ask', 'full', 'none'] as const).map((mark) => (
          <div key={mark} class="part-line">
            <CapacityMark mark={mark} sign={marks[mark]} />
            <CapacityMark mark={mark} sign={marks[mark]} isSelfDeclared />
          </div>
        ))}
      </Part>
      <Part title={words.band}>
        <HoursBand today={day} now={16 * hourMs} />
      </Part>
      <ButtonParts />
      <FieldParts />
      <WordParts />
      <SheetParts />
      <Part title={words.colours}>
        {colours.map((name) => (
          <p key={name} class="part-line">
            <span class="swatch" style={{ background: `var(--${name})` }} /> --{name}
          </p>
        ))}
      </Part>
      <Part title={words.sizes}>
        {sizes.map((name) => (
          <p key={name} style={{ fontSize: `var(--${name})` }}>
            --{name} {words.sample}
          </p>
        ))}
      </Part>
    </div>
  );
}
