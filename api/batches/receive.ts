import type { RowReading } from '../../domain/intake';
import { placeOf, unitIndex } from '../../domain/intake';
import { identityOf } from '../../domain/identity';
import { insertBatch, insertBatchRows, type NewBatchRow } from '../../ledger/batches';
import { sha256 } from '../../ledger/canonical';
import type { IntakeRequest } from '../../ledger/intake';
import type { Db, Ledger } from '../../ledger/pool';
import { previewIntakes, recordIntakes, type ListOutcome } from '../../ledger/record-many';
import { readBodies, readUnits } from '../../ledger/register';
import type { BatchPreview, RowRemark } from '../../schemas/batch';
import type { Actor } from '../../schemas/common';
import { Problem } from '../problems';
import { checkRow, type CheckedRow } from './check-rows';
import { readFile, type FileReading, type ListFormat } from './read-file';

/** A file as it came, from whom and when (ISO 8601 UTC). */
export interface ReceivedFile {
  bytes: Buffer;
  format: ListFormat;
  actor: Actor;
  at: string;
  /** Of the request: the ids of batch and commands derive from it. */
  commandId: string;
}

interface CheckedFile {
  reading: FileReading;
  rows: CheckedRow[];
  requests: IntakeRequest[];
}

/** Says what a file would become. Writes nothing. @throws Problem for a file that cannot be used at all */
export async function previewBatch(ledger: Ledger, file: ReceivedFile): Promise<BatchPreview> {
  const checked = await checkFile(ledger, file);
  const rows = outcomesOf(checked, await previewIntakes(ledger, checked.requests)).map(
    ({ row, status, caseId, problems, repairs }) => ({
      row,
      state: status === 'recorded' ? ('good' as const) : status === 'error' ? ('failed' as const) : status,
      ...(caseId !== undefined && { caseId }),
      problems: [...problems],
      repairs: [...repairs],
    }),
  );
  const count = (state: string) => rows.filter((each) => each.state === state).length;
  const { repairs, unused } = checked.reading;
  const failed = count('failed');
  return {
    total: rows.length,
    good: rows.length - failed,
    already: count('already'),
    failed,
    repairs,
    unused,
    rows,
  };
}

/**
 * Takes a file in: the batch, its rows and all their cases in one transaction. The same request again finds the batch
 * there and changes nothing. @returns the batch's id @throws Problem for a file that cannot be used at all
 */
export async function receiveBatch(ledger: Ledger, file: ReceivedFile): Promise<string> {
  const checked = await checkFile(ledger, file);
  const { bytes, actor, at, commandId } = file;
  const batchId = `b${commandId.slice(1)}`;
  const { repairs, unused } = checked.reading;
  await ledger.transaction(async (db) => {
    const batch = { batchId, actor, receivedAt: at, contentHash: sha256(bytes), repairs, unused };
    if (!(await insertBatch(db, batch, checked.rows.length))) return;
    await insertBatchRows(db, batchId, outcomesOf(checked, await recordIntakes(db, checked.requests)));
  });
  return batchId;
}

async function checkFile(
  db: Db,
  { bytes, format, actor, at, commandId }: ReceivedFile,
): Promise<CheckedFile> {
  const lookups = { units: unitIndex(await readUnits(db)), bodies: await readBodies(db) };
  const reading = await readFile(bytes, format, lookups);
  const [first] = reading.problems;
  if (first)
    throw new Problem('invalid', first.message, {
      rule: 'setting',
      errors: reading.problems.map(({ pointer, cell, message }) => ({
        pointer,
        rule: 'setting',
        detail: cell === undefined ? message : `${cell}：${message}`,
      })),
    });
  const rows = reading.rows.map(checkRow);
  const requests = rows.flatMap(({ row, intake }) =>
    intake ? [{ intake, actor, recordedAt: at, commandId: `${commandId}:${row}` }] : [],
  );
  return { reading, rows, requests };
}

/** Puts together what was read of each row and what became of those that could be handed in. */
function outcomesOf({ reading, rows }: CheckedFile, outcomes: readonly ListOutcome[]): NewBatchRow[] {
  const handedIn = rows.filter(({ intake }) => intake !== undefined);
  const byRow = new Map(handedIn.map(({ row }, index) => [row, outcomes[index]]));
  return rows.map((checked, index) => {
    const outcome = byRow.get(checked.row);
    if (!outcome)
      return { row: checked.row, status: 'error', problems: checked.problems, repairs: checked.repairs };
    return rowOf(checked, outcome, reading.rows[index] as RowReading, (place) => handedIn[place]?.row);
  });
}

function rowOf(
  { row, intake, repairs }: CheckedRow,
  outcome: ListOutcome,
  { places }: RowReading,
  rowAt: (index: number) => number | undefined,
): NewBatchRow {
  const remark = (pointer: string, message: string, rule?: string): RowRemark => ({
    ...placeOf(pointer, places),
    ...(rule !== undefined && { rule }),
    message,
  });
  switch (outcome.outcome) {
    case 'refused': {
      const problems = outcome.problems.map(({ pointer, message, rule }) => remark(pointer, message, rule));
      return { row, status: 'error', problems, repairs };
    }
    case 'conflict': {
      const other = outcome.index === undefined ? undefined : rowAt(outcome.index);
      const message =
        other === undefined ? '这一编号已有另一内容的建议提案' : `与第 ${other} 行编号相同而内容不同`;
      return {
        row,
        status: 'error',
        caseId: outcome.caseId,
        problems: [remark('/identity/number', message, 'setting')],
        repairs,
      };
    }
    case 'recorded':
    case 'already': {
      const substitute =
        intake?.identity.number === undefined ? identityOf(outcome.caseId)?.number : undefined;
      const said =
        substitute === undefined
          ? []
          : [remark('/identity/number', `没有编号，平台代拟为 ${substitute}`, 'setting')];
      return {
        row,
        status: outcome.outcome,
        caseId: outcome.caseId,
        problems: [],
        repairs: [...repairs, ...said],
      };
    }
  }
}
