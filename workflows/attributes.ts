import type { SearchAttributePair } from '@temporalio/common';
import { statusOf } from '../domain/case';
import type { AssignedCase, Track } from '../domain/case/state';
import { SEARCH_KEYS } from './contract';

/** What operators filter a case by. A date of the case is not among it: each move would be an event more. */
export function searchAttributesOf(state: AssignedCase): SearchAttributePair[] {
  const { identity, kind, level } = state.facts;
  const tracks = Object.values(state.tracks).filter(isLive);
  const lead =
    tracks.find(({ part }) => part === 'lead') ?? tracks.find(({ part }) => part === 'office') ?? tracks[0];
  return [
    { key: SEARCH_KEYS.kind, value: kind },
    { key: SEARCH_KEYS.level, value: level },
    { key: SEARCH_KEYS.status, value: statusOf(state) },
    { key: SEARCH_KEYS.body, value: identity.body },
    { key: SEARCH_KEYS.termSession, value: `${identity.term}-${identity.session}` },
    { key: SEARCH_KEYS.units, value: [...new Set(tracks.map(({ unit }) => unit))].sort() },
    ...(lead === undefined ? [] : [{ key: SEARCH_KEYS.leadUnit, value: lead.unit }]),
  ];
}

/** Those of `next` that differ from `last`. */
export function changedAttributes(
  last: readonly SearchAttributePair[],
  next: readonly SearchAttributePair[],
): SearchAttributePair[] {
  const known = new Map(last.map(({ key, value }) => [key.name, JSON.stringify(value)]));
  return next.filter(({ key, value }) => known.get(key.name) !== JSON.stringify(value));
}

const isLive = ({ status }: Track): boolean => status !== 'reassigned' && status !== 'dropped';
