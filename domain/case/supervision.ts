import type { CivilDate } from '../dates';
import { refuseUnless } from '../refusal';
import {
  change,
  type Chronicle,
  type Deciders,
  type Evolvers,
  named,
  nextId,
  notBefore,
  put,
} from './context';
import { liveTrack } from './lookups';
import type { Supervision } from './state';

/** Special inspection, joint and tracked supervision: opened by hand or by rule, closed with a result [R7.2]. */
export const supervisionDeciders = {
  openSupervision(chronicle, { data, actor }) {
    const track = liveTrack(chronicle.case, data.trackId);
    refuseUnless(
      data.form !== 'joint-supervision' || data.units !== undefined,
      'R7.2',
      'missing',
      '/units',
      '联合督导须写明参加单位',
    );
    chronicle.add('supervisionOpened', {
      supervisionId: nextId('s', chronicle.case.supervisions),
      trackId: track.id,
      form: data.form,
      ground: 'by-hand',
      reason: data.ground,
      ...(data.units ? { units: data.units } : {}),
      ...(actor.role === 'unit-office' ? { by: 'unit' as const } : {}),
    });
  },
  recordSupervision(chronicle, { data }) {
    const supervision = openOne(chronicle, data.supervisionId);
    chronicle.add('supervisionRecorded', {
      supervisionId: supervision.id,
      way: data.way,
      note: data.note,
      ...(data.answer ? { answer: data.answer } : {}),
    });
  },
  closeSupervision(chronicle, { data, actor }) {
    const supervision = openOne(chronicle, data.supervisionId);
    refuseUnless(
      actor.role !== 'unit-office' || supervision.by === 'unit',
      'R7.2',
      'not-permitted',
      '/supervisionId',
      '承办单位只能销号本单位自行开展的督办',
    );
    notBefore(chronicle, supervision.openedOn, '督办启动日期');
    chronicle.add('supervisionClosed', { supervisionId: supervision.id, result: data.result });
  },
  /** Told by the ledger, which alone sees all cases of a subject. Told again it changes nothing. */
  trackSubject(chronicle, { data: { trackId, subjectId: subject } }) {
    const track = liveTrack(chronicle.case, trackId);
    const tracked = Object.values(chronicle.case.supervisions).filter(
      (supervision) => supervision.trackId === track.id && supervision.form === 'tracked-supervision',
    );
    if (tracked.some((supervision) => supervision.subject === subject)) return;
    const standing = tracked.find(({ status }) => status === 'open');
    if (standing) chronicle.add('supervisionJoined', { supervisionId: standing.id, subject });
    else
      chronicle.add('supervisionOpened', {
        supervisionId: nextId('s', chronicle.case.supervisions),
        trackId: track.id,
        form: 'tracked-supervision',
        ground: 'subject',
        subject,
      });
  },
} satisfies Partial<Deciders>;

/** Opens a supervision by rule [R7.2] unless one of the same form is open for this unit's part. */
export function openSupervisionOnce(
  chronicle: Chronicle,
  trackId: string,
  form: Supervision['form'],
  ground: 'late' | 'dissatisfied',
  { on = chronicle.on, reworkId }: { on?: CivilDate; reworkId?: string } = {},
): void {
  const standing = Object.values(chronicle.case.supervisions).some(
    (supervision) =>
      supervision.trackId === trackId && supervision.form === form && supervision.status === 'open',
  );
  if (!standing)
    chronicle.add(
      'supervisionOpened',
      {
        supervisionId: nextId('s', chronicle.case.supervisions),
        trackId,
        form,
        ground,
        ...(reworkId ? { reworkId } : {}),
      },
      on,
    );
}

function openOne(chronicle: Chronicle, id: string): Supervision {
  const supervision = named(chronicle.case.supervisions, id, '/supervisionId', '督办');
  refuseUnless(supervision.status === 'open', 'R7.2', 'wrong-state', '/supervisionId', '该督办已销号');
  return supervision;
}

export const supervisionEvolvers = {
  supervisionOpened: (
    state,
    { supervisionId: id, trackId, form, ground, units, subject, by, reworkId },
    { on },
  ) =>
    put(state, 'supervisions', {
      id,
      trackId,
      form,
      ground,
      openedOn: on,
      status: 'open',
      ...(units ? { units } : {}),
      ...(subject ? { subject } : {}),
      ...(by ? { by } : {}),
      ...(reworkId ? { reworkId } : {}),
    }),
  supervisionJoined: (state, { supervisionId, subject }) =>
    change(state, 'supervisions', supervisionId, { subject }),
  supervisionRecorded: (state) => state,
  supervisionClosed: (state, { supervisionId }, { on }) =>
    change(state, 'supervisions', supervisionId, { status: 'closed', closedOn: on }),
} satisfies Partial<Evolvers>;
