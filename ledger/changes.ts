/** What one event changed in a case: JSON pointer (RFC 6901) into its state, the value before and after; null is "not there". */
export interface Change {
  path: string;
  before: unknown;
  after: unknown;
}

/** More than a reader looks at; the event's own data say the rest. */
const MOST_CHANGES = 60;
/** They change with every event and say nothing of their own. */
const NOT_TOLD = new Set(['seq', 'lastDay']);

/**
 * The differences between two states, deepest first place that differs, in the order of keys. What is new or
 * gone is one change with the whole value. Past {@link MOST_CHANGES} the rest is counted in a last entry with an empty path.
 */
export function changesBetween(before: object, after: object): Change[] {
  const changes: Change[] = [];
  compare(before, after, '', changes);
  if (changes.length <= MOST_CHANGES) return changes;
  const omitted = changes.length - MOST_CHANGES;
  return [...changes.slice(0, MOST_CHANGES), { path: '', before: null, after: { omitted } }];
}

function compare(before: unknown, after: unknown, path: string, changes: Change[]): void {
  // Untouched parts are the same object: evolve copies only what it changes.
  if (Object.is(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (path === '' && NOT_TOLD.has(key)) continue;
      compare(before[key], after[key], `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`, changes);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const [old, now] = [before as unknown[], after as unknown[]];
    for (let index = 0; index < Math.max(old.length, now.length); index += 1) {
      compare(old[index], now[index], `${path}/${index}`, changes);
    }
  } else {
    changes.push({ path, before: before ?? null, after: after ?? null });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
