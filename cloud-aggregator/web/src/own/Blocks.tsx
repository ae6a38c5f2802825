// Hours that are not for others: entered without a reason, taken out again with one tap.
import type { JSX, TargetedSubmitEvent } from 'preact';
import { dayOf } from '../text/format.ts';
import { language, named } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

type BlocksProps = OwnPartProps & { readonly firstDate: string };

/** The list and the form. */
export function Blocks(props: BlocksProps): JSX.Element {
  const { shop, board, isOffline, say } = props;
  const { blocks: words } = wordsIn(ownTexts);
  const zone = board.timeZone.value;
  const nameOf = (id: string | null): string => {
    const machine = shop.machines.find((each) => each.id === id);
    return machine === undefined ? words.all : named(machine.name);
  };
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      {shop.bookings.length === 0 && <p>{words.none}</p>}
      <ul class="entries">
        {shop.bookings.map(({ id, machine, from, until, hours, kind }) => {
          const days = [from, until - 1].map((at) => dayOf(at, zone, language.value));
          const line = words.line(nameOf(machine), days[0] ?? '', days[1] ?? '', hours);
          return (
            <li key={id}>
              <span>
                {line} <small>{words.kind[kind]}</small>
              </span>
              <button
                type="button"
                class="quiet-button"
                aria-label={words.removeOf(line)}
                disabled={isOffline}
                onClick={() => void say(`bookings/${id}`, 'DELETE')}
              >
                {words.remove}
              </button>
            </li>
          );
        })}
      </ul>
      <BlockForm {...props} />
    </section>
  );
}

function BlockForm({ shop, isOffline, say, firstDate }: BlocksProps): JSX.Element {
  const { blocks: words } = wordsIn(ownTexts);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const text = (name: string): string => String(given.get(name) ?? '');
    const body = {
      machine: text('machine') === '' ? null : text('machine'),
      firstDate: text('firstDate'),
      lastDate: text('lastDate') || text('firstDate'),
      hours: Number(text('hours')),
      kind: text('kind'),
    };
    if (await say('bookings', 'POST', body)) form.reset();
  };
  return (
    <form class="block-form" onSubmit={submit}>
      <label class="form-field">
        <span>{words.machine}</span>
        <select name="machine">
          <option value="">{words.all}</option>
          {shop.machines.map(({ id, name }) => (
            <option key={id} value={id}>
              {named(name)}
            </option>
          ))}
        </select>
      </label>
      <label class="form-field">
        <span>{words.from}</span>
        <input type="date" name="firstDate" min={firstDate} defaultValue={firstDate} required />
      </label>
      <label class="form-field">
        <span>{words.until}</span>
        <input type="date" name="lastDate" min={firstDate} defaultValue={firstDate} required />
      </label>
      <label class="form-field">
        <span>{words.hours}</span>
        <input type="number" name="hours" min={0.5} max={500} step={0.5} inputMode="decimal" required />
      </label>
      <label class="form-field">
        <span>{words.kindLabel}</span>
        <select name="kind">
          <option value="blockOut">{words.kind.blockOut}</option>
          <option value="hold">{words.kind.hold}</option>
        </select>
      </label>
      <button type="submit" class="main-button" disabled={isOffline}>
        {words.add}
      </button>
    </form>
  );
}
