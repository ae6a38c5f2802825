// 会社カード: whom to call, what a company can do, and what it shares. No rating (domain 6.1, B3).
import type { JSX } from 'preact';
import type { CompanyCard } from '../../../src/api/companyCard.ts';
import { materialName } from '../../../src/search/materialNames.ts';
import { processName } from '../../../src/search/processNames.ts';
import { sizeText } from '../free/sizeText.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { address } from '../page/address.ts';
import { PageLink } from '../page/PageLink.tsx';
import type { Account } from '../people/account.ts';
import { deskTexts } from '../text/deskTexts.ts';
import { language, named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { AnswerLink } from './AnswerLink.tsx';
import { ContactList } from './ContactList.tsx';

const strengths = ['core', 'can', 'arranges'] as const;

export interface CompanyPageProps {
  readonly board: LiveBoard;
  readonly account: Account;
}

/** The card of the company that the address names. */
export function CompanyPage({ board, account }: CompanyPageProps): JSX.Element | null {
  const { card: words } = wordsIn(deskTexts);
  const shop = address.value.get('shop') ?? '';
  const roles = account.visitor.value?.roles ?? [];
  const isOffice = roles.includes('office') || roles.includes('administrator');
  const card = useAnswer<CompanyCard>(`api/workshops/${encodeURIComponent(shop)}`, board).value;
  return (
    <div class="card">
      <p class="screen-only">
        <PageLink page="free" changes={{ shop: null }} class="quiet-button">
          {words.back}
        </PageLink>
      </p>
      {card === null ? <p class="note">{words.missing}</p> : <Card card={card} />}
      {card !== null && isOffice && (
        <AnswerLink key={card.id} shop={card.id} timeZone={board.timeZone.value} />
      )}
    </div>
  );
}

function Card({ card }: { readonly card: CompanyCard }): JSX.Element {
  const { card: words } = wordsIn(deskTexts);
  const { between } = texts.value;
  const listed = (items: readonly string[]): string =>
    items.length === 0 ? words.none : items.join(between);
  const materials = Array.isArray(card.attributes['materials']) ? card.attributes['materials'] : [];
  const certificates = card.certificates.map(({ name, expires }) =>
    expires === null ? name : `${name}（${words.until(expires)}）`,
  );
  return (
    <>
      <h2 class="card-name">{named(card.name)}</h2>
      <h3>{words.contacts}</h3>
      <ContactList contacts={card.contacts} />
      <dl class="facts">
        <dt>{words.region}</dt>
        <dd>{card.region === null ? words.none : named(card.region)}</dd>
        {strengths.map((strength) => (
          <Processes key={strength} card={card} strength={strength} />
        ))}
        <dt>{words.materials}</dt>
        <dd>{listed(materials.map((code) => named(materialName(code))))}</dd>
        <dt>{words.certificates}</dt>
        <dd>{listed(certificates)}</dd>
        <dt>{words.circles}</dt>
        <dd>{listed(card.circles.map(named))}</dd>
      </dl>
      <h3>{words.machines}</h3>
      <ul class="card-machines">
        {card.machines.map(({ id, name, class: kind, attributes, shares }) => (
          <li key={id}>
            <b>{named(name)}</b> {kind !== null && named(kind)}{' '}
            {sizeText(attributes, language.value === 'ja' ? 'トン' : ' tf')}
            <small>
              {words.shares} {words.level[shares]}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

interface ProcessesProps {
  readonly card: CompanyCard;
  readonly strength: (typeof strengths)[number];
}

function Processes({ card, strength }: ProcessesProps): JSX.Element | null {
  const { card: words } = wordsIn(deskTexts);
  const codes = card.machines.flatMap(({ processes }) =>
    processes.filter((each) => each.strength === strength).map(({ code }) => code),
  );
  if (codes.length === 0) return null;
  return (
    <>
      <dt>
        {words.processes} {words.strength[strength]}
      </dt>
      <dd>{[...new Set(codes)].map((code) => named(processName(code))).join(texts.value.between)}</dd>
    </>
  );
}
