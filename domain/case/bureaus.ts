import { refuseUnless } from '../refusal';
import { change, type Chronicle, type Deciders, entryOf, type Evolvers, named, notBefore } from './context';
import { liveTracks, workingTrack } from './lookups';
import { openInner, outerLimit } from './inner-limits';
import { cancel, findOpen, meet } from './obligations';
import type { AssignedCase, Bureau, Track } from './state';

/**
 * Level by level [R2.2]: a city government passes its part on to its bureaus. They see the case, have a limit ahead of
 * the city's, and give it their opinion; whatever leaves the part, reply, contact, form, stays the city's own.
 */
export const bureauDeciders = {
  passOn(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    const outer = outerLimit(chronicle, track);
    refuseUnless(outer, 'R2.2', 'wrong-state', '/trackId', '本单位在本件已无待办时限，无需再交所属部门');
    data.bureaus.forEach((bureau, index) => {
      const pointer = `/bureaus/${index}`;
      const handles = liveTracks(chronicle.case).some(({ unit }) => unit === bureau);
      refuseUnless(!handles, 'R2.2', 'conflict', pointer, '该单位已承办本件');
      const standing = bureauOf(track, bureau) ?? data.bureaus.indexOf(bureau) < index;
      refuseUnless(!standing, 'R2.2', 'duplicate', pointer, '已交该部门研究');
    });
    const { bureaus, note } = data;
    chronicle.add('trackPassedOn', { trackId: track.id, bureaus, ...(note ? { note } : {}) });
    for (const id of bureaus) {
      const owed = { trackId: track.id, owedBy: { type: 'unit', id }, about: id } as const;
      openInner(chronicle, 'bureau', owed, outer);
    }
  },

  takeBack(chronicle, { data }) {
    const { track, bureau } = passedOn(chronicle, data);
    chronicle.add('trackTakenBack', { trackId: track.id, bureau: bureau.unit, reason: data.reason });
    cancel(chronicle, limitsOf(chronicle, track, bureau), 'taken-back', { reason: data.reason });
  },

  recordBureauOpinion(chronicle, { data }) {
    const { track, bureau } = passedOn(chronicle, data);
    chronicle.add('bureauOpinionRecorded', {
      trackId: track.id,
      bureau: bureau.unit,
      opinion: data.opinion,
      documents: data.documents,
    });
    meet(chronicle, limitsOf(chronicle, track, bureau));
  },
} satisfies Partial<Deciders>;

/** A bureau that has this part now: passed on to it, and not taken back. */
export function bureauOf({ bureaus }: Track, unit: string | undefined): Bureau | undefined {
  const bureau = entryOf(bureaus ?? {}, unit);
  return bureau?.endedOn === undefined ? bureau : undefined;
}

function passedOn(
  chronicle: Chronicle,
  { trackId, bureau: unit }: { trackId: string; bureau: string },
): { track: Track; bureau: Bureau } {
  const track = workingTrack(chronicle.case, trackId);
  const bureau = named(track.bureaus ?? {}, unit, '/bureau', '所属部门');
  refuseUnless(bureau.endedOn === undefined, 'R2.2', 'wrong-state', '/bureau', '已不再交该部门研究');
  notBefore(chronicle, bureau.since, '交该部门的日期');
  return { track, bureau };
}

const limitsOf = (chronicle: Chronicle, track: Track, { unit }: Bureau) =>
  findOpen(chronicle.case, track.id, 'bureau').filter(({ about }) => about === unit);

export const bureauEvolvers = {
  trackPassedOn: (state, { trackId, bureaus, note }, { on }) =>
    changeBureaus(state, trackId, (before) => ({
      ...before,
      ...Object.fromEntries(
        bureaus.map((unit) => [unit, { unit, since: on, ...(note ? { note } : {}) } satisfies Bureau]),
      ),
    })),
  trackTakenBack: (state, { trackId, bureau }, { on }) =>
    changeBureaus(state, trackId, (before) => edited(before, bureau, { endedOn: on })),
  bureauOpinionRecorded: (state, { trackId, bureau, opinion, documents }, { on }) =>
    changeBureaus(state, trackId, (before) =>
      edited(before, bureau, { opinion: { on, text: opinion, documents } }),
    ),
} satisfies Partial<Evolvers>;

type Bureaus = NonNullable<Track['bureaus']>;

function changeBureaus(
  state: AssignedCase,
  trackId: string,
  edit: (before: Bureaus) => Bureaus,
): AssignedCase {
  const track = entryOf(state.tracks, trackId);
  return track ? change(state, 'tracks', trackId, { bureaus: edit(track.bureaus ?? {}) }) : state;
}

function edited(before: Bureaus, unit: string, patch: Partial<Bureau>): Bureaus {
  const bureau = entryOf(before, unit);
  return bureau ? { ...before, [unit]: { ...bureau, ...patch } } : before;
}
