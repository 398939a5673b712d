import fc from 'fast-check';
import {
  decide,
  evolve,
  nextDue,
  type AssignedCase,
  type CaseEvent,
  type NumberedIntake,
} from '../../../domain/case';
import { approvalsOf } from '../../../domain/case/letters';
import { addDays, maxDate } from '../../../domain/dates';
import { Refusal } from '../../../domain/refusal';
import type { Actor, ReviewLevel } from '../../../schemas/common';
import type { Command, CommandData, CommandType } from '../../../schemas/commands';
import type { AssignmentLetter } from '../../../schemas/intake';
import { answeringTracks, gatheringTrack } from '../../../domain/case/lookups';
import { actorOn, type Move, move, nextMove, unitActor } from './finisher';
import { actors, criteria, Scenario, staff, standardIntake } from './scenario';

/** Ids that nothing has, some of which every JavaScript object answers to. */
export const NONSENSE = ['__proto__', 'constructor', 'toString', '', 'zz9', 't99', 'o:1'];
const HASH = 'c'.repeat(64);

/** One step of a story: what is tried, and the numbers that its choices are drawn from. */
export interface Step {
  what: 'help' | 'try' | 'days' | 'late';
  command: number;
  choices: number[];
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('help' as const) },
    { weight: 9, arbitrary: fc.constant('try' as const) },
    { weight: 2, arbitrary: fc.constant('days' as const) },
    { weight: 1, arbitrary: fc.constant('late' as const) },
  ),
  command: fc.nat({ max: 997 }),
  choices: fc.array(fc.nat({ max: 997 }), { minLength: 12, maxLength: 12 }),
});

const intake: fc.Arbitrary<NumberedIntake> = fc
  .record({
    kind: fc.constantFrom('suggestion' as const, 'proposal' as const),
    level: fc.oneof(
      { weight: 3, arbitrary: fc.constant('provincial' as const) },
      { weight: 1, arbitrary: fc.constant('national' as const) },
    ),
    outOfSession: fc.constantFrom(false, false, true),
    joint: fc.nat({ max: 2 }),
    organization: fc.boolean(),
    coHandlers: fc.nat({ max: 2 }),
    separate: fc.constantFrom(false, false, true),
    reference: fc.constantFrom(false, false, true),
    assignedOn: fc.constantFrom('2026-01-20', '2026-02-05', '2026-04-30', '2025-12-31'),
    letter: fc.constantFrom<AssignmentLetter | undefined>(
      undefined,
      { copies: ['national-congress'], categories: ['A', 'B', 'D'], publish: true },
      { departments: ['concerned', 'co1'], categories: ['X1'] },
      { coHandles: { ministry: 'ministry', opinion: { unit: 'day', amount: 50 } } },
    ),
  })
  .map((drawn) => {
    const { kind, level, outOfSession, joint, organization, coHandlers, separate, reference, assignedOn } =
      drawn;
    const person = kind === 'suggestion' ? ('deputy' as const) : ('member' as const);
    const units = Array.from({ length: coHandlers }, (_, index) => `co${index + 1}`);
    const apart = separate && level === 'provincial';
    const letter = saidOf(drawn);
    const helps = letter?.coHandles !== undefined;
    return {
      ...standardIntake,
      kind,
      level,
      outOfSession,
      assignedOn,
      proposers: [
        { role: 'lead' as const, type: organization ? ('organization' as const) : person, name: '甲' },
        ...Array.from({ length: joint }, () => ({ role: 'joint' as const, type: person, name: '乙' })),
      ],
      parts: [
        ...(helps ? [] : [{ unit: 'lead', part: apart ? ('separate' as const) : ('lead' as const) }]),
        ...units.map((unit) => ({ unit, part: apart ? ('separate' as const) : ('co-handler' as const) })),
        ...(apart && units.length === 0 ? [{ unit: 'co1', part: 'separate' as const }] : []),
        ...(reference ? [{ unit: 'ref', part: 'reference' as const }] : []),
      ],
      ...(level === 'national' || outOfSession
        ? {
            limits: {
              opinion: { unit: 'day' as const, amount: 20 },
              reply: { unit: 'month' as const, amount: 3 },
              submission: { unit: 'fixed' as const, date: '2026-06-06' },
              setBy: 'provincial-office' as const,
            },
          }
        : {}),
      ...(letter ? { letter } : {}),
    };
  });

