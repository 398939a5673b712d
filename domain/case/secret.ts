import type { Actor } from '../../schemas/common';
import type { Command, CommandType } from '../../schemas/commands';
import type { CivilDate } from '../dates';
import type { ObligationKind } from '../obligation';
import { refuseUnless } from '../refusal';
import { emptyForm } from './assignment';
import {
  change,
  type Chronicle,
  type Context,
  dayOfAct,
  type Deciders,
  entryOf,
  type Evolvers,
  named,
  notBefore,
} from './context';
import type { CaseEvent, Stub } from './events';
import { endInner } from './inner-limits';
import { isSecret, issuedProduct, partRuleOf, staffedTrack } from './lookups';
import { findOpen, meet } from './obligations';
import { referenceIsDone } from './reference';
import type { AssignedCase, OffLine, Rework, Track } from './state';

/** What stands where a title would: nothing that somebody wrote. */
export const SECRET_TITLE = '涉密件';

/** What can be done on the platform: who handles it, by when, and that it was done. Nothing of it needs what is secret. */
const ON_SECRET: ReadonlySet<CommandType> = new Set<CommandType>([
  'signFor',
  'returnTrack',
  'decideReturn',
  'reassign',
  'addCoHandler',
  'dropCoHandler',
  'swapLead',
  'changePart',
  'handOver',
  'assignDivision',
  'returnFromDivision',
  'assignOfficer',
  'nameResponsibility',
  'nameCaseLeader',
  'remindUnit',
  'recordOffLine',
  'requestExtension',
  'decideExtension',
  'openSupervision',
  'recordSupervision',
  'closeSupervision',
  'assignRework',
  'withdrawRework',
  'withdrawCase',
  'leaveMerge',
  'memberGone',
  'adoptRules',
  'discardMessage',
  'tick',
  'wake',
]);

/** Refuses what would bring anything of a secret onto the platform. */
export function refuseOnSecret(state: AssignedCase, { type }: Pick<Command, 'type'>): void {
  refuseUnless(
    !isSecret(state) || ON_SECRET.has(type),
    'R3.12',
    'not-permitted',
    '',
    '涉密件线下办理，平台只登记编号、单位和日期',
  );
}

/** Secrets are handled off line; what is on line is that, and when, it was done. */
export const secretDeciders = {
  recordOffLine(chronicle, { data }) {
    named(chronicle.case.tracks, data.trackId, '/trackId', '承办部分');
    refuseUnless(
      isSecret(chronicle.case),
      'R3.12',
      'wrong-state',
      '/trackId',
      '只有涉密件登记线下办结；其他件请在平台上办理',
    );
    const track = staffedTrack(chronicle.case, data.trackId);
    const rework = openRework(chronicle.case, track);
    const of = rework ? 'rework' : partRuleOf(chronicle.case, track, chronicle.context.rules).limit;
    refuseUnless(of, 'R3.12', 'wrong-state', '/trackId', '该承办部分没有须办结的事项');
    const owed = findOpen(chronicle.case, track.id, of, 'reissue');
    refuseUnless(
      owed.length > 0 || !offLineOf(track, of),
      'R3.12',
      'duplicate',
      '/trackId',
      '该承办部分已登记线下办结',
    );
    notBefore(
      chronicle,
      rework?.receivedOn ?? track.signedOn,
      rework ? '接到交办反馈意见的日期' : '签收日期',
    );
    chronicle.add('offLineRecorded', { trackId: track.id, of, ...(rework ? { reworkId: rework.id } : {}) });
    meet(chronicle, owed);
    endInner(chronicle, track.id, chronicle.on);
    if (rework?.status === 'open') chronicle.add('reworkAnswered', { reworkId: rework.id });
  },
} satisfies Partial<Deciders>;

/** The rework that a part still owes the written result of. */
const openRework = (state: AssignedCase, { id }: Track): Rework | undefined =>
  Object.values(state.reworks).find(
    ({ trackId, status, obligationId }) =>
      trackId === id && (status === 'open' || state.obligations[obligationId]?.status === 'open'),
  );

/** When a part's product was finished off line. */
export const offLineOf = ({ offLine = [] }: Track, of: ObligationKind | undefined): OffLine | undefined =>
  offLine.find((done) => done.of === of);

/**
 * A case that turns out to be a secret while it is handled: what is left of it is its stub, in one event from which a
 * case whose earlier events are redacted is folded again. Throws a {@link Refusal}; `doneOn` is a civil date (D8).
 */
export function classify(
  chronicle: Chronicle,
  { actor, doneOn }: { actor: Actor; doneOn?: CivilDate },
): void {
  const state = chronicle.case;
  refuseUnless(actor.role === 'provincial-office', 'R3.12', 'not-permitted', '', '由省政府办公厅依规定定密');
  refuseUnless(!isSecret(state), 'R3.12', 'duplicate', '', '本件已按涉密件线下办理');
  const on = dayOfAct(state, { data: { doneOn } }, chronicle.context.today, undefined);
  chronicle.add('caseClassified', { stub: stubOf(state, chronicle.context) }, on);
}

