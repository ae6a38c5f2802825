// Pure: what comments and pages cite (`standards D.7`, `domain 6.4, rule 2`, `R06`, `wire.md, "Names"`), and whether
// docs has it. How citations are written: CONTRIBUTING.md, "Citations".

/** A page in docs: its sections by number and by title, each with its text down to the next one of its rank. */
export interface Page {
  readonly sections: readonly {
    readonly number: string | null;
    readonly title: string;
    readonly body: string;
  }[];
  readonly requirements: ReadonlySet<string>;
}

/** The pages that can be cited. */
export type Pages = Readonly<Record<'standards' | 'domain' | 'architecture' | 'wire' | 'product', Page>>;

/** One thing cited, and the line on which its citation begins. */
export interface Citation {
  readonly line: number;
  readonly page: keyof Pages;
  /** A section's number, the beginning of a title, a requirement; null for a place anywhere on the page. */
  readonly target: { readonly kind: 'number' | 'title' | 'requirement'; readonly name: string } | null;
  /** Numbers of rules, steps, sheets or promises within the section: items of a list, or rows of a table. */
  readonly places: readonly number[];
}

/** Reads headings and requirement rows of a page. */
export function readPage(text: string): Page {
  const headings = [...text.matchAll(/^(#{2,4}) (?:([A-G](?:\.\d+)?|\d+(?:\.\d+)?)\.? )?(.+)$/gm)];
  return {
    sections: headings.map(({ 1: rank = '', 2: number = null, 3: title = '', index }) => {
      const next = headings.find((other) => other.index > index && (other[1] ?? '').length <= rank.length);
      return { number, title, body: text.slice(index, next?.index) };
    }),
    requirements: new Set([...text.matchAll(/^\| (R\d\d) \|/gm)].map((row) => row[1] ?? '')),
  };
}

const place = String.raw`(?:,?\s+(?:\w+\s+)?(?:rule|step|sheet|promise|trap)s?\s+\d+(?:(?:\s+to\s+|–)\d+)?)`;
const between = String.raw`(?:,\s+|\/|–|\s+and\s+|\s+to\s+)`;
const list = (item: string): string => `${item}${place}?(?:${between}${item}${place}?)*`;
const letters = String.raw`[A-G](?:\.\d+)?\b`;
const digits = String.raw`\d+(?:\.\d+)?\b`;
const numbered = new RegExp(
  String.raw`\b(?:(standards)\s+(${list(letters)})|(domain|architecture)\s+(${list(digits)}))`,
  'g',
);
const link = String.raw`(?:\]\([^)]*\))?`;
const steps = String.raw`(?:rule|step)s?\s+\d+(?:\s+to\s+\d+)?`;
const titled = new RegExp(
  String.raw`\b(wire|product)(?:\.md|\s+contract|\s+page)${link},?\s+\(?(?:"([^"]+)"(${place})?|(${steps}))`,
  'g',
);

/** Everything that a source or page cites, in the order of its kind and place. */
export function citationsOf(text: string): readonly Citation[] {
  const flat = flatten(text);
  const lineAt = (index: number): number => text.slice(0, index).split('\n').length;
  const byNumber = [...flat.matchAll(numbered)].flatMap((match): Citation[] => {
    const page = match[1] === 'standards' ? 'standards' : match[3] === 'domain' ? 'domain' : 'architecture';
    const item = new RegExp(`(${page === 'standards' ? letters : digits})(${place})?`, 'g');
    return [...(match[2] ?? match[4] ?? '').matchAll(item)].map(([, name = '', where]) => ({
      line: lineAt(match.index),
      page,
      target: { kind: 'number', name },
      places: numbersIn(where),
    }));
  });
  const byTitle = [...flat.matchAll(titled)].map(
    ({ 1: page, 2: title, 3: within, 4: alone, index }): Citation => ({
      line: lineAt(index),
      page: page === 'wire' ? 'wire' : 'product',
      target: title === undefined ? null : { kind: 'title', name: title.replace(/\s+/g, ' ') },
      places: numbersIn(within ?? alone),
    }),
  );
  const requirements = [...flat.matchAll(/\bR\d\d\b/g)].map(
    (match): Citation => ({
      line: lineAt(match.index),
      page: 'domain',
      target: { kind: 'requirement', name: match[0] },
      places: [],
    }),
  );
  return [...byNumber, ...byTitle, ...requirements];
}

/** Whether docs has what is cited, and the places in it too. */
export function resolves({ page, target, places }: Citation, pages: Pages): boolean {
  const { sections, requirements } = pages[page];
  if (target?.kind === 'requirement') return requirements.has(target.name);
  const candidates = sections.filter(({ number, title }) => {
    if (target === null) return true;
    return target.kind === 'number' ? number === target.name : title.startsWith(target.name);
  });
  return candidates.some(({ body }) =>
    places.every((number) => new RegExp(`^(?:${number}\\.|\\| ${number} \\|)`, 'm').test(body)),
  );
}

/** As it stands in a comment. */
export function written({ page, target, places }: Citation): string {
  const where = places.length === 0 ? '' : `, ${places.join(' to ')}`;
  if (target?.kind === 'requirement') return target.name;
  if (target === null) return `${page}${where}`;
  return `${page} ${target.kind === 'title' ? `"${target.name}"` : target.name}${where}`;
}

const pageNames = String.raw`(?:standards?|domain|architecture)(?:\.md|\s+page)?|(?:wire|product)(?:\.md|\s+page)`;
const someNumber = String.raw`(?:[A-G]\.?\d|\d{1,2}(?:\.\d+)?(?![\d,]))`;
const elsewhere = String.raw`(?:peers|baseline|dependencies|aesthetics)\s+(?:§\s*)?(?:\d|\([a-e]\)|[A-E]\d?\b)`;
const looksLike = new RegExp(
  String.raw`\b(?:${pageNames}),?\s*(?:§|section|chapter)?\s*${someNumber}|\b${elsewhere}`,
  'g',
);

/** What looks like a citation and is not written as one, so that nobody would check it. */
export function malformedIn(text: string): readonly string[] {
  const flat = flatten(text);
  const proper = [...flat.matchAll(numbered), ...flat.matchAll(titled)].map(({ index }) => index);
  return [...flat.matchAll(looksLike)]
    .filter(({ index }) => !proper.includes(index))
    .map(([found]) => found.replace(/\s+/g, ' '));
}

/** One line of the same length: a citation may go on behind the next line's comment sign. */
function flatten(text: string): string {
  return text.replace(/\n[ \t]*(?:\/\/|\*(?!\/)|#)?[ \t]*/g, (end) => ' '.repeat(end.length));
}

function numbersIn(text: string | undefined): readonly number[] {
  return [...(text ?? '').matchAll(/\d+/g)].map(Number);
}
