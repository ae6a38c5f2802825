// The page's address as a signal: which page, which conditions. Everything is in the query, so that the board works
// below any path prefix and a link leads to what was seen.
import { signal } from '@preact/signals';

/** The query of the address now. */
export const address = signal(new URLSearchParams(globalThis.location?.search));

/** Changes names in the address; null takes one out. A new page is a step back for the browser, a condition is not. */
export function setAddress(changes: Readonly<Record<string, string | null>>, isStep = false): void {
  const url = addressWith(changes);
  try {
    if (isStep) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  } catch {
    // A browser may refuse more than a hundred changes in half a minute of typing; the page follows all the same.
  }
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
  address.value = new URLSearchParams(location.search);
});
