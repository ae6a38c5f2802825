// Whom to call: a sheet over the board, so that the place in the rows is kept while somebody dials.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { CompanyCard } from '../../../src/api/companyCard.ts';
import { ContactList } from '../company/ContactList.tsx';
import { loadCard } from '../company/loadCard.ts';
import { Sheet } from '../design/Sheet.tsx';
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
  useEffect(() => {
    void loadCard(workshop).then((found) => (card.value = found ?? 'failed'));
  }, [workshop]);
  const found = card.value;
  return (
    <Sheet
      title={found === null || found === 'failed' ? words.contact : words.contactOf(named(found.name))}
      onClose={onClose}
    >
      {found === 'failed' && <p role="alert">{texts.value.neverReached}</p>}
      {found !== null && found !== 'failed' && (
        <>
          <ContactList contacts={found.contacts} />
          <PageLink page="company" changes={{ shop: workshop }} class="quiet-button">
            {words.card}
          </PageLink>
        </>
      )}
      <button type="button" class="main-button" onClick={onClose}>
        {words.close}
      </button>
    </Sheet>
  );
}
