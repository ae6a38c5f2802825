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
  const body = parts.flatMap(({ title, lines }) => {
    const kept = lines.slice(-mostLines).map((line) => line.slice(0, longestLine));
    const left = lines.length - kept.length;
    return [`== ${title} ==`, ...(left > 0 ? [`(${left} earlier lines left out)`] : []), ...kept, ''];
  });
  return struckOut(body.join('\n'), secrets);
}

/** The longest first, so that a secret within a secret leaves nothing of either. */
function struckOut(text: string, secrets: readonly string[]): string {
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return known.reduce((left, secret) => left.split(secret).join('[secret]'), text);
}
