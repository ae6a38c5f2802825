// Who is signed in, in the head of the page; opened it has the ways out and the change of the password.
import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { texts } from '../text/language.ts';
import type { Account, Refusal } from './account.ts';
import { Field } from './Field.tsx';

/** The menu; where nobody signs in it says so instead. */
export function AccountMenu({ account }: { readonly account: Account }): JSX.Element | null {
  const { door } = texts.value;
  const visitor = account.visitor.value;
  if (visitor?.open === true) return <p class="open-warning">{door.open}</p>;
  if (visitor === null || visitor.person === null) return null;
  return (
    <details class="account">
      <summary>{visitor.person}</summary>
      <div class="account-sheet">
        <p class="note">{visitor.roles.map((role) => door.role[role]).join(texts.value.between)}</p>
        <button type="button" class="main-button" onClick={() => void account.signOut(false)}>
          {door.signOut}
        </button>
        <button type="button" class="quiet-button" onClick={() => void account.signOut(true)}>
          {door.signOutEverywhere}
        </button>
        <PasswordForm account={account} person={visitor.person} />
      </div>
    </details>
  );
}

interface PasswordFormProps {
  readonly account: Account;
  readonly person: string;
}

function PasswordForm({ account, person }: PasswordFormProps): JSX.Element {
  const { door } = texts.value;
  const told = useSignal<Refusal | 'changed' | null>(null);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    told.value =
      (await account.changePassword(String(given.get('current')), String(given.get('next')))) ?? 'changed';
    if (told.value === 'changed') form.reset();
  };
  return (
    <details class="password">
      <summary>{door.changePassword}</summary>
      <form onSubmit={submit}>
        {/* Password managers want to know whose password it is. */}
        <input type="text" autocomplete="username" value={person} readOnly hidden />
        <Field label={door.currentPassword} name="current" autocomplete="current-password" secret />
        <Field label={door.newPassword} name="next" autocomplete="new-password" secret least={12} />
        <p class="refusal" role="alert">
          {told.value !== null && (told.value === 'changed' ? door.changed : door.refused(told.value))}
        </p>
        <button type="submit" class="quiet-button">
          {door.change}
        </button>
      </form>
    </details>
  );
}
