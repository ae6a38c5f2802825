// The door of the board, in both languages.
import type { JSX } from 'preact';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { texts } from '../text/language.ts';
import type { Account } from './account.ts';
import { SignInForm } from './SignInForm.tsx';

/** The page; after it the board comes back at the same address. */
export function SignInPage({ account }: { readonly account: Account }): JSX.Element {
  const { product, door } = texts.value;
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
        <SignInForm account={account} />
      </main>
    </div>
  );
}
