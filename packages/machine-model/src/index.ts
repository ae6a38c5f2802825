// Pure: what the rest of the house may use of the machine model.
// Promise: this package knows no protocol, no network, no disk and no clock.
export * from './dayPieces.ts';
export * from './dayTally.ts';
export * from './intervals.ts';
export * from './machineModel.ts';
export * from './machineState.ts';
export * from './profile.ts';
export * from './ratios.ts';
export * from './reading.ts';
export * from './shiftCalendar.ts';
export * from './shiftModel.ts';
export * from './slot.ts';
export * from './timeElements.ts';
