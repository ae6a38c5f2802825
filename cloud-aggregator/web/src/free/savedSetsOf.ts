// Pure: the saved sets as they were stored; what is not understood is left out.

/** Conditions under a name, as the query of an address. */
export interface SavedSet {
  readonly name: string;
  readonly query: string;
}

const most = 50;

/** The sets in a stored text. */
export function savedSetsOf(stored: string | null): readonly SavedSet[] {
  try {
    const found: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(found) ? found.filter(isSet).slice(0, most) : [];
  } catch {
    return [];
  }
}

function isSet(each: unknown): each is SavedSet {
  if (typeof each !== 'object' || each === null) return false;
  const { name, query } = each as Partial<Record<string, unknown>>;
  return typeof name === 'string' && name !== '' && typeof query === 'string';
}
