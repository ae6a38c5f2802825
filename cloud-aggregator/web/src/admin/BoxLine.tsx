// One workshop's box: what it is known by and what it says of itself.
import type { JSX } from 'preact';
import type { BoxRow } from '../../../src/api/boxRow.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { boxTexts } from '../text/boxTexts.ts';
import { dayAndTime, instant, yearDay } from '../text/format.ts';
import { language, named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { BoxDeeds } from './BoxDeeds.tsx';
import type { BoxesAnswer } from './BoxesPage.tsx';

export interface BoxLineProps {
  readonly box: BoxRow;
  readonly answer: BoxesAnswer;
  readonly board: LiveBoard;
  onDone(): void;
}

/** The line of a list. */
export function BoxLine(props: BoxLineProps): JSX.Element {
  const { box, answer, board } = props;
  const words = wordsIn(boxTexts);
  const name = nameOf(box);
  const isHere = box.connectedSince !== null;
  const keys = box.certificate?.keys ?? 0;
  const zone = board.timeZone.value;
  return (
    <li class={isHere ? '' : 'is-off'}>
      <h2>
        {name} <small>{box.workshop.id}</small>
      </h2>
      {box.workshop.name === null && <p class="refusal">{words.unwritten}</p>}
      <dl class="facts">
        <dt>{words.connection}</dt>
        <dd>{connectionText(box, board)}</dd>
        <dt>{words.certificate}</dt>
        <dd>{certificateText(box, answer.at, zone)}</dd>
        <OwnWord box={box} />
      </dl>
      {keys > 1 && <p class="refusal">{words.keys(keys)}</p>}
      {box.hasPassword && <p class="quiet">{words.password}</p>}
      {box.codeUntil !== null && (
        <p>
          <b>{words.codeOpen(dayAndTime(box.codeUntil, zone, language.value))}</b>
        </p>
      )}
      <BoxDeeds {...props} name={name} />
    </li>
  );
}

function OwnWord({ box }: Pick<BoxLineProps, 'box'>): JSX.Element {
  const words = wordsIn(boxTexts);
  const { version, clockTrusted, clockOffsetMs, waitingSlots } = box;
  const offset = clockOffsetMs === null ? '' : words.offset((Math.abs(clockOffsetMs) / 1_000).toFixed(1));
  return (
    <>
      {clockTrusted !== null && (
        <>
          <dt>{words.clock}</dt>
          <dd>{clockTrusted ? words.clockRight : `${words.clockWrong} ${offset}`}</dd>
        </>
      )}
      {waitingSlots !== null && (
        <>
          <dt>{words.waiting}</dt>
          <dd>{words.slots(waitingSlots)}</dd>
        </>
      )}
      {version !== null && (
        <>
          <dt>{words.software}</dt>
          <dd>{version}</dd>
        </>
      )}
    </>
  );
}

function nameOf({ workshop }: BoxRow): string {
  return workshop.name === null ? workshop.id : named(workshop.name);
}

function connectionText({ connectedSince, lastContact }: BoxRow, board: LiveBoard): string {
  const words = wordsIn(boxTexts);
  const time = (at: number): string => instant(at, board.minute.value, board.timeZone.value, texts.value);
  if (connectedSince !== null) return words.connected(time(connectedSince));
  return lastContact === null ? words.never : words.away(time(lastContact));
}

function certificateText({ certificate }: BoxRow, at: number, zone: string | undefined): string {
  const words = wordsIn(boxTexts);
  const day = (time: number): string => yearDay(time, zone, language.value);
  if (certificate === null) return words.noCertificate;
  const { until, lastUntil, revokedAt } = certificate;
  if (until !== null) return words.until(day(until));
  return revokedAt !== null && lastUntil > at ? words.revoked(day(revokedAt)) : words.ended(day(lastUntil));
}
