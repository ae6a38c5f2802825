// Who may see what of which machine. Lowering is one choice; raising asks for consent to a text first (R01, domain
// 6.7).
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Audience, SharingLevel } from '../../../src/directory/sharing.ts';
import { Sheet } from '../design/Sheet.tsx';
import { named } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

const audiences: readonly Audience[] = ['desk', 'circle', 'consortium'];
const levels: readonly SharingLevel[] = ['none', 'mark', 'hours', 'live'];

interface Wish {
  readonly machine: string;
  readonly audience: Audience;
  readonly level: SharingLevel;
}

/** A choice for each machine and audience. */
export function SharingLevels({ shop, isOffline, say }: OwnPartProps): JSX.Element {
  const { sharing: words, shown } = wordsIn(ownTexts);
  const wish = useSignal<Wish | null>(null);
  const choose = (next: Wish, before: SharingLevel): void => {
    if (levels.indexOf(next.level) > levels.indexOf(before)) wish.value = next;
    else void say('sharing', 'PUT', next);
  };
  return (
    <details class="own-part">
      <summary>
        <h2>{words.title}</h2>
      </summary>
      <p class="quiet">{words.lead}</p>
      {shop.machines.map(({ id, name, sharing, sent }) => (
        <fieldset key={id} class="levels">
          <legend>{named(name)}</legend>
          {audiences.map((audience) => (
            <label class="form-field" key={audience}>
              <span>{shown.audience[audience]}</span>
              <select
                aria-label={words.levelOf(named(name), shown.audience[audience])}
                value={sharing[audience]}
                disabled={isOffline}
                onChange={({ currentTarget }) => {
                  const level = currentTarget.value as SharingLevel;
                  // It shows what holds until the change has been taken.
                  currentTarget.value = sharing[audience];
                  choose({ machine: id, audience, level }, sharing[audience]);
                }}
              >
                {levels.map((level) => (
                  <option key={level} value={level}>
                    {words.level[level]}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <p class="quiet">{words.ceiling(words.level[sent])}</p>
        </fieldset>
      ))}
      {wish.value !== null && (
        <ConsentSheet
          onAgree={() => {
            const agreedTo = shop.consentVersion;
            if (wish.value !== null) void say('sharing', 'PUT', { ...wish.value, agreedTo });
          }}
          onClose={() => (wish.value = null)}
        />
      )}
    </details>
  );
}

function ConsentSheet({ onAgree, onClose }: { onAgree(): void; onClose(): void }): JSX.Element {
  const { sharing: words } = wordsIn(ownTexts);
  return (
    <Sheet title={words.ask} onClose={onClose}>
      <p>{words.consent}</p>
      <button
        type="button"
        class="main-button"
        onClick={() => {
          onAgree();
          onClose();
        }}
      >
        {words.agree}
      </button>
      <button type="button" class="quiet-button" onClick={onClose}>
        {words.cancel}
      </button>
    </Sheet>
  );
}