/** Deadlines that run on: what a unit owes for its part. All others were about what is off line from now on. */
const RUNS_ON: ReadonlySet<ObligationKind> = new Set<ObligationKind>([
  'sign',
  'internal',
  'opinion',
  'submission',
  'reply',
  'reference',
  'rework',
  'reissue',
]);

/** Number, units and dates of a case: no title, words, proposer or file, and nothing that names one. */
function stubOf(state: AssignedCase, context: Context): Stub {
  const { caseId, facts, lastDay } = state;
  const { subject: _subject, letter, ...kept } = facts;
  const coHandles = letter?.coHandles;
  const obligations = entries(state.obligations)
    .filter(({ kind }) => RUNS_ON.has(kind))
    .map(({ about, ...obligation }) => ({
      ...obligation,
      // A division, or a rework: a letter's or a delivery's id says nothing any more.
      ...(about !== undefined && (obligation.kind === 'internal' || obligation.kind === 'rework')
        ? { about }
        : {}),
    }));
  const record = {
    caseId,
    facts: {
      ...kept,
      title: SECRET_TITLE,
      secret: true as const,
      ...(coHandles ? { letter: { coHandles } } : {}),
    },
    proposers: [],
    tracks: byId(entries(state.tracks).map((track) => trackStub(state, track, context))),
    obligations: byId(obligations),
    letters: {},
    deliveries: {},
    contacts: [],
    exceptions: {},
    instructions: {},
    extensions: byId(
      entries(state.extensions).filter(({ obligationId }) =>
        obligations.some(({ id }) => id === obligationId),
      ),
    ),
    feedback: [],
    reworks: byId(entries(state.reworks).map((rework) => ({ ...rework, objectors: [], visited: [] }))),
    supervisions: byId(entries(state.supervisions).map(({ subject: _, ...supervision }) => supervision)),
    originalViews: {},
    lastDay,
  };
  return state.status === 'open'
    ? { ...record, status: 'open' }
    : { ...record, status: state.status, endedOn: state.endedOn };
}

function trackStub(state: AssignedCase, track: Track, { rules }: Context): Track {
  const { id, unit, part, status, assignedOn, countsFrom, limits, replaces, signedOn } = track;
  const { division, officer, responsibility, caseLeader } = track;
  const offLine = concluded(state, track, partRuleOf(state, track, rules).limit);
  return {
    id,
    unit,
    part,
    status,
    assignedOn,
    countsFrom,
    ...(limits ? { limits } : {}),
    ...(replaces ? { replaces } : {}),
    ...(signedOn ? { signedOn } : {}),
    ...(track.return ? { return: track.return } : {}),
    ...(division ? { division } : {}),
    ...(officer ? { officer } : {}),
    ...(responsibility ? { responsibility } : {}),
    ...(caseLeader ? { caseLeader } : {}),
    form: emptyForm(),
    research: 0,
    ...(offLine.length > 0 ? { offLine } : {}),
  };
}

/** What a part had finished on line before, nothing of it owed any more: only that, and the day. */
function concluded(state: AssignedCase, track: Track, limit: ObligationKind | undefined): OffLine[] {
  const answered = Object.values(state.reworks)
    .filter(({ trackId, status }) => trackId === track.id && status === 'answered')
    .map(({ id }) => ({ of: 'rework' as const, on: metOn(state, track, 'rework', id), reworkId: id }));
  if (limit === undefined || findOpen(state, track.id, limit, 'reissue').length > 0) return answered;
  const done = limit === 'reference' ? referenceIsDone(state, track) : issuedProduct(state, track.id);
  return done ? [{ of: limit, on: metOn(state, track, limit) }, ...answered] : answered;
}

/** The day on which a part's duty ended. */
const metOn = (state: AssignedCase, { id }: Track, of: ObligationKind, about?: string): CivilDate =>
  Object.values(state.obligations).findLast(
    (one) => one.trackId === id && one.kind === of && (about === undefined || one.about === about),
  )?.endedOn ?? state.lastDay;

const entries = <T>(record: Record<string, T>): T[] => Object.values(record);
const byId = <T extends { id: string }>(list: readonly T[]): Record<string, T> =>
  Object.fromEntries(list.map((entry) => [entry.id, entry]));

export const secretEvolvers = {
  caseClassified: (_state, { stub }, { seq }) => ({ ...stub, seq }),
  offLineRecorded: (state, { trackId, of, reworkId }, { on }) =>
    change(state, 'tracks', trackId, {
      offLine: [
        ...(entryOf(state.tracks, trackId)?.offLine ?? []),
        { of, on, ...(reworkId ? { reworkId } : {}) },
      ],
    }),
} satisfies Partial<Evolvers>;

/** What is left of an event of a case that was classified: its number, time and kind [R3.12]. */
export const REDACTED = { redacted: 'R3.12' } as const;

export const isRedacted = ({ data }: Pick<CaseEvent, 'data'>): boolean =>
  (data as Partial<typeof REDACTED>).redacted === REDACTED.redacted;