/** What a letter may say of such a case: of a provincial one, out of session, whom else it concerns. */
function saidOf({
  level,
  outOfSession,
  letter,
}: Pick<NumberedIntake, 'level' | 'outOfSession' | 'letter'>): AssignmentLetter | undefined {
  if (level === 'national') return letter;
  const { copies, departments } = letter ?? {};
  if (!outOfSession || (!copies && !departments)) return undefined;
  return { ...(copies ? { copies } : {}), ...(departments ? { departments } : {}) };
}

export interface Story {
  intake: NumberedIntake;
  enteredLater: number;
  /** How far the case has come by itself before the steps begin. */
  helped: number;
  steps: Step[];
}

/** A case of any shape, come any way, and up to `length` steps of people who help, meddle or sleep. */
export const story = (length = 30): fc.Arbitrary<Story> =>
  fc.record({
    intake,
    enteredLater: fc.constantFrom(0, 0, 3, 50),
    helped: fc.nat({ max: 75 }),
    steps: fc.array(step, { maxLength: length, size: 'max' }),
  });

/** A scenario that refuses nothing by exception: what a rule refuses is counted, all else is a defect. */
export class Walk extends Scenario {
  readonly refused: Refusal[] = [];
  /** Told of each command that was decided, with the state that it found. */
  watch: (before: AssignedCase, command: Move, made: CaseEvent[]) => void = () => undefined;

  constructor({ intake: taken, enteredLater }: Pick<Story, 'intake' | 'enteredLater'>) {
    super(taken, addDays(taken.assignedOn, enteredLater));
  }

  tries(attempt: Move): boolean {
    const before = this.case;
    const seen = this.history.length;
    try {
      this.act(attempt.actor, attempt.type, attempt.data);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused.push(error);
      this.watch(before, attempt, []);
      return false;
    }
    this.watch(before, attempt, this.history.slice(seen));
    return true;
  }

  /** Days pass as the durable timer lives them. */
  passes(days: number): void {
    const day = addDays(this.today, days);
    for (
      let next = nextDue(this.state, this.context.rules);
      next !== undefined && next <= day;
      next = nextDue(this.state, this.context.rules)
    ) {
      this.today = maxDate(this.today, next);
      this.tries(move(actors.system, 'tick', {}));
    }
    this.today = day;
  }

  follows({ helped, steps }: Pick<Story, 'helped' | 'steps'>): this {
    for (let moves = 0; moves < helped; moves += 1) this.helps();
    for (const { what, command, choices } of steps) {
      if (this.state.status !== 'open' && what !== 'try') continue;
      if (what === 'days') this.passes(choices[0]! % 40);
      else if (what === 'help') this.helps();
      else if (what === 'late') {
        this.today = addDays(this.today, choices[0]! % 90);
        this.tries(move(actors.system, 'tick', {}));
      } else this.meddles(command, choices);
    }
    return this;
  }

  /** Tries one command after another until the rules take one. */
  private meddles(command: number, choices: number[]): void {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const drawn = choices.map((choice) => choice + attempt * 7);
      if (this.tries(someMove(this.case, this.today, command + attempt * 29, drawn))) return;
    }
  }

  private helps(): void {
    const helps = nextMove(this.case, this.context);
    if (helps && helps.type !== 'tick') this.tries(helps);
  }

  /** Follows whoever wants the case closed, to its end. Throws when a move that the state calls for is refused. */
  finishes(): this {
    for (let moves = 0; this.case.status === 'open'; moves += 1) {
      const helps = nextMove(this.case, this.context);
      if (!helps) throw new Error(`nothing leads on: ${JSON.stringify(this.case)}`);
      if (helps.type === 'tick')
        this.today = maxDate(this.today, nextDue(this.state, this.context.rules) ?? '');
      const seen = this.history.length;
      if (!this.tries(helps))
        throw new Error(`${JSON.stringify(helps)} was refused: ${this.refused.at(-1)?.message}`);
      if (this.history.length === seen) throw new Error(`${JSON.stringify(helps)} changed nothing`);
      if (moves > 600) throw new Error(`no end in sight: ${JSON.stringify(helps)}`);
    }
    return this;
  }
}

