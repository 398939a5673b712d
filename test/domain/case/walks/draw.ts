import type { AssignedCase } from '../../../../domain/case';
import type { CommandData, CommandType } from '../../../../schemas/commands';

/** Ids that nothing has, some of which every JavaScript object answers to. */
export const NONSENSE = ['__proto__', 'constructor', 'toString', '', 'zz9', 't99', 'o:1'];
export const HASH = 'c'.repeat(64);

/** Takes one of a list by the story's next number. */
export type Draw = <T>(list: readonly T[]) => T | undefined;
/** The data of each command, made of what the state has. */
export type Build = { [T in CommandType]: (draw: Draw, ids: Ids) => CommandData[T] };

export interface Ids {
  state: AssignedCase;
  today: string;
  track: string;
  letter: string;
  proposers: string[];
}

export const of = (entries: object): string[] => Object.keys(entries);
