// A long answer as JSON in pieces: what is ready goes out while the rest is still written, and no piece holds the event
// loop for long.
const itemsOfPiece = 500;

/** The text of a record, the lists of which may be long: `{ at: 1, rows: [...] }`, a piece for every few items. */
export function* jsonPieces(
  record: Readonly<Record<string, unknown>>,
  textOf: (item: object) => string = JSON.stringify,
): Generator<string, void> {
  let text = '{';
  for (const [index, [name, value]] of Object.entries(record).entries()) {
    text += `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
    if (!Array.isArray(value)) {
      text += JSON.stringify(value);
      continue;
    }
    text += '[';
    for (let from = 0; from < value.length; from += itemsOfPiece) {
      const items = value.slice(from, from + itemsOfPiece) as readonly object[];
      text += `${from === 0 ? '' : ','}${items.map(textOf).join(',')}`;
      yield text;
      text = '';
    }
    text += ']';
  }
  yield `${text}}`;
}
