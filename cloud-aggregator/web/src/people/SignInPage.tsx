// The door of the board: name and password, in both languages, by keyboard or thumb.
import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { texts } from '../text/language.ts';
import type { Account, Refusal } from './account.ts';
import { Field } from './Field.tsx';

/** The page; after it the board comes back at the same address. */
export function SignInPage({ account }: { readonly account: Account }): JSX.Element {
  const { product, door } = texts.value;
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
    <div class="page door">
      <header class="board-head">
        <div class="title">
          <p class="product">{product}</p>
          <h1>{door.signIn}</h1>
        </div>
        <LanguageButton />
      </header>
      <main>
        {account.expired.value && <p class="door-note">{door.expired}</p>}
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
      </main>
    </div>
  );
}
