// Simulated machines for tests, benches, demonstrations and newcomers: scripts, signals and the servers that show them.
export { type MachineKind, machineKinds, shownState } from './machineKinds.ts';
export {
  type ModbusMachine,
  type ModbusServerOptions,
  type RunningModbusServer,
  startModbusServer,
} from './modbusServer.ts';
export {
  type OpcuaMachine,
  type OpcuaServerOptions,
  type RunningOpcuaServer,
  startOpcuaServer,
} from './opcuaServer.ts';
export { type Recording, recordedSegments, recordingOf, stateOfWords } from './recording.ts';
export {
  type DayScript,
  type PatternScript,
  type RecordingScript,
  type Script,
  segmentAt,
  segments,
  stateAt,
  wholeSegments,
} from './script.ts';
export { type ScriptedMachine, scriptSlots } from './scriptSlots.ts';
export type { ControlWords, Segment } from './segment.ts';
export { parseShdr, type ShdrFault, type ShdrObservation, type ShdrText } from './shdr.ts';
export { type ShiftScriptRequest, shiftScript } from './shiftScript.ts';
export {
  type SimulatedWorkshopOptions,
  simulatedWorkshop,
  type WorkshopReport,
} from './simulatedWorkshop.ts';
export { type SimulationInput, simulationFileSchema } from './simulationFile.ts';
export {
  type RunningSimulation,
  readSimulation,
  type Simulation,
  startSimulation,
} from './startSimulation.ts';
export { type WorkKind, workKinds } from './workHabits.ts';
export type { WorkshopMachine } from './workshopBirths.ts';
