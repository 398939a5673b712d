import type { IntakeCaseInput } from '../../schemas/intake';
import type { SessionBody } from './sessions';
import type { UnitIndex } from './units';

/** Where a value came from: a JSON pointer into the case, and in a table the cell (`C12`) and its heading. */
export interface Place {
  pointer: string;
  cell?: string;
  heading?: string;
}

/** Something that is to be said about a place, in Chinese: what is wrong with it, or what was repaired. */
export interface Remark extends Place {
  /** The rule that a problem breaks. */
  rule?: string;
  message: string;
}

/**
 * One row of a list, read. `draft` is there when nothing is wrong with it; its shape and the rules are checked
 * after this. `row` counts from 1 as a spreadsheet does (in JSON: the place in the list).
 */
export interface RowReading {
  row: number;
  draft?: IntakeCaseInput;
  problems: Remark[];
  repairs: Remark[];
  /** Where each part of the draft came from, by its JSON pointer. */
  places: Record<string, Place>;
}

/** What rows are read with: the register's units and bodies. */
export interface Lookups {
  units: UnitIndex;
  bodies: readonly SessionBody[];
}

/** The place that a pointer into the draft came from: its own, or that of the nearest part it lies in. */
export function placeOf(pointer: string, places: Readonly<Record<string, Place>>): Place {
  for (let known = pointer; known !== ''; known = known.slice(0, known.lastIndexOf('/'))) {
    const place = places[known];
    if (place) return { ...place, pointer };
  }
  return { pointer };
}
