// Sets of conditions under a name, kept in this browser: a desk asks for the same again and again (domain 6.3).
import { signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { conditionsOf, type Filter } from '../../../src/search/filter.ts';
import { addressOf, filterOf } from '../../../src/search/filterAddress.ts';
import { setAddress } from '../page/address.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { wordsIn } from '../text/words.ts';
import { type SavedSet, savedSetsOf } from './savedSetsOf.ts';

const storageKey = 'savedFilters';
const sets = signal<readonly SavedSet[]>(read());

/** The names of the sets, and the way to save what is set now. */
export function SavedSets({ filter }: { readonly filter: Filter }): JSX.Element | null {
  const { saved: words } = wordsIn(freeTexts);
  const naming = useSignal(false);
  const isAny = conditionsOf(filter).length > 0;
  if (sets.value.length === 0 && !isAny) return null;
  return (
    <fieldset class="saved-sets">
      <legend>{words.label}</legend>
      {sets.value.map(({ name, query }) => (
        <span key={name} class="saved-set">
          <button
            type="button"
            class="pick"
            onClick={() => setAddress(addressOf(filterOf(new URLSearchParams(query))))}
          >
            {name}
          </button>
          <button
            type="button"
            class="pick"
            aria-label={words.remove(name)}
            onClick={() => write(sets.value.filter((each) => each.name !== name))}
          >
            ✕
          </button>
        </span>
      ))}
      {isAny && !naming.value && (
        <button type="button" class="pick" onClick={() => (naming.value = true)}>
          {words.save}
        </button>
      )}
      {naming.value && <NameForm filter={filter} onDone={() => (naming.value = false)} />}
    </fieldset>
  );
}

function NameForm({ filter, onDone }: { readonly filter: Filter; onDone(): void }): JSX.Element {
  const { saved: words } = wordsIn(freeTexts);
  return (
    <form
      class="name-form"
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get('set') ?? '').trim();
        if (name === '') return;
        const query = new URLSearchParams(
          Object.entries(addressOf(filter)).filter((each): each is [string, string] => each[1] !== null),
        ).toString();
        write([...sets.value.filter((each) => each.name !== name), { name, query }]);
        onDone();
      }}
    >
      <input
        type="text"
        name="set"
        aria-label={words.name}
        placeholder={words.name}
        maxLength={40}
        required
      />
      <button type="submit" class="pick on">
        {words.done}
      </button>
    </form>
  );
}

function read(): readonly SavedSet[] {
  try {
    return savedSetsOf(localStorage.getItem(storageKey));
  } catch {
    return [];
  }
}

function write(next: readonly SavedSet[]): void {
  sets.value = next;
  try {
    localStorage.setItem(storageKey, JSON.stringify(next));
  } catch {
    // Storage may be closed to us (private window); the sets last as long as the page.
  }
}
