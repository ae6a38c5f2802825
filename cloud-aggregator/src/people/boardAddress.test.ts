// A link that goes into a message leads to where people open the board, or somebody is asked for the address.
import { expect, it } from 'vitest';
import { httpSchema } from '../httpConfig.ts';
import { boardAddress } from './boardAddress.ts';

const plain = httpSchema.parse({});
const own = { certFile: 'c', keyFile: 'k', names: ['board.example', 'other.example'] };

it('is what the configuration says, where it can know', () => {
  expect(boardAddress({ ...plain, tls: undefined }, undefined)).toBe('http://127.0.0.1:8080/');
  expect(boardAddress({ ...plain, tls: undefined, host: '::1' }, undefined)).toBe('http://[::1]:8080/');
  expect(boardAddress({ ...plain, port: 443, tls: own }, undefined)).toBe('https://board.example/');
  expect(boardAddress({ ...plain, port: 8443, tls: own }, undefined)).toBe('https://board.example:8443/');
});

it('is asked for where a proxy, a foreign certificate or a free port hides it', () => {
  const hidden = [
    { ...plain, tls: undefined, trustedProxies: ['10.0.0.5'] },
    { ...plain, tls: { certFile: 'c', keyFile: 'k' } },
    { ...plain, tls: undefined, port: 0 },
  ];
  for (const http of hidden) {
    expect(boardAddress(http, undefined)).toMatchObject({ fault: expect.stringContaining('--address') });
    expect(boardAddress(http, 'https://board.example/x')).toBe('https://board.example/x/');
  }
});

it.each([
  'board.example',
  'ftp://board.example',
  'https://board.example/?a=1',
  'https://board.example/#x',
  '',
])('is not %s', (given) => {
  expect(boardAddress({ ...plain, tls: undefined }, given)).toHaveProperty('fault');
});
