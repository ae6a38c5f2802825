// One person: what he is, whether he is here, and behind a fold what can be done about him.
import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { KnownPerson } from '../../../src/people/administration.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { instant } from '../text/format.ts';
import { named, texts } from '../text/language.ts';
import { type PersonDeed, peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AskSheet } from './AskSheet.tsx';
import type { Company } from './PeoplePage.tsx';
import { RightsSheet } from './RightsSheet.tsx';
import { type Failure, send } from './send.ts';

export interface PersonLineProps {
  readonly person: KnownPerson;
  readonly isYou: boolean;
  readonly workshops: readonly Company[];
  readonly board: LiveBoard;
  onDone(): void;
  /** A new password, to be shown once. */
  onPassword(password: string): void;
}

const calls = {
  password: ['POST', '/password', {}],
  signOut: ['DELETE', '/sessions', undefined],
  lock: ['PUT', '/lock', { locked: true }],
  remove: ['DELETE', '', undefined],
} as const;
const deeds: readonly PersonDeed[] = ['password', 'signOut', 'lock', 'remove'];
type OpenSheet = PersonDeed | 'rights' | null;

/** The line of a list. */
export function PersonLine(props: PersonLineProps): JSX.Element {
  const { person, isYou, workshops, board } = props;
  const words = wordsIn(peopleTexts);
  const { door, between } = texts.value;
  const open = useSignal<OpenSheet>(null);
  const own = person.workshops.map((id) => {
    const name = workshops.find((each) => each.id === id)?.name;
    return name === undefined ? id : named(name);
  });
  const here = presence(person, board);
  return (
    <li class={person.lockedAt === null ? '' : 'is-off'}>
      <h2>
        {person.id}
        {isYou && <small> {words.you}</small>}
      </h2>
      <p>
        <b>{person.roles.map((role) => door.role[role]).join(between)}</b>
        {own.length > 0 && ` ${own.join(between)}`}
      </p>
      <p class="quiet">{here}</p>
      {person.hasGivenPassword && <p class="quiet">{words.hasGivenPassword}</p>}
      <PersonDeeds {...props} open={open} />
      <PersonSheet {...props} open={open} />
    </li>
  );
}

interface WithSheet extends PersonLineProps {
  readonly open: Signal<OpenSheet>;
}

function PersonDeeds({ person, onDone, open }: WithSheet): JSX.Element {
  const words = wordsIn(peopleTexts);
  const isLocked = person.lockedAt !== null;
  const unlock = async (): Promise<void> => {
    await send('PUT', `people/${person.id}/lock`, { locked: false });
    onDone();
  };
  const button = (word: string, act: () => void): JSX.Element => (
    <button type="button" class="quiet-button" key={word} onClick={act}>
      {word}
    </button>
  );
  return (
    <details class="admin-deeds">
      <summary aria-label={words.deedsOf(person.id)}>⋯</summary>
      <div>
        {button(words.rights, () => (open.value = 'rights'))}
        {isLocked && button(words.unlock, () => void unlock())}
        {deeds
          .filter((deed) => !isLocked || deed === 'password' || deed === 'remove')
          .map((deed) => button(words.deed[deed], () => (open.value = deed)))}
      </div>
    </details>
  );
}

function PersonSheet({ person, isYou, workshops, onDone, onPassword, open }: WithSheet): JSX.Element | null {
  const words = wordsIn(peopleTexts);
  const shown = open.value;
  const close = (): void => {
    open.value = null;
  };
  if (shown === null) return null;
  if (shown === 'rights')
    return (
      <RightsSheet
        person={person}
        workshops={workshops}
        onClose={close}
        onDone={() => {
          close();
          onDone();
        }}
      />
    );
  const act = async (): Promise<Failure | null> => {
    const [method, path, body] = calls[shown];
    const told = await send<{ password: string } | null>(method, `people/${person.id}${path}`, body);
    if (!told.ok) return told.failure;
    close();
    onDone();
    if (told.answer !== null) onPassword(told.answer.password);
    return null;
  };
  const { title, text } = words.ask[shown];
  return (
    <AskSheet
      title={title(person.id)}
      consequences={isYou ? [text, words.self] : [text]}
      confirm={words.deed[shown]}
      onConfirm={act}
      onClose={close}
    />
  );
}

function presence({ lockedAt, sessions, lastUse }: KnownPerson, board: LiveBoard): string {
  const words = wordsIn(peopleTexts);
  const time = (at: number): string => instant(at, board.minute.value, board.timeZone.value, texts.value);
  if (lockedAt !== null) return words.locked(time(lockedAt));
  return lastUse === null ? words.signedOut : words.signedIn(sessions, time(lastUse));
}
