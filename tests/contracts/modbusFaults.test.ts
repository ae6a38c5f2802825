// Every fault of a Modbus line, injected into real units: the machine is unknown meanwhile and never idle, comes
// back by itself, and the unit beside it too. How soon: `npm run bench -- recovery`.
import { describe, expect, it } from 'vitest';
import { modbusFaults, modbusHole, modbusRead, onModbusScene } from './modbusScenes.ts';

describe.concurrent('a Modbus machine is back by itself', { timeout: 180_000 }, () => {
  const scenes = { ...modbusFaults, [modbusHole.name]: modbusHole.play };
  for (const [name, play] of Object.entries(scenes)) {
    it(`after: ${name}`, () =>
      onModbusScene(async (scene) => {
        await play(scene, 2_000);
        await scene.control.until(modbusRead);
        await scene.beside.until(modbusRead);
        const told = new Set((await scene.control.end()).map(({ state }) => state));
        told.delete(modbusRead);
        expect([...told]).toEqual(['unknown']);
      }));
  }
});
