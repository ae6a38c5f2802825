// An edge node that is not ours, for tests: what such a product sends, as bytes, with aliases and types of its own;
// and the story that it told, kept by plain variables, to hold the slots against.
import { addTime, noTime, slotLengthMs, type TimeElements, timeIn } from '@nakamawashi/machine-model';
import { DataType, encodePayload, type Metric } from '@nakamawashi/sparkplug';

/** Sends as the node `kamata` of the consortium `ota`. */
export function openOtherEdge(now: () => number, send: (topic: string, payload: Uint8Array) => void) {
  let seq = 0;
  let bdSeq = 0;
  const publish = (topic: string, metrics: readonly Partial<Metric>[], isBirth = false): void => {
    const timestamp = now();
    const whole = metrics.map((metric) => ({
      name: null,
      timestamp,
      datatype: null,
      value: null,
      ...metric,
    }));
    const isDeath = topic.startsWith('NDEATH');
    if (topic.startsWith('NBIRTH')) seq = 0;
    const payload = encodePayload({ timestamp, seq: isDeath ? null : seq, metrics: whole }, isBirth);
    if (!isDeath) seq = (seq + 1) % 256;
    send(`spBv1.0/ota/${topic}`, payload);
  };
  const births = {
    node: (power: boolean): void =>
      publish(
        'NBIRTH/kamata',
        [
          { name: 'bdSeq', datatype: DataType.Int64, value: bdSeq },
          { name: 'Shop/Power', alias: 7, datatype: DataType.Boolean, value: power },
        ],
        true,
      ),
    device: (run: number): void =>
      publish(
        'DBIRTH/kamata/CNC 1',
        [
          { name: 'PLC/Run Code', alias: 41, datatype: DataType.UInt16, value: run },
          { name: 'PLC/Alarm Text', alias: 42, datatype: DataType.String, value: '' },
          { name: 'PLC/Spindle', alias: 43, datatype: DataType.Double, value: 1.5 },
        ],
        true,
      ),
  };
  // By alias alone, as most edge nodes send their data; our encoder wants the type, which does not go over the line.
  const say = {
    power: (power: boolean): void =>
      publish('NDATA/kamata', [{ alias: 7, datatype: DataType.Boolean, value: power }]),
    run: (run: number): void =>
      publish('DDATA/kamata/CNC 1', [{ alias: 41, datatype: DataType.UInt16, value: run }]),
    alarm: (text: string): void =>
      publish('DDATA/kamata/CNC 1', [{ alias: 42, datatype: DataType.String, value: text }]),
    deviceDead: (): void => publish('DDEATH/kamata/CNC 1', []),
    nodeDead: (): void => {
      publish('NDEATH/kamata', [{ name: 'bdSeq', datatype: DataType.Int64, value: bdSeq }]);
      bdSeq += 1;
    },
  };
  return { publish, births, say };
}
export type OtherEdge = ReturnType<typeof openOtherEdge>;

/** Acts, and keeps what is true second by second; the account begins with the slot of the first birth. */
export function openStory({ births, say }: OtherEdge, start: number) {
  let [isNodeAlive, isDeviceAlive, run, power] = [false, false, 0, true];
  let begun: number | null = null;
  let now = start;
  const seconds: (keyof TimeElements)[] = [];
  const act: Readonly<Record<string, () => void>> = {
    nodeBorn: () => {
      if (isNodeAlive) say.nodeDead();
      [isNodeAlive, isDeviceAlive, power] = [true, false, true];
      begun ??= now;
      births.node(true);
    },
    deviceBorn: () => {
      if (!isNodeAlive) return;
      [isDeviceAlive, run] = [true, 3];
      births.device(3);
    },
    run: () => change(3),
    idle: () => change(0),
    power: () => {
      if (!isNodeAlive) return;
      power = !power;
      say.power(power);
    },
    deviceDead: () => {
      if (!isDeviceAlive) return;
      isDeviceAlive = false;
      say.deviceDead();
    },
    nodeDead: () => {
      if (!isNodeAlive) return;
      [isNodeAlive, isDeviceAlive] = [false, false];
      say.nodeDead();
    },
    nothing: () => undefined,
  };
  const change = (code: number): void => {
    if (!isDeviceAlive) return;
    run = code;
    say.run(code);
  };
  return {
    act: (what: string) => act[what]?.(),
    pass: (count: number) => {
      const shown = !power ? 'off' : run === 3 ? 'production' : 'idle';
      for (let second = 0; second < count; second++)
        seconds.push(isNodeAlive && isDeviceAlive ? shown : 'unknown');
      now += count * 1_000;
    },
    total: (slotCount: number): TimeElements => {
      if (begun === null) return noTime;
      const first = Math.floor((begun - start) / slotLengthMs) * (slotLengthMs / 1_000);
      const counted = seconds.slice(first, first + (slotCount * slotLengthMs) / 1_000);
      return counted.reduce((sum: TimeElements, each) => addTime(sum, timeIn(each, 1_000)), noTime);
    },
  };
}
