// STATE: the host's will, birth and death, and the answer to an old Will that comes late.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import { hostBirth, hostDeath, hostSubscriptions, hostWill, isOwnOffline, readState } from './hostState.ts';

const text = (payload: Uint8Array): unknown => JSON.parse(Buffer.from(payload).toString());
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

describe('hostState', () => {
  it(
    clauses(
      'the will says offline, with the time of its CONNECT, QoS 1, retained',
      'tck-id-host-topic-phid-death-qos',
      'tck-id-host-topic-phid-death-retain',
      'tck-id-host-topic-phid-death-topic',
      'tck-id-host-topic-phid-death-payload',
      'tck-id-host-topic-phid-death-payload-timestamp-connect',
      'tck-id-operational-behavior-host-application-connect-will-topic',
      'tck-id-operational-behavior-host-application-connect-will-payload',
      'tck-id-operational-behavior-host-application-connect-will-qos',
      'tck-id-operational-behavior-host-application-connect-will-retained',
      'tck-id-payloads-state-will-message',
      'tck-id-payloads-state-will-message-qos',
      'tck-id-payloads-state-will-message-retain',
      'tck-id-payloads-state-will-message-payload',
    ),
    () => {
      const will = hostWill('board', 1000);
      expect({ ...will, payload: text(will.payload) }).toEqual({
        topic: 'spBv1.0/STATE/board',
        payload: { online: false, timestamp: 1000 },
        qos: 1,
        retain: true,
      });
    },
  );

  it(
    clauses(
      "the birth says online with the will's time, QoS 1, retained, on the same topic",
      'tck-id-host-topic-phid-birth-qos',
      'tck-id-host-topic-phid-birth-retain',
      'tck-id-host-topic-phid-birth-topic',
      'tck-id-host-topic-phid-birth-payload',
      'tck-id-host-topic-phid-birth-payload-timestamp',
      'tck-id-message-flow-phid-sparkplug-state-publish-payload',
      'tck-id-message-flow-phid-sparkplug-state-publish-payload-timestamp',
      'tck-id-operational-behavior-host-application-connect-birth-topic',
      'tck-id-operational-behavior-host-application-connect-birth-payload',
      'tck-id-operational-behavior-host-application-connect-birth-qos',
      'tck-id-operational-behavior-host-application-connect-birth-retained',
      'tck-id-payloads-state-birth-payload',
    ),
    () => {
      const birth = hostBirth('board', 1000);
      expect(birth.topic).toBe(hostWill('board', 1000).topic);
      expect({ ...birth, payload: text(birth.payload) }).toEqual({
        topic: 'spBv1.0/STATE/board',
        payload: { online: true, timestamp: 1000 },
        qos: 1,
        retain: true,
      });
    },
  );

  it(
    clauses(
      'the farewell says offline at the present time, QoS 1, retained',
      'tck-id-operational-behavior-host-application-death-topic',
      'tck-id-operational-behavior-host-application-death-payload',
      'tck-id-operational-behavior-host-application-death-qos',
      'tck-id-operational-behavior-host-application-death-retained',
    ),
    () => {
      const death = hostDeath('board', 2000);
      expect({ ...death, payload: text(death.payload) }).toEqual({
        topic: 'spBv1.0/STATE/board',
        payload: { online: false, timestamp: 2000 },
        qos: 1,
        retain: true,
      });
    },
  );

  it('subscriptions cover the own STATE and every message of the group', () => {
    expect(hostSubscriptions('board', 'ota').map(({ topic }) => topic)).toEqual([
      'spBv1.0/STATE/board',
      'spBv1.0/ota/#',
    ]);
  });

  it('only the own offline STATE calls for the birth again', () => {
    const { topic, payload } = hostWill('board', 1);
    expect(isOwnOffline('board', topic, payload)).toBe(true);
    expect(isOwnOffline('other', topic, payload)).toBe(false);
    expect(isOwnOffline('board', topic, hostBirth('board', 1).payload)).toBe(false);
    expect(isOwnOffline('board', topic, bytes('OFFLINE'))).toBe(false);
  });

  it('any bytes are a STATE or null', () => {
    const wrong = ['', 'null', '1', '{}', '{"online":1,"timestamp":1}', '{"online":true,"timestamp":"1"}'];
    for (const content of [...wrong, '{"online":true,"timestamp":-1}', '{"online":true,"timestamp":1.5}']) {
      expect(readState(bytes(content))).toBeNull();
    }
    expect(readState(bytes(`{"online":true,"timestamp":1,"more":"${'x'.repeat(2000)}"}`))).toBeNull();
    expect(readState(bytes('{"online":true,"timestamp":1,"more":2}'))).toEqual({
      online: true,
      timestamp: 1,
    });
    fc.assert(
      fc.property(fc.uint8Array(), (noise) => {
        const state = readState(noise);
        if (state !== null) expect(typeof state.online).toBe('boolean');
      }),
    );
  });
});
