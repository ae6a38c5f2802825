// Whom to call: a sheet over the board, so that the place in the rows is kept while somebody dials.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CompanyCard } from '../../../src/api/companyCard.ts';
import { ContactList } from '../company/ContactList.tsx';
import { loadCard } from '../company/loadCard.ts';
import { PageLink } from '../page/PageLink.tsx';
import { freeTexts } from '../text/freeTexts.ts';
import { named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';

/** The sheet of one workshop. */
export function ContactSheet({
  workshop,
  onClose,
}: {
  readonly workshop: string;
  onClose(): void;
}): JSX.Element {
  const words = wordsIn(freeTexts);
  const card = useSignal<CompanyCard | null | 'failed'>(null);
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    sheet.current?.showModal();
    void loadCard(workshop).then((found) => (card.value = found ?? 'failed'));
  }, [workshop]);
  const found = card.value;
  return (
    <dialog ref={sheet} class="sheet" onClose={onClose} aria-labelledby="contact-of">
      <h2 id="contact-of">
        {found === null || found === 'failed' ? words.contact : words.contactOf(named(found.name))}
      </h2>
      {found === 'failed' && <p role="alert">{texts.value.neverReached}</p>}
      {found !== null && found !== 'failed' && (
        <>
          <ContactList contacts={found.contacts} />
          <PageLink page="company" changes={{ shop: workshop }} class="quiet-button">
            {words.card}
          </PageLink>
        </>
      )}
      <button type="button" class="main-button" onClick={() => sheet.current?.close()}>
        {words.close}
      </button>
    </dialog>
  );
}