type Draw = <T>(list: readonly T[]) => T | undefined;
type Build = { [T in CommandType]: (draw: Draw, ids: Ids) => CommandData[T] };

interface Ids {
  state: AssignedCase;
  today: string;
  track: string;
  letter: string;
  proposers: string[];
}

const of = (entries: object): string[] => Object.keys(entries);

/** Any command of the catalogue, with data that the state makes likely, and sometimes with an id that nothing has. */
export function someMove(state: AssignedCase, today: string, command: number, choices: number[]): Move {
  let drawn = 0;
  const draw: Draw = (list) => list[choices[drawn++ % choices.length]! % Math.max(1, list.length)];
  const some = (list: string[]): string => draw([...list, ...list, ...list, draw(NONSENSE) ?? '']) ?? '';
  const type = COMMANDS[command % COMMANDS.length] as CommandType;
  const ids: Ids = {
    state,
    today,
    track: some(of(state.tracks)),
    letter: some(of(state.letters)),
    proposers: [some(state.proposers.map(({ id }) => id)), some(state.proposers.map(({ id }) => id))].slice(
      0,
      1 + (choices[11]! % 2),
    ),
  };
  const data = { ...BUILD[type](draw, ids) } as Record<string, unknown>;
  const back = draw([0, 0, 0, 0, 1, 5, 20, -1, 400]) ?? 0;
  if (back !== 0 && type !== 'tick') data.doneOn = addDays(today, -back);
  return { actor: actorFor(draw, type, data, ids), type, data } as unknown as Move;
}

/** Mostly somebody who may; sometimes anybody. */
function actorFor(draw: Draw, type: CommandType, data: Record<string, unknown>, { state }: Ids): Actor {
  if (draw([true, true, true, true, true, false]) === false)
    return draw(Object.values(actors)) ?? actors.system;
  if (OF_ENGINE.has(type)) return actors.system;
  if (OF_OFFICE.has(type)) return draw([actors.office, actors.office, actors.cppcc]) ?? actors.office;
  const named = [
    data.trackId,
    state.letters[String(data.letterId)]?.trackId,
    state.letters[state.deliveries[String(data.deliveryId)]?.letterId ?? '']?.trackId,
    state.reworks[String(data.reworkId)]?.trackId,
    state.obligations[String(data.obligationId)]?.trackId,
    state.instructions[String(data.requestId)]?.trackId,
  ].find((id) => typeof id === 'string');
  const [answering] = answeringTracks(state);
  const track =
    (TO_THE_LEAD.has(type)
      ? gatheringTrack(state)
      : named === undefined
        ? answering
        : state.tracks[String(named)]) ?? answering;
  if (!track) return unitActor('lead', 'unit-office');
  const level = data.level as ReviewLevel | undefined;
  if (level === 'division') return actorOn(track, 'unit-division', draw(['a', 'b']));
  if (level === 'office') return actorOn(track, 'unit-office', draw(['c', 'a']));
  if (level !== undefined) return actorOn(track, 'unit-leader', draw(['d', 'e', 'f']));
  return actorOn(track, type === 'returnFromDivision' ? 'unit-division' : 'unit-office', draw(['a', 'g']));
}

const OF_ENGINE = new Set<CommandType>([
  'tick',
  'wake',
  'reportDelivery',
  'reportPublication',
  'adoptRules',
  'discardMessage',
  'joinMerge',
  'leaveMerge',
  'followLetter',
  'reportTold',
  'trackSubject',
]);
const OF_OFFICE = new Set<CommandType>([
  'decideReturn',
  'reassign',
  'addCoHandler',
  'dropCoHandler',
  'mergeCases',
  'unmergeCase',
  'retellMember',
  'changePart',
  'swapLead',
  'decideContactException',
  'checkCategory',
  'answerInstructions',
  'decideExtension',
  'waiveObligation',
  'openSupervision',
  'recordSupervision',
  'closeSupervision',
  'recordGuidance',
  'withdrawCase',
  'markKey',
  'unmarkKey',
  'assignRework',
  'giveFeedback',
]);
const TO_THE_LEAD = new Set<CommandType>(['acceptOpinion', 'sendBackOpinion', 'remindUnit']);

