// Days that nobody wants to type, put into the year that is shown.
import type { JSX } from 'preact';
import type { CalendarTemplate } from '../../../src/directory/calendarTemplates.ts';
import { calendarTexts } from '../text/calendarTexts.ts';
import { wordsIn } from '../text/words.ts';

const templates: readonly CalendarTemplate[] = ['holidays', 'goldenWeek', 'obon', 'yearEnd', 'lastYear'];

interface TemplatesProps {
  readonly put: (template: CalendarTemplate) => void;
  readonly said: string;
}

/** One button each. */
export function Templates({ put, said }: TemplatesProps): JSX.Element {
  const { template: words } = wordsIn(calendarTexts);
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      <div class="row-of-picks">
        {templates.map((each) => (
          <button key={each} type="button" class="quiet-button" onClick={() => put(each)}>
            {words[each]}
          </button>
        ))}
      </div>
      <p role="status" class="quiet">
        {said}
      </p>
    </section>
  );
}
