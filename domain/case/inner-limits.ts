import { addDays, maxDate, type CivilDate } from '../dates';
import type { Obligation, ObligationKind } from '../obligation';
import type { Chronicle } from './context';
import { cancel, findOpen, meet, open, type Owed, partOf, supersede } from './obligations';
import type { Track } from './state';

/** Limits inside a unit's part, its own matter: a division's, and a bureau's [R2.2]. */
export const INNER: ReadonlySet<ObligationKind> = new Set(['internal', 'bureau']);

/** What a track owes outwards just now, and its inner limits lie ahead of; undefined when its product is out. */
export function outerLimit(chronicle: Chronicle, track: Track): Obligation | undefined {
  const limit = partOf(chronicle, track).limit;
  return limit && findOpen(chronicle.case, track.id, limit)[0];
}

/** An inner limit lies ahead of what its unit owes, and never before the day on which the case was handed on. */
export function internalDue(outer: Obligation, aheadDays: number, from: CivilDate): CivilDate {
  return maxDate(addDays(outer.due, -aheadDays), from);
}

/**
 * Opens the limit of a division or a bureau, `about`, ahead of an outer one: the unit's own matter. It lies ahead of
 * that duty for as long as it is open.
 */
export function openInner(
  chronicle: Chronicle,
  kind: 'internal' | 'bureau',
  { trackId, owedBy, about }: Pick<Owed, 'trackId' | 'owedBy'> & { about: string },
  outer: Obligation,
  on: CivilDate = chronicle.on,
): Obligation {
  const date = internalDue(outer, chronicle.context.rules.internalAheadDays, on);
  const id = open(chronicle, {
    kind,
    trackId,
    owedBy,
    rule: kind === 'bureau' ? 'R2.2' : 'setting',
    settled: false,
    start: on,
    limit: { unit: 'fixed', date },
    source: 'internal',
    about,
    outer: outer.id,
  });
  return chronicle.case.obligations[id] as Obligation;
}

/** What lay ahead of a duty lies ahead of the one that took its place. */
export function followOuter(chronicle: Chronicle, old: Obligation, by: string, why: string): void {
  const outer = chronicle.case.obligations[by] as Obligation;
  for (const inner of findOpen(chronicle.case, old.trackId, 'internal', 'bureau')) {
    if ((inner.outer ?? old.id) !== old.id) continue;
    const { trackId, owedBy, about = '', openedOn } = inner;
    const kind = inner.kind === 'bureau' ? 'bureau' : 'internal';
    const next = openInner(chronicle, kind, { trackId, owedBy, about }, outer, openedOn);
    chronicle.add('obligationSuperseded', { obligationId: inner.id, by: next.id, why });
  }
}

/** A part has done what it owed outwards: so has its division, and no bureau's opinion is waited for any longer. */
export function endInner(chronicle: Chronicle, trackId: string, on: CivilDate): void {
  meet(chronicle, findOpen(chronicle.case, trackId, 'internal'), on);
  cancel(chronicle, findOpen(chronicle.case, trackId, 'bureau'), 'concluded', { on });
}

/** What a part owes outwards has changed: its division and its bureaus get limits ahead of the new date. */
export function renewInner(chronicle: Chronicle, track: Track, why: string): void {
  const outer = outerLimit(chronicle, track);
  const { id: trackId, unit, division } = track;
  const renew = (kind: 'internal' | 'bureau', old: Obligation[], by: string, about: string | undefined) => {
    const owed = { trackId, owedBy: { type: 'unit', id: by }, about } as const;
    supersede(
      chronicle,
      old,
      outer && about ? [openInner(chronicle, kind, { ...owed, about }, outer)] : [],
      why,
    );
  };
  renew('internal', findOpen(chronicle.case, trackId, 'internal'), unit, division);
  for (const old of findOpen(chronicle.case, trackId, 'bureau'))
    renew('bureau', [old], old.owedBy.id, old.about);
}