const BUILD: Build = {
  signFor: (_, { track }) => ({ trackId: track }),
  returnTrack: (_, { track }) => ({ trackId: track, reason: 'x' }),
  decideReturn: (draw, { track }) => ({
    trackId: track,
    outcome: draw(['upheld', 'refused'] as const) ?? 'upheld',
    reason: 'x',
  }),
  reassign: (draw, { track, today }) => ({
    trackId: track,
    unit: draw(['u1', 'u2', 'lead', 'co1']) ?? 'u1',
    reason: 'x',
    assignedOn: draw([undefined, undefined, addDays(today, -3), today]),
  }),
  addCoHandler: (draw, { today }) => ({
    unit: draw(['u3', 'u4', 'co1']) ?? 'u3',
    reason: 'x',
    assignedOn: draw([undefined, addDays(today, -2)]),
    ...(draw([true, false])
      ? { limits: { opinion: { unit: 'workday' as const, amount: 9 }, setBy: 'provincial-office' as const } }
      : {}),
  }),
  dropCoHandler: (_, { track }) => ({ trackId: track, reason: 'x' }),
  changePart: (draw, { track, today }) => ({
    trackId: track,
    part: draw(['lead', 'separate', 'co-handler'] as const) ?? 'lead',
    reason: 'x',
    assignedOn: draw([undefined, undefined, addDays(today, -3)]),
    ...(draw([true, false])
      ? { limits: { reply: { unit: 'month' as const, amount: 2 }, setBy: 'provincial-office' as const } }
      : {}),
  }),
  swapLead: (draw, { track, today }) => ({
    trackId: track,
    reason: 'x',
    assignedOn: draw([undefined, undefined, today]),
  }),
  handOver: (draw, { state, track }) => ({
    trackId: track,
    from: draw([...Object.values(state.tracks[track]?.responsibility ?? {}), 'nobody']) ?? 'nobody',
    to: draw(['x-7', 'lead-2']) ?? 'x-7',
    reason: 'x',
  }),
  passOn: (draw, { track }) => ({ trackId: track, bureaus: draw([['b1'], ['b1', 'b2'], ['co1']]) ?? ['b1'] }),
  takeBack: (draw, { track }) => ({ trackId: track, bureau: draw(['b1', 'b2', 'b3']) ?? 'b1', reason: 'x' }),
  recordBureauOpinion: (draw, { track }) => ({
    trackId: track,
    bureau: draw(['b1', 'b2', draw(NONSENSE) ?? '']) ?? 'b1',
    opinion: 'x',
    documents: [],
  }),
  assignDivision: (draw, { track }) => ({ trackId: track, division: draw(['d/1', 'd/2']) ?? 'd/1' }),
  returnFromDivision: (_, { track }) => ({ trackId: track, reason: 'x' }),
  assignOfficer: (_, { track }) => ({ trackId: track, officer: 'x-1' }),
  nameResponsibility: (draw, { track }) => ({ trackId: track, ...staff(draw(['lead', 'co']) ?? 'lead') }),
  nameCaseLeader: (_, { track }) => ({ trackId: track, person: 'x-1' }),
  sendForm: (_, { track, proposers }) => ({ trackId: track, proposers, way: 'post' }),
  confirmForm: (_, { track, proposers }) => ({
    trackId: track,
    proposer: proposers[0] ?? '',
    way: 'telephone',
  }),
  coverForm: (_, { track }) => ({ trackId: track }),
  remindUnit: (_, { track }) => ({ trackId: track, way: 'telephone', answer: 'x' }),
  recordContact: (draw, { track, proposers }) => ({
    trackId: track,
    stage: draw(['before', 'during', 'after'] as const) ?? 'before',
    way: draw(['visit', 'telephone'] as const) ?? 'visit',
    visitors: draw([['x-1'], ['x-1'], undefined]),
    proposers,
    attendees: [],
    opinion: 'x',
    plan: draw(['x', undefined]),
    wished: draw([true, undefined]),
    told: draw(['x', undefined]),
    documents: [],
  }),
  recordDrawnOn: (_, { track }) => ({ trackId: track, use: 'x' }),
  recordResearch: (_, { track }) => ({ trackId: track, place: 'x', people: 'x', findings: 'x' }),
  requestContactException: (draw, { track, proposers }) => ({
    trackId: track,
    proposer: proposers[0] ?? '',
    ground: draw(['unreachable', 'left-office', 'died'] as const) ?? 'died',
    reason: 'x',
  }),
  decideContactException: (draw, { state }) => ({
    exceptionId: draw([...of(state.exceptions), 'x9']) ?? '',
    outcome: draw(['approved', 'approved', 'refused'] as const) ?? 'approved',
    reason: draw(['x', undefined]),
  }),
  markKey: (draw, { track }) => ({
    trackId: track,
    keyId: draw(['m1', 'm2', 'k1', 'k2', '__proto__']) ?? 'm1',
    key: draw(['matter', 'case'] as const) ?? 'matter',
  }),
  unmarkKey: (draw) => ({ keyId: draw(['m1', 'm2', 'k1', 'k2', 'constructor']) ?? 'm1' }),
  recordOpenDoor: (draw, { track }) => ({
    trackId: track,
    element: draw(['meeting', 'coordination', 'problem', 'field'] as const) ?? 'meeting',
    people: 'x',
    note: 'x',
    documents: [],
  }),
  fileSpecialReport: (_, { track }) => ({ trackId: track, document: HASH }),
  trackSubject: (draw, { track }) => ({
    trackId: track,
    subjectId: draw(['subject:1', 'subject:2']) ?? 'subject:1',
  }),
  draftLetter: (draw, { state, track }) => ({
    trackId: track,
    product: draw(['reply', 'opinion', 'submission', 'result', 'result'] as const) ?? 'reply',
    ...(draw([true, false]) ? { reworkId: draw([...of(state.reworks), 'r9']) } : {}),
    ...contentOf(draw),
  }),
  reviseLetter: (draw, { letter }) => ({ letterId: letter, ...contentOf(draw) }),
  reviewLetter: (draw, { state, letter }) => {
    const about = Object.hasOwn(state.letters, letter) ? state.letters[letter] : undefined;
    const next = about?.chain[approvalsOf(about).length];
    const level = draw([next, next, next, 'principal' as const]) ?? 'division';
    return draw([true, true, true, false])
      ? { letterId: letter, level, decision: 'approve', criteria }
      : { letterId: letter, level, decision: 'return', reason: 'x' };
  },
  issueLetter: (draw, { letter, proposers, today }) => ({
    letterId: letter,
    documentNumber: 'x',
    electronicVersion: draw([HASH, HASH, undefined]),
    sent: draw([true, false, false])
      ? proposers.map((recipient) => ({ recipient, way: 'hand' as const, sentOn: today }))
      : [],
  }),
  recallLetter: (_, { letter }) => ({ letterId: letter, reason: 'x' }),
  acceptOpinion: (_, { letter }) => ({ letterId: letter }),
  sendBackOpinion: (_, { letter }) => ({ letterId: letter, reason: 'x' }),
  checkCategory: (draw, { letter }) => ({
    letterId: letter,
    category: draw(['A', 'B', 'C'] as const) ?? 'A',
    reason: draw(['x', undefined]),
  }),
  recordDispatch: (draw, { state }) => ({
    deliveryId: draw([...of(state.deliveries), 'd99']) ?? '',
    way: 'post',
    electronicVersion: draw([HASH, undefined]),
  }),
  recordReceipt: (draw, { state }) => ({ deliveryId: draw([...of(state.deliveries), 'd99']) ?? '' }),
  confirmDisclosure: (_, { letter, track }) => ({
    letterId: letter,
    coHandlers: [{ trackId: track, opinion: 'public' }],
  }),
  publishLetter: (draw, { letter, track }) => ({
    letterId: letter,
    coHandlers: draw([[], [{ trackId: track, opinion: 'public' as const }]]) ?? [],
    withOriginal: draw([false, false, true]) ?? false,
  }),
  withholdLetter: (_, { letter }) => ({ letterId: letter, ground: 'x' }),
  takeDownLetter: (_, { letter }) => ({ letterId: letter, reason: 'x' }),
  askOriginalView: (_, { proposers }) => ({ proposers }),
  answerOriginalView: (draw, { proposers }) => ({
    proposer: proposers[0] ?? '',
    agrees: draw([true, false]) ?? true,
  }),
  askInstructions: (_, { track }) => ({ trackId: track, to: 'x', question: 'x' }),
  answerInstructions: (draw, { state }) => ({
    requestId: draw([...of(state.instructions), 'i9']) ?? '',
    answer: 'x',
  }),
  withdrawInstructions: (draw, { state }) => ({
    requestId: draw([...of(state.instructions), 'i9']) ?? '',
    reason: 'x',
  }),
  requestExtension: (draw, { state, today }) => ({
    obligationId: draw(openOf(state, 'opinion', 'reply', 'submission')) ?? draw(of(state.obligations)) ?? '',
    until: addDays(today, draw([10, 60, 120, 700]) ?? 10),
    reason: 'x',
  }),
  decideExtension: (draw, { state }) => ({
    requestId: draw([...of(state.extensions), 'e9']) ?? '',
    outcome: draw(['granted', 'granted', 'refused'] as const) ?? 'granted',
    reason: draw(['x', undefined]),
  }),
  waiveObligation: (draw, { state }) => ({
    obligationId: draw([...of(state.obligations), 'o99']) ?? '',
    reason: 'x',
  }),
  openSupervision: (draw, { track }) => ({
    trackId: track,
    form:
      draw(['special-inspection', 'joint-supervision', 'tracked-supervision'] as const) ??
      'special-inspection',
    units: draw([['co1'], undefined]),
    ground: 'x',
  }),
  recordSupervision: (draw, { state }) => ({
    supervisionId: draw([...of(state.supervisions), 's9']) ?? '',
    way: 'telephone',
    note: 'x',
  }),
  closeSupervision: (draw, { state }) => ({
    supervisionId: draw([...of(state.supervisions), 's9']) ?? '',
    result: 'x',
  }),
  recordGuidance: () => ({ note: 'x' }),
  // Rare, or every story would end here.
  withdrawCase: (draw, { proposers }) => ({
    proposer: draw([...Array.from({ length: 11 }, () => 'nobody'), proposers[0] ?? '']) ?? '',
    reason: 'x',
  }),
  giveFeedback: (draw, { proposers, track }) => ({
    proposer: proposers[0] ?? '',
    trackId: draw([track, undefined]),
    attitude: draw(['satisfied', 'dissatisfied'] as const) ?? 'satisfied',
    result: draw(['largely-satisfied', 'dissatisfied'] as const) ?? 'dissatisfied',
    reason: draw(['x', 'x', undefined]),
    via: 'paper',
  }),
  assignRework: (draw, { proposers, track, today }) => ({
    trackId: draw([track, undefined]),
    receivedOn: addDays(today, draw([0, 0, -4, -9, 1]) ?? 0),
    objectors: proposers,
    reason: 'x',
  }),
  recordReworkCause: (draw, { state }) => ({
    reworkId: draw([...of(state.reworks), 'r9']) ?? '',
    cause: 'x',
    measures: 'x',
  }),
  recordReworkVisit: (draw, { state, proposers }) => ({
    reworkId: draw([...of(state.reworks), 'r9']) ?? '',
    proposers,
    visitors: ['lead-1'],
    opinion: 'x',
  }),
  tick: () => ({}),
  wake: () => ({}),
  reportDelivery: (draw, { state }) => ({
    deliveryId: draw([...of(state.deliveries), 'd99']) ?? '',
    outcome: draw(['sent', 'unreachable'] as const) ?? 'sent',
    way: 'mail',
    messageId: '<1@test>',
  }),
  reportPublication: (draw, { letter }) => ({
    letterId: letter,
    outcome: draw(['published', 'taken-down'] as const) ?? 'published',
  }),
  adoptRules: () => ({ calendarVersion: 'x', policyVersion: 'x', reason: 'x' }),
  discardMessage: () => ({ channel: 'feedback', messageId: 'x', why: 'x' }),
  mergeCases: (draw) => ({ cases: [draw(OTHERS) ?? 'other-1'], reason: 'x', title: draw([undefined, 'x']) }),
  unmergeCase: (draw) => ({ member: draw(OTHERS) ?? 'other-1', reason: 'x' }),
  retellMember: (draw) => ({ member: draw(OTHERS) ?? 'other-1' }),
  joinMerge: (draw, { state }) => ({
    host: draw(OTHERS) ?? 'other-1',
    since: 7,
    kind: draw([state.facts.kind, state.facts.kind, 'proposal' as const]) ?? 'proposal',
    level: state.facts.level,
    decidedBy: draw(['unit', 'provincial-office'] as const) ?? 'unit',
    unit: draw(['lead', 'lead', 'u9']) ?? 'lead',
  }),
  leaveMerge: (draw) => ({ host: draw(OTHERS) ?? 'other-1', since: 7 }),
  followLetter: (draw, { state, today }) => {
    const category = draw(['A', 'B', undefined] as const);
    return {
      host: state.merge?.role === 'member' ? state.merge.host : (draw(OTHERS) ?? 'other-1'),
      since: 7,
      letterId: draw(['l1', 'l2']) ?? 'l1',
      unit: draw(['lead', 'lead', 'co1']) ?? 'lead',
      part: draw(['lead', 'lead', 'separate', 'co-handler'] as const) ?? 'lead',
      product: draw(['reply', 'reply', 'submission', 'opinion', 'result'] as const) ?? 'reply',
      stage:
        draw(['issued', 'issued', 'published', 'withheld', 'taken-down', 'recalled'] as const) ?? 'issued',
      document: HASH,
      mark: draw(['public', 'withheld'] as const) ?? 'public',
      ...(category ? { category } : {}),
      documentNumber: 'x',
      electronicVersion: HASH,
      issuedOn: today,
      on: today,
    };
  },
  reportTold: (draw, { state }) => {
    const members = state.merge?.role === 'host' ? state.merge.members : {};
    const member = draw([...of(members), 'other-9']) ?? 'other-9';
    const about = draw([undefined, undefined, ...Object.values(state.letters).map(({ id }) => id)]);
    return {
      member,
      since: (Object.hasOwn(members, member) ? members[member]?.since : undefined) ?? 0,
      ...(about ? { letter: { letterId: about, stage: 'issued' as const } } : {}),
      outcome: draw(['taken', 'taken', 'refused'] as const) ?? 'taken',
    };
  },
};

