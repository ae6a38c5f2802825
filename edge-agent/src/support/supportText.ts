// Pure: the text for a support call, to be read by its owner before it is sent: one file, nothing hidden in it.
// Promise: no secret that the agent knows of is in it, wherever it came from.

/** One part of the text. */
export interface SupportPart {
  readonly title: string;
  readonly lines: readonly string[];
}

/** More than this nobody reads and no mail takes; of a part that is longer the end is kept. */
const mostLines = 400;
const longestLine = 2_000;

/** Puts the parts together; every occurrence of a secret is struck out. */
export function supportText(parts: readonly SupportPart[], secrets: readonly string[]): string {
  const known = spelledOut(secrets);
  const body = parts.flatMap(({ title, lines }) => {
    // Struck out first: the beginning of a secret that was cut off would still be telling.
    const kept = lines.slice(-mostLines).map((line) => struckOut(line, known).slice(0, longestLine));
    const left = lines.length - kept.length;
    return [`== ${title} ==`, ...(left > 0 ? [`(${left} earlier lines left out)`] : []), ...kept, ''];
  });
  return body.join('\n');
}

/** Every secret as it stands in a text, in JSON and in an address; the longest first, in case one lies in another. */
function spelledOut(secrets: readonly string[]): readonly string[] {
  const spellings = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    encodeURIComponent(secret),
  ]);
  return [...new Set(spellings)].filter((each) => each !== '').sort((a, b) => b.length - a.length);
}

function struckOut(text: string, known: readonly string[]): string {
  return known.reduce((left, secret) => left.split(secret).join('[secret]'), text);
}
