import { minDate, type CivilDate } from '../dates';
import type { Light, Obligation } from '../obligation';
import { refuseUnless } from '../refusal';
import type { KeyKind, OpenDoorElement } from '../../schemas/key';
import { change, type Chronicle, type Deciders, entryOf, type Evolvers, notBefore, resume } from './context';
import { liveTrack, liveTracks, staffedTrack, workingTrack } from './lookups';
import {
  type BY_RULES,
  cancel,
  filingLimit,
  findOpen,
  meet,
  open,
  type Owed,
  supersede,
} from './obligations';
import type { AssignedCase, Track } from './state';
import { lightOf } from './status';

/** In the order of the notice [R4.3], with what officials call them. */
const ELEMENTS = {
  leader: '单位负责同志包案',
  meeting: '专题会议',
  research: '实地调研',
  coordination: '协调督导',
  problem: '解决一方面实际问题',
  field: '推动一个领域工作',
  report: '专题报告',
} as const satisfies Record<OpenDoorElement | 'leader' | 'research' | 'report', string>;
export type OpenDoorStep = keyof typeof ELEMENTS;

/** One element of open-door handling: done, since when, and its light, which follows the special report's date. */
export interface OpenDoorProgress {
  element: OpenDoorStep;
  done: boolean;
  on?: CivilDate;
  light: Light;
}

const unlifted = (track: Track): [string, { kind: KeyKind }][] =>
  Object.entries(track.key ?? {}).filter(([, { liftedOn }]) => liftedOn === undefined);

/** Whether a part is in a key matter or a key case now, and so to be handled with open doors [R4.3]. */
export const isKey = (track: Track): boolean => unlifted(track).length > 0;

/** How far open-door handling has come, element by element [R4.3, R7.1]. */
export function openDoorOf(state: AssignedCase, track: Track, today: CivilDate): OpenDoorProgress[] {
  const [owed] = findOpen(state, track.id, 'special-report');
  const missing = owed ? lightOf(owed, today) : 'grey';
  return (Object.keys(ELEMENTS) as OpenDoorStep[]).map((element) => {
    const on = dayOf(track, element);
    const done = isDone(track, element);
    return { element, done, ...(on ? { on } : {}), light: done ? 'grey' : missing };
  });
}

const dayOf = (track: Track, element: OpenDoorStep): CivilDate | undefined =>
  element === 'leader' || element === 'research' ? undefined : track.openDoor?.[element];

function isDone(track: Track, element: OpenDoorStep): boolean {
  if (element === 'leader') return track.caseLeader !== undefined;
  if (element === 'research') return track.research > 0;
  return dayOf(track, element) !== undefined;
}

/** Key matters and key cases, as a case learns of them, and what handling with open doors asks of a part [R4.1-R4.3]. */
export const keyDeciders = {
  /** Told by the ledger. Told again it changes nothing. */
  markKey(chronicle, { data, actor }) {
    const { trackId, keyId, key } = data;
    refuseUnless(
      key === 'case' || actor.role !== 'unit-office',
      'R4.1',
      'not-permitted',
      '',
      '重点事项由省政府办公厅确定',
    );
    const track = liveTrack(chronicle.case, trackId);
    // The province selects what units handle [R4.1]; its own part in a national case is none of them.
    refuseUnless(
      track.part !== 'office',
      'R4.1',
      'wrong-state',
      '/trackId',
      '省政府办公厅自身承办的部分不列为重点事项',
    );
    refuseUnless(
      chronicle.context.rules.specialReport,
      'R4.3',
      'wrong-state',
      '',
      '本件适用的规则没有专题报告的时限，请先采用新的规则',
    );
    if (entryOf(track.key ?? {}, keyId) === undefined) mark(chronicle, track.id, keyId, key);
  },

  /** The same for what was lifted or deselected; a unit only ends what it selected itself. */
  unmarkKey(chronicle, { data: { keyId }, actor }) {
    for (const track of liveTracks(chronicle.case)) {
      const found = unlifted(track).find(([id]) => id === keyId);
      if (!found) continue;
      refuseUnless(
        actor.role !== 'unit-office' || (found[1].kind === 'case' && track.unit === actor.unit),
        'R4.1',
        'not-permitted',
        '',
        '只能取消本单位选定的重点处理件',
      );
      chronicle.add('keyUnmarked', { trackId: track.id, keyId });
      if (!isKey(chronicle.case.tracks[track.id] as Track))
        cancel(chronicle, findOpen(chronicle.case, track.id, 'special-report'), 'unmarked');
    }
  },

  recordOpenDoor(chronicle, { data: { trackId, element, people, note, documents } }) {
    const track = staffedTrack(chronicle.case, trackId);
    refuseUnless(
      isKey(track),
      'R4.3',
      'wrong-state',
      '/trackId',
      '该承办部分未列为重点事项或重点处理件，不需“开门办案”',
    );
    chronicle.add('openDoorRecorded', { trackId: track.id, element, people, note, documents });
  },

  fileSpecialReport(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    const owed = findOpen(chronicle.case, track.id, 'special-report');
    refuseUnless(owed[0], 'R4.3', 'wrong-state', '/trackId', '该承办部分没有待报的专题报告');
    notBefore(chronicle, owed[0].openedOn, '列为重点的日期');
    const missing = (Object.keys(ELEMENTS) as OpenDoorStep[]).filter(
      (element) => element !== 'report' && !isDone(track, element),
    );
    refuseUnless(
      missing.length === 0,
      'R4.3',
      'out-of-order',
      '/trackId',
      `专题报告之前尚缺：${missing.map((element) => ELEMENTS[element]).join('、')}`,
    );
    chronicle.add('specialReportFiled', { trackId: track.id, document: data.document });
    meet(chronicle, owed);
  },
} satisfies Partial<Deciders>;

