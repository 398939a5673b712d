import type { Command } from '../../../../schemas/commands';
import type { Move } from '../move';

export { NONSENSE } from './draw';
export { someMove } from './moves';
export { type Step, type Story, story } from './story';
export { Walk } from './walk';

/** Freezes a value and all that hangs on it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

export const commandOf = (attempt: Move, id: string, recordedAt: string): Command => ({
  id,
  recordedAt,
  ...attempt,
});
