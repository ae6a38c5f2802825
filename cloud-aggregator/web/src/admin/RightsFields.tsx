// Roles to tick, each with what it is for, and for an owner his companies.
import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Role } from '../../../src/people/roles.ts';
import { named, texts } from '../text/language.ts';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { Company } from './PeoplePage.tsx';
import { type RightsChoice, withoutWorkshop, withRole, withWorkshop, workshopNamed } from './rightsChoice.ts';

const roles: readonly Role[] = ['owner', 'desk', 'office', 'reviewer', 'administrator'];

export interface RightsFieldsProps {
  readonly choice: Signal<RightsChoice>;
  readonly workshops: readonly Company[];
}

/** The fields of a form. */
export function RightsFields({ choice, workshops }: RightsFieldsProps): JSX.Element {
  const words = wordsIn(peopleTexts);
  return (
    <>
      <fieldset class="ticks">
        <legend>{words.roles}</legend>
        {roles.map((role) => (
          <label key={role} class="tick">
            <input
              type="checkbox"
              checked={choice.value.roles.includes(role)}
              onChange={(event) => (choice.value = withRole(choice.value, role, event.currentTarget.checked))}
            />
            <span>
              <b>{texts.value.door.role[role]}</b>
              <small>{words.role[role]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {choice.value.roles.includes('owner') && <Companies choice={choice} workshops={workshops} />}
    </>
  );
}

function Companies({ choice, workshops }: RightsFieldsProps): JSX.Element {
  const words = wordsIn(peopleTexts);
  const typed = useSignal('');
  const list = useId();
  const found = workshopNamed(typed.value, workshops);
  return (
    <fieldset class="ticks">
      <legend>{words.workshops}</legend>
      <Chosen choice={choice} workshops={workshops} />
      <div class="admin-tools">
        <input
          type="text"
          class="admin-search"
          list={list}
          aria-label={words.workshops}
          autocomplete="off"
          maxLength={100}
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
        <datalist id={list}>
          {workshops.map(({ id, name }) => (
            <option key={id} value={id}>
              {named(name)}
            </option>
          ))}
        </datalist>
        <button
          type="button"
          class="quiet-button"
          disabled={found === null}
          onClick={() => {
            if (found !== null) choice.value = withWorkshop(choice.value, found);
            typed.value = '';
          }}
        >
          {words.addWorkshop}
        </button>
      </div>
      <p class="quiet">{words.workshopHint}</p>
    </fieldset>
  );
}

function Chosen({ choice, workshops }: RightsFieldsProps): JSX.Element {
  const words = wordsIn(peopleTexts);
  const nameOf = (id: string): string => {
    const name = workshops.find((each) => each.id === id)?.name;
    return name === undefined ? id : named(name);
  };
  return (
    <ul class="chosen">
      {choice.value.workshops.map((id) => (
        <li key={id}>
          {nameOf(id)}
          <button
            type="button"
            class="pick"
            aria-label={words.removeWorkshop(nameOf(id))}
            onClick={() => (choice.value = withoutWorkshop(choice.value, id))}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}
