// Pure: markup by templates. Promise: whatever stands in a `${}` is text and stays text, between tags and in quoted
// attributes alike; only what this template made itself is markup.

/** A piece of markup. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | null | false | readonly Part[];

/** Makes markup; null and false leave nothing. Attributes must be quoted. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = pieces.map((piece, index) => piece + (index < parts.length ? render(parts[index]) : ''));
  return { markup: markup.join('') };
}

function render(part: Part | undefined): string {
  if (part === undefined || part === null || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