const OTHERS = ['other-1', 'other-2'];

/** Every command, the ones that lead to rare states more often. */
const COMMANDS: CommandType[] = [
  ...(Object.keys(BUILD) as CommandType[]),
  ...([
    'recallLetter',
    'recallLetter',
    'assignRework',
    'assignRework',
    'sendBackOpinion',
    'giveFeedback',
  ] as const),
  ...([
    'openSupervision',
    'openSupervision',
    'reportDelivery',
    'requestContactException',
    'decideContactException',
    'returnTrack',
    'reassign',
    'markKey',
    'markKey',
    'swapLead',
    'changePart',
    'passOn',
    'recordDrawnOn',
  ] as const),
];

function contentOf(draw: Draw) {
  const category = draw(['A', 'B', 'C', undefined] as const);
  const mark = draw(['public', 'public', 'unmarked', 'withheld'] as const) ?? 'public';
  return {
    document: HASH,
    mark,
    ...(category ? { category } : {}),
    ...(category === 'B' ? { plan: 'x' } : {}),
    ...(category === 'C' ? { ground: 'x' } : {}),
    ...(mark === 'withheld' ? { withholdingGround: 'x' } : {}),
  };
}

const openOf = (state: AssignedCase, ...kinds: string[]): string[] =>
  Object.values(state.obligations)
    .filter(({ kind, status }) => status === 'open' && kinds.includes(kind))
    .map(({ id }) => id);

/** Freezes a value and all that hangs on it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

export const commandOf = (attempt: Move, id: string, recordedAt: string): Command => ({
  id,
  recordedAt,
  ...attempt,
});

export { decide, evolve };