/** Marks a part; it then owes a special report, once however many marks it bears. */
function mark(chronicle: Chronicle, trackId: string, keyId: string, key: KeyKind): void {
  chronicle.add('keyMarked', { trackId, keyId, key });
  oweSpecialReport(chronicle, trackId);
}

/** The special report of a part that bears a mark [R4.3]: once, where the rules have a date for it. */
export function oweSpecialReport(chronicle: Chronicle, trackId: string, why?: typeof BY_RULES): void {
  const { specialReport } = chronicle.context.rules;
  const track = entryOf(chronicle.case.tracks, trackId);
  if (!specialReport || !track || track.openDoor?.report !== undefined) return;
  if (findOpen(chronicle.case, trackId, 'special-report').length > 0) return;
  const owed: Owed = {
    kind: 'special-report',
    trackId,
    owedBy: { type: 'unit', id: track.unit },
    start: chronicle.on,
    ...filingLimit(chronicle.on, specialReport),
  };
  open(chronicle, owed, why);
}

/**
 * A matter of the province stays with the part whoever handles it: its marks pass on to the track that takes over.
 * What the former unit selected for itself does not. Returns what the new track owes for it.
 */
export function passOnMatters(chronicle: Chronicle, from: Track, to: string): Obligation[] {
  for (const [keyId, { kind }] of unlifted(from)) if (kind === 'matter') mark(chronicle, to, keyId, kind);
  return findOpen(chronicle.case, to, 'special-report');
}

/**
 * The same where two parts change hands with each other: each matter goes over with its part, one that both are in
 * stays with both, and whoever is in none any more owes no report. What a unit selected for itself stays with it.
 */
export function swapMatters(chronicle: Chronicle, one: Track, other: Track): void {
  const going = (from: Track, to: Track) =>
    unlifted(from)
      .filter(([id, { kind }]) => kind === 'matter' && !unlifted(to).some(([standing]) => standing === id))
      .map(([keyId]) => ({ from: from.id, to: to.id, keyId }));
  const moves = [...going(one, other), ...going(other, one)];
  for (const { from, to, keyId } of moves) {
    chronicle.add('keyUnmarked', { trackId: from, keyId });
    mark(chronicle, to, keyId, 'matter');
  }
  for (const { from, to } of moves)
    if (!isKey(chronicle.case.tracks[from] as Track))
      supersede(
        chronicle,
        findOpen(chronicle.case, from, 'special-report'),
        findOpen(chronicle.case, to, 'special-report'),
        'lead-swapped',
      );
}

export const keyEvolvers = {
  keyMarked: (state, { trackId, keyId, key }, { on }) => {
    const track = entryOf(state.tracks, trackId);
    const marks = { ...track?.key, [keyId]: { kind: key, on } };
    return change(resume(state, trackId), 'tracks', trackId, { key: marks });
  },
  keyUnmarked: (state, { trackId, keyId }, { on }) => {
    const track = entryOf(state.tracks, trackId);
    const found = entryOf(track?.key ?? {}, keyId);
    return found
      ? change(state, 'tracks', trackId, { key: { ...track?.key, [keyId]: { ...found, liftedOn: on } } })
      : state;
  },
  openDoorRecorded: (state, { trackId, element }, { on }) => reached(state, trackId, element, on),
  specialReportFiled: (state, { trackId }, { on }) => reached(state, trackId, 'report', on),
} satisfies Partial<Evolvers>;

/** The first day of an element counts, in whatever order they are entered (D8). */
function reached(
  state: AssignedCase,
  trackId: string,
  element: OpenDoorElement | 'report',
  on: CivilDate,
): AssignedCase {
  const before = entryOf(state.tracks, trackId)?.openDoor;
  const day = minDate(before?.[element] ?? on, on);
  return change(state, 'tracks', trackId, { openDoor: { ...before, [element]: day } });
}
