// Pure: a machine's state as sign, word and colour together, never colour alone, and its day as a band over 24 hours.
// Drawn with attributes only: the page's security policy allows no style within the markup.
import type { MachineState, Span } from '@nakamawashi/machine-model';
import type { MachineAccount } from './accounts.ts';
import { type Html, html } from './html.ts';
import type { OwnerTexts } from './ownerTexts.ts';

const line = (shape: Html): Html => html`<g fill="none" stroke="currentColor" stroke-width="2">${shape}</g>`;
const area = (path: string): Html => html`<path d="${path}" fill="currentColor" fill-rule="evenodd"/>`;

const signs: Readonly<Record<MachineState, Html>> = {
  production: area('M4 2.5v11l9.5-5.5z'),
  setup: area(
    'M14.1 4.4a4 4 0 0 1-5.2 4.7l-4.7 4.7a1.55 1.55 0 0 1-2.2-2.2l4.7-4.7a4 4 0 0 1 4.9-5.2L9.3 4l.5 2.2 2.2.5z',
  ),
  idle: line(html`<rect x="3.5" y="3.5" width="9" height="9"/>`),
  fault: area('M8 1.2 15.3 14.2H.7zM7.1 5.6l.3 4.4h1.2l.3-4.4zM7.2 11.1v1.6h1.6v-1.6z'),
  maintenance: area('M6.5 2h3v4.5H14v3H9.5V14h-3V9.5H2v-3h4.5z'),
  off: line(html`<circle cx="8" cy="8" r="5"/>`),
  unknown: line(html`<path d="M4.7 5.6a3.3 3.3 0 1 1 5 2.8c-1.1.7-1.7 1.1-1.7 2.3M8 12.6v1.9"/>`),
};

/** The sign of a state; always beside its word, therefore hidden from screen readers. */
export function stateSign(state: MachineState): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${signs[state]}</svg>`;
}

/** The chip of a state. */
export function stateChip(state: MachineState, isInferred: boolean, texts: OwnerTexts): Html {
  const mark = isInferred && html` <small>${texts.inferred}</small>`;
  return html`<span class="chip state-${state}">${stateSign(state)}<span>${texts.state[state]}</span>${mark}</span>`;
}

/** The day from midnight to midnight, as far as it is on record; the stroke is now. */
export function dayBand({ today, day }: MachineAccount, now: number, label: string): Html {
  const parts = today.map((interval) => {
    const x = place(interval.from, day);
    const width = place(interval.until, day) - x;
    return html`<rect class="state-${interval.state}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="20"/>`;
  });
  const stroke = place(now, day).toFixed(1);
  return html`<svg class="band" viewBox="0 0 1440 20" preserveAspectRatio="none" role="img" aria-label="${label}">
<rect class="track" width="1440" height="20"/>${parts}<rect class="now" x="${stroke}" width="6" height="20"/></svg>
<div class="scale" aria-hidden="true"><span>0</span><span>6</span><span>12</span><span>18</span><span>24</span></div>`;
}

function place(at: number, { from, until }: Span): number {
  return Math.min(1, Math.max(0, (at - from) / (until - from))) * 1_440;
}
