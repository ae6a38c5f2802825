// Name and password, by keyboard or thumb, and what was wrong with them.
import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { texts } from '../text/language.ts';
import type { Account, Refusal } from './account.ts';
import { Field } from './Field.tsx';

/** The form; it goes by itself as soon as somebody is signed in. */
export function SignInForm({ account }: { readonly account: Account }): JSX.Element {
  const { door } = texts.value;
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    busy.value = true;
    refusal.value = await account.signIn(String(given.get('name')), String(given.get('password')));
    busy.value = false;
    if (refusal.value !== null) form.querySelector<HTMLInputElement>('[name=password]')?.select();
  };
  return (
    <>
      <form onSubmit={submit}>
        <Field label={door.name} name="name" autocomplete="username" focused />
        <Field label={door.password} name="password" autocomplete="current-password" secret />
        <p role="alert" class="refusal">
          {refusal.value !== null && door.refused(refusal.value)}
        </p>
        <button type="submit" class="main-button" disabled={busy.value}>
          {door.signIn}
        </button>
      </form>
      <p class="note">{door.forgotten}</p>
    </>
  );
}
