import { temporal } from '@temporalio/proto';

const { History } = temporal.api.history.v1;
type History = temporal.api.history.v1.IHistory;

/** A history as readable JSON, without anything of the machine and the processes that made it. */
export function historyToText(history: History): string {
  const plain = History.toObject(History.fromObject(history), { longs: String, bytes: String, enums: String });
  return `${JSON.stringify(plain, impersonal, 1)}\n`;
}

/** The inverse of {@link historyToText}: what a worker replays. */
export function historyFromText(text: string): History {
  return History.fromObject(JSON.parse(text) as Record<string, unknown>);
}

function impersonal(key: string, value: unknown): unknown {
  if (key === 'identity') return 'recorder';
  if (key === 'stackTrace') return '';
  // A sticky queue is named after process and machine.
  if (key === 'name' && typeof value === 'string' && /^\d+@/.test(value)) return 'sticky';
  return value;
}
