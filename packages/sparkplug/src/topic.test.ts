// Topics: every topic that is formed reads back, and nothing else is taken for one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import {
  formatTopic,
  groupFilter,
  isSparkplugId,
  type MessageType,
  parseTopic,
  stateTopic,
} from './topic.ts';

const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter(isSparkplugId);
const nodeType = fc.constantFrom<MessageType>('NBIRTH', 'NDATA', 'NDEATH', 'NCMD');
const deviceType = fc.constantFrom<MessageType>('DBIRTH', 'DDATA', 'DDEATH', 'DCMD');

describe('topic', () => {
  it(
    clauses(
      'a topic of any ids reads back as it was formed',
      'tck-id-topic-structure',
      'tck-id-topic-structure-namespace-a',
      'tck-id-intro-group-id-string',
      'tck-id-intro-edge-node-id-string',
      'tck-id-intro-device-id-string',
    ),
    () => {
      const topic = fc.oneof(
        fc.record({ group: id, type: nodeType, node: id, device: fc.constant(null) }),
        fc.record({ group: id, type: deviceType, node: id, device: id }),
      );
      fc.assert(
        fc.property(topic, (parts) => {
          const formed = formatTopic(parts);
          expect(formed.startsWith('spBv1.0/')).toBe(true);
          expect(parseTopic(formed)).toEqual(parts);
        }),
      );
    },
  );

  it(
    clauses(
      'an id with a character that MQTT topics reserve is refused',
      'tck-id-intro-group-id-chars',
      'tck-id-intro-edge-node-id-chars',
      'tck-id-intro-device-id-chars',
      'tck-id-topic-structure-namespace-valid-group-id',
      'tck-id-topic-structure-namespace-valid-edge-node-id',
      'tck-id-topic-structure-namespace-valid-device-id',
    ),
    () => {
      for (const bad of ['', 'a+b', 'a/b', '#', 'a\0']) {
        const good = { group: 'ota', type: 'DDATA', node: 'kamata', device: 'lathe-1' } as const;
        expect(() => formatTopic({ ...good, group: bad })).toThrow('BUG');
        expect(() => formatTopic({ ...good, node: bad })).toThrow('BUG');
        expect(() => formatTopic({ ...good, device: bad })).toThrow('BUG');
        expect(() => stateTopic(bad)).toThrow('BUG');
        expect(() => groupFilter(bad)).toThrow('BUG');
      }
    },
  );

  it(
    clauses(
      'a device id stands in the D-types, and only there',
      'tck-id-topic-structure-namespace-device-id-associated-message-types',
      'tck-id-topic-structure-namespace-device-id-non-associated-message-types',
    ),
    () => {
      expect(() => formatTopic({ group: 'g', type: 'DDATA', node: 'n', device: null })).toThrow('BUG');
      expect(() => formatTopic({ group: 'g', type: 'NDATA', node: 'n', device: 'd' })).toThrow('BUG');
      expect(parseTopic('spBv1.0/g/DDATA/n')).toBeNull();
      expect(parseTopic('spBv1.0/g/NDATA/n/d')).toBeNull();
      expect(stateTopic('board').split('/')).toHaveLength(3);
    },
  );

  it('what is no topic of ours is null', () => {
    const wrong = [
      '',
      'spBv1.0',
      'spAv1.0/g/NDATA/n',
      'spBv1.0/g/NDATA',
      'spBv1.0//NDATA/n',
      'spBv1.0/g/DDATA/n/d/e',
    ];
    for (const topic of [...wrong, 'spBv1.0/STATE/board', 'spBv1.0/g/HELLO/n', 'spBv1.0/g/DDATA/n/']) {
      expect(parseTopic(topic)).toBeNull();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseTopic(text);
        if (parsed !== null) expect(formatTopic(parsed)).toBe(text);
      }),
    );
  });
});
