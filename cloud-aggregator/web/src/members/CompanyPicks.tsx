// The companies of a circle: those that are in it, and a search for others, because a consortium may have hundreds.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import { Pick } from '../design/Pick.tsx';
import { language, named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { foundWorkshops } from './foundWorkshops.ts';
import { TextInput } from './Inputs.tsx';

interface PicksProps {
  readonly workshops: readonly Workshop[];
  readonly chosen: readonly string[];
  readonly change: (chosen: readonly string[]) => void;
}

const mostOffered = 30;

/** Both lists; what is taken out stays in sight until the search changes. */
export function CompanyPicks({ workshops, chosen, change }: PicksProps): JSX.Element {
  const { group: words, search } = wordsIn(memberTexts);
  const wanted = useSignal('');
  const names = new Map(workshops.map(({ id, name }) => [id, named(name)]));
  const found = foundWorkshops(workshops, wanted.value, language.value);
  const pick = (id: string): JSX.Element => (
    <Pick
      key={id}
      isOn={chosen.includes(id)}
      word={names.get(id) ?? id}
      onPick={(isOn) => change(isOn ? [...chosen, id] : chosen.filter((each) => each !== id))}
    />
  );
  return (
    <fieldset class="form-part picks-part">
      <legend>{words.companies(chosen.length)}</legend>
      <TextInput label={search} value={wanted.value} change={(text) => (wanted.value = text)} />
      <div class="row-of-picks">{found.slice(0, mostOffered).map(({ id }) => pick(id))}</div>
      {found.length > mostOffered && <p class="quiet">{words.more(found.length - mostOffered)}</p>}
      {chosen.length > 0 && <p class="quiet">{words.chosen}</p>}
      <ul class="fields">
        {chosen.map((id) => (
          <li key={id}>{names.get(id) ?? id}</li>
        ))}
      </ul>
    </fieldset>
  );
}
