// 会員: everybody who is written down, the directory as a file to edit and give back, and one member's record.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Line } from '../live/openAnswer.ts';
import { address } from '../page/address.ts';
import { PageLink } from '../page/PageLink.tsx';
import { dayOf } from '../text/format.ts';
import { language, named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { type DirectoryAnswer, useOnce } from './directoryAnswer.ts';
import { MemberRecord } from './MemberRecord.tsx';
import { WorkbookExchange } from './WorkbookExchange.tsx';

/** The record of somebody who is not written down yet. */
const newMember = '+';

/** The page below the head. */
export function MembersPage(_: { readonly board: Line }): JSX.Element | null {
  const words = wordsIn(memberTexts);
  const again = useSignal(0);
  const answer = useOnce<DirectoryAnswer>('api/directory', again.value).value;
  const shop = address.value.get('shop');
  if (answer === null) return null;
  if (answer === 'failed') return <p class="note">{words.failed}</p>;
  const reload = (): void => {
    again.value += 1;
  };
  if (shop === null) return <List directory={answer} reload={reload} />;
  return (
    <div class="members">
      <p class="way-back">
        <PageLink page="members" changes={{ shop: null }}>
          {words.back}
        </PageLink>
      </p>
      <MemberRecord key={shop} id={shop === newMember ? null : shop} directory={answer} reload={reload} />
    </div>
  );
}

interface ListProps {
  readonly directory: DirectoryAnswer;
  readonly reload: () => void;
}

function List({ directory, reload }: ListProps): JSX.Element {
  const words = wordsIn(memberTexts);
  const wanted = useSignal('');
  const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
  const sought = fold(wanted.value);
  const found = directory.workshops
    .filter(({ id, name }) => [id, name.ja, name.en].some((each) => fold(each).includes(sought)))
    .toSorted((a, b) => named(a.name).localeCompare(named(b.name), language.value));
  return (
    <div class="members">
      <WorkbookExchange timeZone={directory.timeZone} reload={reload} />
      <div class="members-head">
        <label class="form-field">
          <span>{words.search}</span>
          <input
            type="search"
            value={wanted.value}
            onInput={(event) => {
              wanted.value = event.currentTarget.value;
            }}
          />
        </label>
        <PageLink page="members" changes={{ shop: newMember }} class="quiet-button">
          {words.add}
        </PageLink>
      </div>
      <p role="status" class="quiet">
        {directory.workshops.length === 0
          ? words.empty
          : words.count(found.length, directory.workshops.length)}
      </p>
      {found.length > 0 && <Table directory={directory} found={found} />}
    </div>
  );
}

function Table({
  directory,
  found,
}: Pick<ListProps, 'directory'> & { readonly found: DirectoryAnswer['workshops'] }): JSX.Element {
  const words = wordsIn(memberTexts);
  const regions = new Map(directory.regions.map(({ id, name }) => [id, name]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={words.column.name}>
      <table class="member-table">
        <thead>
          <tr>
            {Object.values(words.column).map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.map(({ id, name, region, machines, contacts, calendar, calendarConfirmedAt }) => {
            const [contact] = contacts;
            const place = region === null ? null : (regions.get(region) ?? null);
            return (
              <tr key={id}>
                <th scope="row">
                  <PageLink page="members" changes={{ shop: id }}>
                    {named(name)}
                  </PageLink>
                </th>
                <td>{place === null ? '–' : named(place)}</td>
                <td>{words.machines(machines.length)}</td>
                <td>
                  {contact === undefined
                    ? words.noContact
                    : `${contact.name} ${contact.phone ?? contact.email ?? ''}`}
                </td>
                <td>
                  <PageLink page="calendar" changes={{ shop: id }}>
                    {calendar}
                  </PageLink>
                </td>
                <td>
                  {calendarConfirmedAt === null
                    ? words.notConfirmed
                    : dayOf(calendarConfirmedAt, directory.timeZone, language.value)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
