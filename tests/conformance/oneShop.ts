// Pure: one workshop with a machine whose state changes every few seconds and one that never changes.
import type { Consortium, ConsortiumMachine } from '../../packages/simulators/src/demo/consortium.ts';

function machine(id: string, steps: ConsortiumMachine['script']): ConsortiumMachine {
  return {
    id,
    name: { ja: id, en: id },
    class: { ja: '試験機', en: 'Test machine' },
    processes: ['TURN'],
    kind: 'modbus-stack-light',
    script: steps,
  };
}

export const oneShop: Consortium = {
  id: 'test',
  host: 'test-board',
  timeZone: 'Asia/Tokyo',
  workshops: [
    {
      id: 'shop',
      name: { ja: '製作所', en: 'Shop' },
      calendar: 'eight-to-five',
      machines: [
        machine('busy-1', {
          kind: 'pattern',
          epoch: 0,
          steps: [
            ['production', 5_000],
            ['fault', 4_000],
          ],
        }),
        machine('steady-1', { kind: 'pattern', epoch: 0, steps: [['production', 3_600_000]] }),
      ],
    },
  ],
};
