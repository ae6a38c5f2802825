// OPC UA addresses and values: every form the documents name, and no text or value that breaks the reading of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNodeId, opcuaAddress, opcuaEndpoint, parseNodeId, parsePath } from './address.ts';
import { plainValue, qualityOf } from './value.ts';

const namespaces = ['http://opcfoundation.org/UA/', 'urn:server', 'http://opcfoundation.org/UA/Machinery/'];
const scalar = (type: string, value: unknown) => plainValue({ type, isScalar: true, value }, namespaces);

describe('an OPC UA address', () => {
  it.each([
    [{ path: 'mt:Monitoring/CurrentState' }, true],
    [{ path: ['mt:Monitoring/a', 'mt:Monitoring/b'] }, true],
    [{ path: [] }, false],
    [{ path: ['mt:Monitoring', 'mt:'] }, false],
    [{ path: 'mt:Monitoring//x' }, false],
    [{ path: ':Monitoring' }, false],
    [{ nodeId: 'nsu=urn:x;s={machine}.Execution' }, true],
    [{ nodeId: 'i=2258' }, true],
    [{ nodeId: 'ns=3;s=Execution' }, false],
    [{ nodeId: 'Execution' }, false],
    [{ path: 'a', nodeId: 'i=1' }, false],
    [{}, false],
  ])('%j may stand in a profile: %s', (address, isFine) => {
    expect(opcuaAddress.safeParse(address).success).toBe(isFine);
  });

  it('says in words that an index is no address', () => {
    const result = opcuaAddress.safeParse({ nodeId: 'ns=3;s=Execution' });
    expect(JSON.stringify(result.error?.issues)).toContain('nsu=URI');
  });

  it('is taken apart and put together again, the machine filled in', () => {
    expect(parsePath('mt:Monitoring/CurrentState')).toEqual([
      { namespace: 'mt', name: 'Monitoring' },
      { namespace: null, name: 'CurrentState' },
    ]);
    expect(parseNodeId('nsu=urn:x;s={machine}.Mode', 'lathe-1')).toEqual({
      uri: 'urn:x',
      identifier: 's=lathe-1.Mode',
    });
    const part = fc.stringMatching(/^[a-z:/.]{1,20}$/);
    fc.assert(
      fc.property(fc.option(part), part, (uri, name) => {
        const nodeId = { uri, identifier: `s=${name}` };
        expect(parseNodeId(formatNodeId(nodeId), '')).toEqual(nodeId);
      }),
    );
  });

  it('never breaks the reader, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (text, anything) => {
        parsePath(text);
        opcuaAddress.safeParse({ path: text });
        opcuaAddress.safeParse({ nodeId: text });
        opcuaAddress.safeParse(anything);
        opcuaEndpoint.safeParse(anything);
      }),
    );
  });
});

describe('an OPC UA value', () => {
  it.each<[string, unknown, unknown]>([
    ['Boolean', true, true],
    ['Int32', -5, -5],
    ['Double', Number.NaN, null],
    ['UInt64', [1, 2], 4_294_967_298],
    ['Int64', [0xffff_ffff, 0xffff_fffe], -2],
    ['String', 'ACTIVE', 'ACTIVE'],
    ['LocalizedText', { text: 'Executing', locale: 'en' }, 'Executing'],
    ['LocalizedText', { text: null }, null],
    ['DateTime', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['NodeId', 'ns=2;i=5004', 'nsu=http://opcfoundation.org/UA/Machinery/;i=5004'],
    ['NodeId', 'ns=0;i=84', 'i=84'],
    ['NodeId', 'i=84', 'i=84'],
    ['NodeId', 'ns=9;i=1', null],
    ['Null', null, null],
    ['ByteString', Buffer.from('x'), null],
  ])('%s %j reads as %j', (type, value, expected) => {
    expect(scalar(type, value)).toBe(expected);
  });

  it('that is a list is no value', () => {
    expect(plainValue({ type: 'Int32', isScalar: false, value: [1] }, namespaces)).toBeNull();
  });

  it('is a plain value or none, whatever a server sends', () => {
    const type = fc.constantFrom(
      'Boolean',
      'Int32',
      'UInt64',
      'String',
      'LocalizedText',
      'DateTime',
      'NodeId',
      'Null',
    );
    const value = fc.anything({ withBigInt: false, withNullPrototype: false });
    fc.assert(
      fc.property(type, value, (each, anything) => {
        const read =
          each === 'String' || each === 'NodeId'
            ? scalar(each, JSON.stringify(anything))
            : scalar(each, anything);
        expect(read === null || ['number', 'boolean', 'string'].includes(typeof read)).toBe(true);
      }),
    );
  });

  it('is good, uncertain or bad by its status', () => {
    expect([0, 0x40920000, 0x80310000].map(qualityOf)).toEqual(['good', 'uncertain', 'bad']);
  });
});
