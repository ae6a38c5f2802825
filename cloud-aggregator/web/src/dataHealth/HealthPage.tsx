// データの健康: whose data stopped, since when, what that most likely is, and what to say on the telephone (domain 6.1, B7).
import type { JSX } from 'preact';
import type { ShopHealth } from '../../../src/board/dataHealth.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { PageLink } from '../page/PageLink.tsx';
import { deskTexts } from '../text/deskTexts.ts';
import { duration, instant } from '../text/format.ts';
import { named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';

interface Answer {
  readonly workshops: readonly ShopHealth[];
  readonly grafana: string | null;
}

/** The page below the head. */
export function HealthPage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const { health: words } = wordsIn(deskTexts);
  const answer = useAnswer<Answer>('api/data-health', board).value;
  if (answer === null) return null;
  const silent = answer.workshops.filter(({ cause }) => cause !== 'fine');
  const fine = answer.workshops.length - silent.length;
  return (
    <div class="health">
      {silent.length > 0 && <p class="note">{words.lead}</p>}
      <ul>
        {silent.map((health) => (
          <li key={health.workshop.id} class={`cause-${health.cause}`}>
            <Shop health={health} board={board} />
          </li>
        ))}
      </ul>
      <p class="note">{silent.length === 0 ? words.allFine : words.fine(fine)}</p>
      {answer.grafana !== null && (
        <p class="screen-only">
          <a class="quiet-button" href={answer.grafana} rel="noreferrer" target="_blank">
            {words.grafana}
          </a>
        </p>
      )}
    </div>
  );
}

function Shop({ health, board }: { readonly health: ShopHealth; readonly board: LiveBoard }): JSX.Element {
  const { health: words } = wordsIn(deskTexts);
  const { workshop, cause, since, machines, machinesOfShop } = health;
  const now = board.minute.value;
  const names = machines.map(named).join(texts.value.between);
  return (
    <>
      <h2>
        <PageLink page="company" changes={{ shop: workshop.id }}>
          {named(workshop.name)}
        </PageLink>
      </h2>
      <dl class="facts">
        {(since !== null || cause === 'never') && <dt>{words.since}</dt>}
        {since === null && cause === 'never' && <dd>{words.never}</dd>}
        {since !== null && (
          <dd>
            <b>{instant(since, now, board.timeZone.value, texts.value)}</b>{' '}
            {duration(since, Math.max(now, since), texts.value)}
          </dd>
        )}
        <dt>{words.machines}</dt>
        <dd>
          {machines.length === machinesOfShop
            ? words.all(machinesOfShop)
            : words.some(names, machines.length, machinesOfShop)}
        </dd>
        <dt>{words.cause}</dt>
        <dd>{words.causes[cause].cause}</dd>
        <dt>{words.say}</dt>
        <dd>{words.causes[cause].say}</dd>
      </dl>
    </>
  );
}
