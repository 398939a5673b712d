import { due } from '../due';
import { refuseUnless } from '../refusal';
import { change, type Deciders, entryOf, type Evolvers, named, notBefore, put } from './context';
import { lettersOf, workingTrack } from './lookups';
import { openInner, outerLimit } from './inner-limits';
import { cancel, findOpen, meet, openObligations, openSigning } from './obligations';
import type { AssignedCase, Track } from './state';

export const emptyForm = () => ({ sentTo: {}, confirmedBy: {}, covered: false });

/** A new track as `caseAssigned` and `trackOpened` bring it in. The provincial office signs for nothing of its own. */
const opened = (
  track: Pick<Track, 'id' | 'unit' | 'part' | 'assignedOn' | 'countsFrom' | 'replaces' | 'limits'>,
): Track => ({
  ...track,
  ...(track.part === 'office' ? { status: 'signed', signedOn: track.assignedOn } : { status: 'assigned' }),
  form: emptyForm(),
  research: 0,
});

/** Signing for, returning, reassigning, and the way inside the unit. */
export const assignmentDeciders = {
  signFor(chronicle, { data }) {
    const track = named(chronicle.case.tracks, data.trackId, '/trackId', '承办部分');
    refuseUnless(
      track.status === 'assigned',
      'setting',
      'wrong-state',
      '/trackId',
      track.status === 'signed' ? '已签收，无需重复签收' : '该承办部分当前不能签收',
    );
    chronicle.add('trackSigned', { trackId: track.id });
    meet(chronicle, findOpen(chronicle.case, track.id, 'sign'));
  },

  returnTrack(chronicle, { data }) {
    const track = named(chronicle.case.tracks, data.trackId, '/trackId', '承办部分');
    refuseUnless(
      track.status === 'assigned' || track.status === 'signed',
      'setting',
      'wrong-state',
      '/trackId',
      '该承办部分当前不能退回',
    );
    refuseUnless(
      !hasWork(chronicle.case, track),
      'setting',
      'wrong-state',
      '/trackId',
      '已形成会办意见、答复或研究参考情况，不能退回',
    );
    const { amount, unit } = chronicle.context.rules.limits.return;
    const until = due(track.assignedOn, { amount, unit }, chronicle.context.calendar).due;
    refuseUnless(chronicle.on <= until, 'setting', 'too-late', '/doneOn', `退回期限为 ${until}，已超过`);
    notBefore(chronicle, track.signedOn, '签收日期');
    chronicle.add('trackReturned', { trackId: track.id, reason: data.reason });
    // Whoever returned a case cannot sign for it: the limit stops until the office has decided.
    cancel(chronicle, findOpen(chronicle.case, track.id, 'sign'), 'returned');
  },

  decideReturn(chronicle, { data }) {
    const track = named(chronicle.case.tracks, data.trackId, '/trackId', '承办部分');
    refuseUnless(
      track.status === 'returned' && !track.return?.outcome,
      'setting',
      'wrong-state',
      '/trackId',
      '该承办部分没有待决定的退回',
    );
    notBefore(chronicle, track.return?.on, '退回日期');
    chronicle.add('returnDecided', { trackId: track.id, outcome: data.outcome, reason: data.reason });
    if (data.outcome === 'refused' && !track.signedOn) openSigning(chronicle, track, chronicle.on);
  },

  assignDivision(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    cancel(chronicle, findOpen(chronicle.case, track.id, 'internal'), 'other-division');
    chronicle.add('divisionAssigned', {
      trackId: track.id,
      division: data.division,
      ...(data.officer ? { officer: data.officer } : {}),
    });
    const outer = outerLimit(chronicle, track);
    const owed = {
      trackId: track.id,
      owedBy: { type: 'unit', id: track.unit },
      about: data.division,
    } as const;
    if (outer) openInner(chronicle, 'internal', owed, outer);
  },

  returnFromDivision(chronicle, { data, actor }) {
    const track = workingTrack(chronicle.case, data.trackId);
    refuseUnless(track.division, 'setting', 'wrong-state', '/trackId', '本件尚未分到处室');
    refuseUnless(
      actor.division === undefined || actor.division === track.division,
      '—',
      'not-permitted',
      '/trackId',
      '只能退回分到本处室的件',
    );
    chronicle.add('divisionReturned', { trackId: track.id, division: track.division, reason: data.reason });
    cancel(chronicle, findOpen(chronicle.case, track.id, 'internal'), 'returned-by-division');
  },

  assignOfficer(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    refuseUnless(track.division, 'setting', 'out-of-order', '/trackId', '请先分到处室');
    chronicle.add('officerAssigned', { trackId: track.id, officer: data.officer });
  },

  remindUnit(chronicle, { data }) {
    const track = named(chronicle.case.tracks, data.trackId, '/trackId', '承办部分');
    refuseUnless(
      openObligations(chronicle.case).some((obligation) => obligation.trackId === track.id),
      'R7.3',
      'wrong-state',
      '/trackId',
      '该单位没有未办结事项，无需催办',
    );
    chronicle.add('unitReminded', {
      trackId: track.id,
      way: data.way,
      ...(data.note ? { note: data.note } : {}),
      ...(data.answer ? { answer: data.answer } : {}),
    });
  },
} satisfies Partial<Deciders>;

export const assignmentEvolvers = {
  trackOpened: (state, { track }) => put(state, 'tracks', opened(track)),
  trackSigned: (state, { trackId }, { on }) =>
    change(state, 'tracks', trackId, { status: 'signed', signedOn: on }),
  trackReturned: (state, { trackId, reason }, { on }) =>
    change(state, 'tracks', trackId, { status: 'returned', return: { on, reason } }),
  returnDecided: (state, { trackId, outcome }, { on }) => {
    const track = entryOf(state.tracks, trackId);
    if (!track?.return) return state;
    const status = outcome === 'upheld' ? 'returned' : track.signedOn ? 'signed' : 'assigned';
    return change(state, 'tracks', trackId, { status, return: { ...track.return, outcome, decidedOn: on } });
  },
  divisionAssigned: (state, { trackId, division, officer }) =>
    change(state, 'tracks', trackId, { division, officer }),
  divisionReturned: (state, { trackId }) =>
    change(state, 'tracks', trackId, { division: undefined, officer: undefined }),
  officerAssigned: (state, { trackId, officer }) => change(state, 'tracks', trackId, { officer }),
  unitReminded: (state) => state,
} satisfies Partial<Evolvers>;

export { opened as openedTrack };

const hasWork = (state: AssignedCase, track: Track): boolean =>
  (track.drawnOn ?? []).length > 0 || track.offLine !== undefined || lettersOf(state, track.id).length > 0;
