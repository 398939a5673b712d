import { isCivilDate } from '../../domain/dates';
import { LedgerError } from '../errors';

/** One page of a list that is read by keyset: rows that come or go meanwhile shift nothing. */
export interface Page<Item> {
  items: Item[];
  /** Where the next page begins; absent on the last one. */
  next?: string;
}

export interface PageRequest {
  /** Items at most; 50 unless told. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
}

export const DEFAULT_LIMIT = 50;

/** A cursor for the place after an item: opaque to clients. */
export const cursorOf = (place: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

const MEMBERS = {
  day: (value: unknown) => value === null || isCivilDate(value),
  text: (value: unknown) => typeof value === 'string' && !value.includes('\0'),
  whole: (value: unknown) => Number.isSafeInteger(value),
};

/**
 * The place that a cursor names, of the members that this list's cursors have: whatever a client writes into one, the
 * database gets what it can compare with. Throws a `LedgerError` (`invalid-input`) for a text that is no such cursor.
 */
export function placeOf(
  cursor: string,
  ...members: readonly (keyof typeof MEMBERS)[]
): (string | number | null)[] {
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    place = undefined;
  }
  const isPlace =
    Array.isArray(place) &&
    place.length === members.length &&
    members.every((member, index) => MEMBERS[member](place[index]));
  if (!isPlace) throw new LedgerError('invalid-input', 'cursor: none of this list');
  return place as (string | number | null)[];
}

/** The page of rows that were read with one more than its limit. */
export function pageOf<Item>(
  rows: Item[],
  limit: number,
  place: (item: Item) => (string | number | null)[],
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(place(last)) } : { items };
}
