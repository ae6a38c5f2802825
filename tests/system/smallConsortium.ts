// Pure: two workshops with four machines that change state every few seconds: minutes of test hold many changes.
import type { MachineState } from '@nakamawashi/machine-model';
import type { MachineKind } from '@nakamawashi/simulators';
import type { Consortium, ConsortiumMachine } from '../../packages/simulators/src/demo/consortium.ts';

/** Steps of a machine's endless pattern; whole seconds, every state long enough for its debounce. */
type Steps = readonly (readonly [MachineState, number])[];

const control: Steps = [
  ['production', 7_000],
  ['idle', 4_000],
  ['setup', 5_000],
  ['production', 9_000],
  ['fault', 4_000],
  ['off', 5_000],
];
const wired: Steps = [
  ['production', 8_000],
  ['idle', 9_000],
  ['production', 11_000],
  ['off', 6_000],
];
/** A current sensor's profile takes a stop of less than ten seconds for a pause between two pieces. */
const sensed: Steps = [
  ['production', 18_000],
  ['idle', 21_000],
  ['production', 13_000],
  ['off', 19_000],
];

function machine(id: string, kind: MachineKind, steps: Steps): ConsortiumMachine {
  return {
    id,
    name: { ja: id, en: id },
    class: { ja: '試験機', en: 'Test machine' },
    processes: ['TURN'],
    kind,
    script: { kind: 'pattern', epoch: 0, steps },
  };
}

export const smallConsortium: Consortium = {
  id: 'test',
  host: 'test-board',
  timeZone: 'Asia/Tokyo',
  workshops: [
    {
      id: 'shop-a',
      name: { ja: '甲製作所', en: 'Shop A' },
      calendar: 'eight-to-five',
      machines: [
        machine('tool-1', 'opcua-machine-tool', control),
        machine('light-1', 'modbus-stack-light', wired),
      ],
    },
    {
      id: 'shop-b',
      name: { ja: '乙製作所', en: 'Shop B' },
      calendar: 'eight-to-five',
      machines: [
        machine('current-1', 'modbus-current-sensor', sensed),
        machine('press-1', 'modbus-press-stroke', wired),
      ],
    },
  ],
};
