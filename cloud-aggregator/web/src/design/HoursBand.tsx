// Today's account of one machine as a band: as long as the time accounted for, so that it ends where the data end.
// It stacks sums, it is not a timeline: the order of the colours is always the same.
import type { JSX } from 'preact';
import { accountedMs, shownStates, type Today, timeIn } from '../live/machineRow.ts';
import { hours } from '../text/format.ts';
import { texts } from '../text/language.ts';

const dayMs = 86_400_000;

/** The band of one machine's day; its full width is 24 hours and the stroke marks how much of the day has passed. */
export function HoursBand({ today, now }: { readonly today: Today; readonly now: number }): JSX.Element {
  const accounted = accountedMs(today);
  const passed = Math.max(accounted, now - (today.throughMs - accounted));
  return (
    <div class="band" role="img" aria-label={texts.value.accounted(hours(accounted))}>
      {shownStates
        .filter((state) => timeIn(today, state) > 0)
        .map((state) => (
          <span key={state} class={`part state-${state}`} style={{ width: percent(timeIn(today, state)) }} />
        ))}
      <span class="passed" style={{ left: percent(passed) }} />
    </div>
  );
}

function percent(ms: number): string {
  return `${(Math.min(1, ms / dayMs) * 100).toFixed(2)}%`;
}
