// The change of the own password: the one there is, and the next one.
import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { texts } from '../text/language.ts';
import type { Account, Refusal } from './account.ts';
import { Field } from './Field.tsx';

interface PasswordFormProps {
  readonly account: Account;
  readonly person: string;
  /** What stands on the button. */
  readonly submit: string;
  /** It is the one thing to do on the page. */
  readonly isMain?: boolean;
}

/** The form. */
export function PasswordForm({ account, person, submit, isMain = false }: PasswordFormProps): JSX.Element {
  const { door } = texts.value;
  const told = useSignal<Refusal | 'changed' | null>(null);
  const change = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    told.value =
      (await account.changePassword(String(given.get('current')), String(given.get('next')))) ?? 'changed';
    if (told.value === 'changed') form.reset();
  };
  const typed = account.typed.value;
  return (
    <form onSubmit={change}>
      {/* Password managers want to know whose password it is. */}
      <input type="text" autocomplete="username" value={person} readOnly hidden />
      <Field
        label={door.currentPassword}
        name="current"
        autocomplete="current-password"
        secret
        focused={isMain && typed === ''}
        begun={typed}
      />
      <Field
        label={door.newPassword}
        name="next"
        autocomplete="new-password"
        secret
        least={12}
        focused={isMain && typed !== ''}
      />
      <p class="refusal" role="alert">
        {told.value !== null && (told.value === 'changed' ? door.changed : door.refused(told.value))}
      </p>
      <button type="submit" class={isMain ? 'main-button' : 'quiet-button'}>
        {submit}
      </button>
    </form>
  );
}
