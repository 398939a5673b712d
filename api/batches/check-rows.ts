import { placeOf, type RowReading } from '../../domain/intake';
import type { RowRemark } from '../../schemas/batch';
import { intakeCase, type IntakeCase } from '../../schemas/intake';
import { refuseBadCharacters } from '../bodies';
import { parseOrRefuse, Problem } from '../problems';

/** A row whose shape was checked: a case that can be handed in, or what is wrong with it. */
export interface CheckedRow {
  row: number;
  intake?: IntakeCase;
  problems: RowRemark[];
  repairs: RowRemark[];
}

/** Checks the shape of a row that was read. What is wrong is said of the cell that it came from. */
export function checkRow(reading: RowReading): CheckedRow {
  const checked = checkShape(reading);
  const secret = checked.problems.find(({ pointer }) => pointer === '/secret');
  // Nothing else of a secret is kept, not even what is wrong with it [R3.12].
  return secret ? { row: checked.row, problems: [secret], repairs: [] } : checked;
}

function checkShape({ row, draft, problems, repairs, places }: RowReading): CheckedRow {
  if (draft === undefined) return { row, problems, repairs };
  try {
    refuseBadCharacters(draft);
    return { row, intake: parseOrRefuse(intakeCase, draft), problems, repairs };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = error.extras.errors ?? [{ pointer: '', detail: error.message }];
    const found = errors.map(({ pointer, detail, rule }) => ({
      ...placeOf(pointer, places),
      // What no rule of the notice says of a case is the shape of the list: that is ours.
      rule: rule ?? 'setting',
      message: detail,
    }));
    return { row, problems: [...problems, ...found], repairs };
  }
}
