// Pure: parts of an edge agent's configuration file from which tests make whole and broken ones.
export type Parts = Record<string, unknown>;
export const lathe: Parts = {
  id: 'lathe-1',
  name: { ja: '旋盤', en: 'Lathe' },
  profile: 'opcua-machine-tool',
  opcua: { url: 'opc.tcp://10.0.0.1:4840', machine: 'lathe-1' },
};
export const signed = { url: 'opc.tcp://10.0.0.1:4840', machine: 'lathe-1' };
export const light: Parts = {
  id: 'grinder-1',
  name: { ja: '研削盤', en: 'Grinder' },
  profile: 'modbus-stack-light',
  modbus: { host: '10.0.0.2' },
};
export const own = {
  id: 'own',
  title: { ja: '自作', en: 'Own' },
  protocol: 'modbus',
  evidence: 'lamp',
  staleAfterMs: 5_000,
  items: [{ id: 'a', address: { table: 'discreteInput', address: 1, type: 'bool' } }],
  states: [{ state: 'idle', when: { a: true } }],
};
export const whole: Parts = {
  consortium: 'ota',
  workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
  broker: { url: 'mqtt://127.0.0.1:1883', passwordFile: './password' },
  dataDir: './data',
  machines: [lathe, light],
};
