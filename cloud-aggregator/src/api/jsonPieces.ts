// A long answer as JSON in pieces: what is ready goes out while the rest is still written, and no piece holds the event
// loop for long.
/** Longer texts than these are laid where only a full collection of garbage finds them. */
const itemsOfPiece = 80;

/**
 * The text of a record, the lists of which may be long: `{ at: 1, rows: [...] }`, a piece for every few items. A list
 * may also be what makes its items one after the other: then none of them is made before its piece.
 */
export function* jsonPieces(
  record: Readonly<Record<string, unknown>>,
  textOf: (item: object) => string = JSON.stringify,
): Generator<string, void> {
  let text = '{';
  for (const [index, [name, value]] of Object.entries(record).entries()) {
    text += `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
    if (!isList(value)) {
      text += JSON.stringify(value);
      continue;
    }
    text += '[';
    for (const piece of listPieces(value, textOf)) {
      yield text + piece;
      text = '';
    }
    text += ']';
  }
  yield `${text}}`;
}

function* listPieces(list: Iterable<object>, textOf: (item: object) => string): Generator<string, void> {
  let items: string[] = [];
  let comma = '';
  for (const item of list) {
    items.push(textOf(item));
    if (items.length < itemsOfPiece) continue;
    yield comma + items.join(',');
    items = [];
    comma = ',';
  }
  if (items.length > 0) yield comma + items.join(',');
}

function isList(value: unknown): value is Iterable<object> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
