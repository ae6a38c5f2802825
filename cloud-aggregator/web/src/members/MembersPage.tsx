// 会員: everybody who is written down, the directory as a file to edit and give back, and one member's record.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Line } from '../live/keepAsking.ts';
import { useOnce } from '../live/useOnce.ts';
import { address } from '../page/address.ts';
import { PageLink } from '../page/PageLink.tsx';
import { dayOf } from '../text/format.ts';
import { language, named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { DirectoryAnswer } from './directoryAnswer.ts';
import { foundWorkshops } from './foundWorkshops.ts';
import { GroupList } from './GroupList.tsx';
import { GroupRecord } from './GroupRecord.tsx';
import { MemberRecord } from './MemberRecord.tsx';
import { newEntry } from './newEntry.ts';
import { WorkbookExchange } from './WorkbookExchange.tsx';

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
  const [kind, id] = (address.value.get('entry') ?? '').split('/');
  const isGroup = (kind === 'region' || kind === 'circle') && id !== undefined;
  if (shop === null && !isGroup) return <List directory={answer} reload={reload} />;
  const idOf = (text: string): string | null => (text === newEntry ? null : text);
  return (
    <div class="members">
      <p class="way-back">
        <PageLink page="members" changes={{ shop: null, entry: null }}>
          {words.back}
        </PageLink>
      </p>
      {shop !== null && <MemberRecord key={shop} id={idOf(shop)} directory={answer} reload={reload} />}
      {shop === null && isGroup && (
        <GroupRecord key={`${kind} ${id}`} kind={kind} id={idOf(id)} directory={answer} reload={reload} />
      )}
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
  const found = foundWorkshops(directory.workshops, wanted.value, language.value);
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
        <PageLink page="members" changes={{ shop: newEntry }} class="quiet-button">
          {words.add}
        </PageLink>
      </div>
      <p role="status" class="quiet">
        {directory.workshops.length === 0
          ? words.empty
          : words.count(found.length, directory.workshops.length)}
      </p>
      {found.length > 0 && <Table directory={directory} found={found} />}
      <GroupList directory={directory} />
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
