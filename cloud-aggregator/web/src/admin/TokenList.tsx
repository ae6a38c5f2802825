// The tokens of programs: what each may read and until when; made, shown once, withdrawn.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Scope } from '../../../src/people/roles.ts';
import type { TokenLine } from '../../../src/people/tokenBook.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { yearDay } from '../text/format.ts';
import { language, texts } from '../text/language.ts';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AskSheet } from './AskSheet.tsx';
import { FormSheet } from './FormSheet.tsx';
import { NameField } from './NameField.tsx';
import { SecretSheet } from './SecretSheet.tsx';
import { send } from './send.ts';
import { useList } from './useList.ts';

const scopes: readonly Scope[] = ['read:board', 'read:utilisation', 'metrics'];

/** The part of the page. */
export function TokenList({ board }: { readonly board: LiveBoard }): JSX.Element {
  const { token: words } = wordsIn(peopleTexts);
  const { answer, askAgain } = useList<{ readonly tokens: readonly TokenLine[] }>('api/tokens', board);
  const isAdding = useSignal(false);
  const made = useSignal<{ readonly name: string; readonly secret: string } | null>(null);
  const leaving = useSignal<string | null>(null);
  const tokens = answer.value?.tokens ?? [];
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      <ul class="admin-list">
        {tokens.map((token) => (
          <TokenItem
            key={token.name}
            token={token}
            board={board}
            onLeave={() => (leaving.value = token.name)}
          />
        ))}
      </ul>
      {answer.value !== null && tokens.length === 0 && <p class="note">{words.none}</p>}
      <button type="button" class="quiet-button" onClick={() => (isAdding.value = true)}>
        {words.add}
      </button>
      {isAdding.value && (
        <TokenForm
          onClose={() => (isAdding.value = false)}
          onMade={(name, secret) => {
            isAdding.value = false;
            made.value = { name, secret };
            askAgain();
          }}
        />
      )}
      {made.value !== null && (
        <SecretSheet
          title={words.secretOf(made.value.name)}
          note={words.once}
          secret={made.value.secret}
          close={words.copiedAway}
          onClose={() => (made.value = null)}
        />
      )}
      {leaving.value !== null && (
        <WithdrawSheet
          name={leaving.value}
          onClose={() => (leaving.value = null)}
          onDone={() => {
            leaving.value = null;
            askAgain();
          }}
        />
      )}
    </section>
  );
}

interface TokenItemProps {
  readonly token: TokenLine;
  readonly board: LiveBoard;
  onLeave(): void;
}

function TokenItem({ token, board, onLeave }: TokenItemProps): JSX.Element {
  const { token: words } = wordsIn(peopleTexts);
  const end = yearDay(token.expires, board.timeZone.value, language.value);
  const isOver = token.expires <= board.minute.value;
  return (
    <li class={isOver ? 'is-off' : ''}>
      <h3>{token.name}</h3>
      <p>{token.scopes.map((scope) => words.scope[scope]).join(texts.value.between)}</p>
      <p class="quiet">{isOver ? words.ended(end) : words.until(end)}</p>
      <button
        type="button"
        class="quiet-button"
        aria-label={`${words.withdraw}: ${token.name}`}
        onClick={onLeave}
      >
        {words.withdraw}
      </button>
    </li>
  );
}

interface TokenFormProps {
  onClose(): void;
  onMade(name: string, secret: string): void;
}

function TokenForm({ onClose, onMade }: TokenFormProps): JSX.Element {
  const { token: words, idHint } = wordsIn(peopleTexts);
  const ticked = useSignal<readonly Scope[]>([]);
  const tick = (scope: Scope, isTicked: boolean): void => {
    const others = ticked.value.filter((each) => each !== scope);
    ticked.value = isTicked ? [...others, scope] : others;
  };
  return (
    <FormSheet
      title={words.add}
      submit={words.add}
      isWhole={ticked.value.length > 0}
      onClose={onClose}
      onSubmit={async (given) => {
        const name = String(given.get('name'));
        const body = { name, scopes: ticked.value, days: Number(given.get('days')) };
        const told = await send<{ secret: string }>('POST', 'tokens', body);
        if (!told.ok) return told.failure;
        onMade(name, told.answer.secret);
        return null;
      }}
    >
      <NameField label={words.name} hint={idHint} name="name" />
      <fieldset class="ticks">
        <legend>{words.scopes}</legend>
        {scopes.map((scope) => (
          <label key={scope} class="tick">
            <input type="checkbox" onChange={(event) => tick(scope, event.currentTarget.checked)} />
            <span>{words.scope[scope]}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>{words.days}</span>
        <span class="field-line">
          <input type="number" name="days" min={1} max={3_650} step={1} defaultValue={365} required />
        </span>
      </label>
    </FormSheet>
  );
}

interface WithdrawSheetProps {
  readonly name: string;
  onClose(): void;
  onDone(): void;
}

function WithdrawSheet({ name, onClose, onDone }: WithdrawSheetProps): JSX.Element {
  const { token: words } = wordsIn(peopleTexts);
  return (
    <AskSheet
      title={words.withdrawTitle(name)}
      consequences={[words.withdrawText]}
      confirm={words.withdraw}
      onClose={onClose}
      onConfirm={async () => {
        const told = await send('DELETE', `tokens/${name}`);
        if (told.ok) onDone();
        return told.ok ? null : told.failure;
      }}
    />
  );
}
