// The page's address as a signal: which page, which conditions. Everything is in the query, so that the board works
// below any path prefix and a link leads to what was seen.
import { signal } from '@preact/signals';
import { isUnsaved, leave } from './unsaved.ts';

/** The query of the address now. */
export const address = signal(new URLSearchParams(globalThis.location?.search));

/** What is shown, also after the browser has gone a step back by itself. */
let shown = globalThis.location?.href;
/** The next step of the browser was agreed to. */
let isAgreed = false;

/** Changes names in the address; null takes one out. A new page is a step back for the browser, a condition is not. */
export function setAddress(changes: Readonly<Record<string, string | null>>, isStep = false): void {
  const url = addressWith(changes);
  try {
    if (isStep) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  } catch {
    // A browser may refuse more than a hundred changes in half a minute of typing; the page follows all the same.
  }
  shown = url.href;
  address.value = new URLSearchParams(url.search);
}

/** The address with these changes, for a link. */
export function addressWith(changes: Readonly<Record<string, string | null>>): URL {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url;
}

globalThis.addEventListener?.('popstate', () => {
  if (isUnsaved() && !isAgreed) {
    // The browser is there already: what is edited is put in front again while somebody is asked.
    history.pushState(null, '', shown);
    leave(() => {
      isAgreed = true;
      history.back();
    });
    return;
  }
  isAgreed = false;
  shown = location.href;
  address.value = new URLSearchParams(location.search);
});
