// A long answer as JSON in pieces: what is ready goes out while the rest is still written, and no piece holds the event
// loop for long.
/** Longer texts than these are laid where only a full collection of garbage finds them. */
const itemsOfPiece = 80;

/** What is written of some items, with commas between them, after `lead`; as UTF-8 where it was written before. */
type ItemsWritten = (lead: string, items: readonly object[]) => string | Uint8Array;

const asText: ItemsWritten = (lead, items) => lead + items.map((item) => JSON.stringify(item)).join(',');

/**
 * The text of a record, the lists of which may be long: `{ at: 1, rows: [...] }`, a piece for every few items. A list
 * may also be what makes its items one after the other: then none of them is made before its piece.
 */
export function* jsonPieces(
  record: Readonly<Record<string, unknown>>,
  written = asText,
): Generator<string | Uint8Array, void> {
  let text = '{';
  for (const [index, [name, value]] of Object.entries(record).entries()) {
    text += `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
    if (!isList(value)) {
      text += JSON.stringify(value);
      continue;
    }
    text += '[';
    for (const items of inLots(value)) {
      yield written(text, items);
      text = ',';
    }
    text = text === ',' ? ']' : `${text}]`;
  }
  yield `${text}}`;
}

function* inLots(list: Iterable<object>): Generator<readonly object[], void> {
  let items: object[] = [];
  for (const item of list) {
    items.push(item);
    if (items.length < itemsOfPiece) continue;
    yield items;
    items = [];
  }
  if (items.length > 0) yield items;
}

function isList(value: unknown): value is Iterable<object> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
