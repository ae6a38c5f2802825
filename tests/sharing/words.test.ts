// The owner's page and the board speak alike: the same words and colours for the same states. The two services do not
// import each other and the page has no build step, so each holds its own copy, and this test holds them equal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { en } from '../../cloud-aggregator/web/src/text/en.ts';
import { ja } from '../../cloud-aggregator/web/src/text/ja.ts';
import { type Language, ownerTexts } from '../../edge-agent/src/localPage/ownerTexts.ts';

const root = join(import.meta.dirname, '../..');
const board = { ja, en };

it.each<Language>(['ja', 'en'])('the words of states are the same in %s', (language) => {
  const { state, hours, evidence, inferred, product, otherLanguage } = board[language];
  expect(ownerTexts[language]).toMatchObject({ state, hours, evidence, inferred, product, otherLanguage });
});

it('the colours are the same by light and by dark', () => {
  const colours = (file: string): readonly string[] =>
    readFileSync(join(root, file), 'utf8').match(/--[a-z-]+: (#[0-9a-f]{6}|transparent|rgb\([^)]*\));/g) ??
    [];
  const page = colours('edge-agent/src/localPage/style.css');
  expect(page.length).toBeGreaterThan(25);
  expect(page).toEqual(colours('cloud-aggregator/web/src/design/tokens.css'));
});
