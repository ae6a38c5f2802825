// The regions and circles of the consortium, each with how many companies it has.
import type { JSX } from 'preact';
import { PageLink } from '../page/PageLink.tsx';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { DirectoryAnswer } from './directoryAnswer.ts';
import type { GroupKind } from './GroupRecord.tsx';
import { newEntry } from './newEntry.ts';

/** Both lists. */
export function GroupList({ directory }: { readonly directory: DirectoryAnswer }): JSX.Element {
  const { regions, circles, workshops } = directory;
  return (
    <div class="groups">
      <List
        kind="region"
        groups={regions.map(({ id, name }) => ({
          id,
          name: named(name),
          count: workshops.filter(({ region }) => region === id).length,
        }))}
      />
      <List
        kind="circle"
        groups={circles.map(({ id, name, members }) => ({ id, name: named(name), count: members.length }))}
      />
    </div>
  );
}

interface ListProps {
  readonly kind: GroupKind;
  readonly groups: readonly { readonly id: string; readonly name: string; readonly count: number }[];
}

function List({ kind, groups }: ListProps): JSX.Element {
  const { group: words, kind: kinds } = wordsIn(memberTexts);
  return (
    <section>
      <h2>{kinds[kind]}</h2>
      <p class="quiet">{words.lead[kind]}</p>
      <ul class="group-list">
        {groups.map(({ id, name, count }) => (
          <li key={id}>
            <PageLink page="members" changes={{ entry: `${kind}/${id}` }}>
              {name}
            </PageLink>
            <span class="quiet">{words.count(count)}</span>
          </li>
        ))}
      </ul>
      <PageLink page="members" changes={{ entry: `${kind}/${newEntry}` }} class="quiet-button">
        {words.add[kind]}
      </PageLink>
    </section>
  );
}
