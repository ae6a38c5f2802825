// The two deeds about a box: a code for a new one, and shutting a lost one out, which is asked about first.
import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { BoxRow } from '../../../src/api/boxRow.ts';
import { boxTexts } from '../text/boxTexts.ts';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AskSheet } from './AskSheet.tsx';
import type { BoxesAnswer } from './BoxesPage.tsx';
import type { BoxLineProps } from './BoxLine.tsx';
import { CodeSheet, type GivenCode } from './CodeSheet.tsx';
import { type Failure, send } from './send.ts';

type OpenSheet = 'revoke' | 'again' | GivenCode | null;
interface DeedProps extends BoxLineProps {
  readonly name: string;
}
interface SheetsProps extends DeedProps {
  readonly open: Signal<OpenSheet>;
  makeCode(): Promise<Failure | null>;
  revoke(): Promise<Failure | null>;
}

/** The buttons of one box, and the sheets that they open. */
export function BoxDeeds(props: DeedProps): JSX.Element {
  const { box, answer, name, onDone } = props;
  const words = wordsIn(boxTexts);
  const { failed } = wordsIn(peopleTexts);
  const open = useSignal<OpenSheet>(null);
  const trouble = useSignal('');
  const path = `boxes/${encodeURIComponent(box.workshop.id)}`;
  const makeCode = async (): Promise<Failure | null> => {
    const told = await send<GivenCode>('POST', `${path}/code`, {});
    if (!told.ok) return told.failure;
    open.value = told.answer;
    onDone();
    return null;
  };
  const revoke = async (): Promise<Failure | null> => {
    const told = await send<{ isBrokerTold: boolean }>('DELETE', path);
    if (!told.ok) return told.failure;
    trouble.value = told.answer.isBrokerTold ? '' : words.notTold;
    open.value = null;
    onDone();
    return null;
  };
  const askForCode = async (): Promise<void> => {
    if (box.codeUntil !== null) {
      open.value = 'again';
      return;
    }
    const failure = await makeCode();
    trouble.value = failure === null ? '' : failed[failure];
  };
  const button = (word: string, label: string, act: () => void): JSX.Element => (
    <button type="button" class="quiet-button" aria-label={label} onClick={act}>
      {word}
    </button>
  );
  const isWritten = box.workshop.name !== null;
  return (
    <>
      <p role="alert" class="refusal">
        {trouble.value}
      </p>
      <div class="admin-tools">
        {isWritten &&
          answer.enrols &&
          button(words.makeCode, words.makeCodeFor(name), () => void askForCode())}
        {(box.certificate?.keys ?? 0) > 0 &&
          button(words.revoke, words.revokeOf(name), () => (open.value = 'revoke'))}
      </div>
      <BoxSheets {...props} open={open} makeCode={makeCode} revoke={revoke} />
    </>
  );
}

function BoxSheets(props: SheetsProps): JSX.Element | null {
  const { box, answer, board, name, open, makeCode, revoke } = props;
  const words = wordsIn(boxTexts);
  const sheet = open.value;
  const close = (): void => {
    open.value = null;
  };
  if (sheet === null) return null;
  if (sheet === 'again')
    return (
      <AskSheet
        title={words.again(name)}
        consequences={[words.againText]}
        confirm={words.makeCode}
        onConfirm={makeCode}
        onClose={close}
      />
    );
  if (sheet === 'revoke')
    return (
      <AskSheet
        title={words.revokeTitle(name)}
        consequences={consequences(box, answer)}
        confirm={words.revoke}
        onConfirm={revoke}
        onClose={close}
      />
    );
  return <CodeSheet name={name} given={sheet} board={board} onClose={close} />;
}

function consequences({ hasPassword }: BoxRow, { cutsOff }: BoxesAnswer): readonly string[] {
  const words = wordsIn(boxTexts);
  return [
    words.revokeText,
    ...(cutsOff ? [] : [words.revokeOpen]),
    ...(hasPassword ? [words.revokePassword] : []),
    words.revokeAfter,
  ];
}
