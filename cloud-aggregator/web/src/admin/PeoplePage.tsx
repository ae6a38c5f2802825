// 人と役割: who has an account, what he is to the consortium, and every deed of an administrator; below it the tokens of
// programs. What cannot be taken back is asked about first, with its consequence.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { KnownPerson } from '../../../src/people/administration.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import type { Name } from '../live/machineRow.ts';
import { named, texts } from '../text/language.ts';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AddSheet } from './AddSheet.tsx';
import { PersonLine } from './PersonLine.tsx';
import { SearchField } from './SearchField.tsx';
import { SecretSheet } from './SecretSheet.tsx';
import { TokenList } from './TokenList.tsx';
import { useList } from './useList.ts';

/** A company that an owner may have. */
export interface Company {
  readonly id: string;
  readonly name: Name;
}
interface PeopleAnswer {
  readonly you: string;
  readonly people: readonly KnownPerson[];
  readonly workshops: readonly Company[];
}

/** The page below the head. */
export function PeoplePage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const words = wordsIn(peopleTexts);
  const { answer, askAgain } = useList<PeopleAnswer>('api/people', board);
  const search = useSignal('');
  const isAdding = useSignal(false);
  const made = useSignal<{ readonly id: string; readonly password: string } | null>(null);
  const known = answer.value;
  if (known === null) return null;
  const { you, people, workshops } = known;
  const shown = people.filter((person) => searchText(person, workshops).includes(search.value.toLowerCase()));
  return (
    <div class="admin">
      <p class="note">{words.lead}</p>
      <div class="admin-tools">
        <SearchField label={words.search} value={search} />
        <button type="button" class="main-button" onClick={() => (isAdding.value = true)}>
          {words.add}
        </button>
      </div>
      <ul class="admin-list people-list">
        {shown.map((person) => (
          <PersonLine
            key={person.id}
            person={person}
            isYou={person.id === you}
            workshops={workshops}
            board={board}
            onDone={askAgain}
            onPassword={(password) => (made.value = { id: person.id, password })}
          />
        ))}
      </ul>
      {shown.length === 0 && <p class="note">{words.none}</p>}
      <TokenList board={board} />
      {isAdding.value && (
        <AddSheet
          workshops={workshops}
          onClose={() => (isAdding.value = false)}
          onMade={(id, password) => {
            isAdding.value = false;
            made.value = { id, password };
            askAgain();
          }}
        />
      )}
      {made.value !== null && (
        <SecretSheet
          title={words.passwordOf(made.value.id)}
          note={words.passwordOnce}
          secret={made.value.password}
          close={words.told}
          onClose={() => (made.value = null)}
        />
      )}
    </div>
  );
}

function searchText({ id, roles, workshops: own }: KnownPerson, workshops: readonly Company[]): string {
  const companies = workshops.filter((each) => own.includes(each.id)).map(({ name }) => named(name));
  return [id, ...roles.map((role) => texts.value.door.role[role]), ...own, ...companies]
    .join(' ')
    .toLowerCase();
}
