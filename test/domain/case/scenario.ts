import {
  decide,
  decideClassification,
  decideIntake,
  evolve,
  initialState,
  REDACTED,
  type AssignedCase,
  type CaseEvent,
  type CaseState,
  type Context,
  type NewEvent,
} from '../../../domain/case';
import { assignmentOf, type NumberedIntake } from '../../../domain/case';
import { nextDue } from '../../../domain/case';
import { sliceCalendar } from '../../../domain/calendar';
import { startOfDay, yearOf, type CivilDate } from '../../../domain/dates';
import { Refusal } from '../../../domain/refusal';
import { currentPolicy } from '../../../policies';
import { currentCalendar } from '../../../policies/calendars';
import type { Actor, Role } from '../../../schemas/common';
import type { Command, CommandData, CommandType } from '../../../schemas/commands';

/** Who acts in tests: `lead-office`, `co-leader`... The unit is before the dash, the role behind it. */
export const actors = {
  system: { subject: 'system', role: 'system' },
  office: { subject: 'po-1', role: 'provincial-office' },
  congress: { subject: 'cc-1', role: 'congress-committee' },
  cppcc: { subject: 'cp-1', role: 'cppcc-committee' },
  lead: { subject: 'lead-office', role: 'unit-office', unit: 'lead' },
  leadDivision: { subject: 'lead-division', role: 'unit-division', unit: 'lead', division: 'lead/1' },
  leadOfficer: { subject: 'lead-officer', role: 'unit-division', unit: 'lead', division: 'lead/1' },
  leadLeader: { subject: 'lead-leader', role: 'unit-leader', unit: 'lead', person: 'lead-2' },
  leadPrincipal: { subject: 'lead-principal', role: 'unit-leader', unit: 'lead', person: 'lead-1' },
  co: { subject: 'co-office', role: 'unit-office', unit: 'co' },
  coOfficer: { subject: 'co-officer', role: 'unit-division', unit: 'co' },
  coLeader: { subject: 'co-leader', role: 'unit-leader', unit: 'co' },
  stranger: { subject: 'x-office', role: 'unit-office', unit: 'stranger' },
  p1: { subject: 'deputy-1', role: 'proposer', person: 'p1' },
  p2: { subject: 'deputy-2', role: 'proposer', person: 'p2' },
} as const satisfies Record<string, Actor>;
export type ActorName = keyof typeof actors;

export const standardIntake: NumberedIntake = {
  identity: { body: 'hebei-congress', term: 14, session: 4, series: 'main', number: '0123' },
  kind: 'suggestion',
  level: 'provincial',
  outOfSession: false,
  title: '关于测试的建议',
  text: '示例',
  attachments: [],
  proposers: [
    { role: 'lead', type: 'deputy', name: '甲' },
    { role: 'joint', type: 'deputy', name: '乙' },
  ],
  parts: [
    { unit: 'lead', part: 'lead' },
    { unit: 'co', part: 'co-handler' },
  ],
  assignedOn: '2026-02-05',
  assignedBy: 'provincial-office',
};

/** A case under test: says what happened so far, takes commands on a day, and remembers every event. */
export class Scenario {
  state: CaseState = initialState;
  readonly history: CaseEvent[] = [];
  today: CivilDate;
  context: Context;
  private count = 0;

  constructor(intake: NumberedIntake = standardIntake, entered: CivilDate = intake.assignedOn) {
    this.today = entered;
    const year = yearOf(intake.assignedOn);
    const calendar = sliceCalendar(currentCalendar, year, year + 2);
    this.context = { today: entered, rules: currentPolicy.rules, calendar };
    const input = assignmentOf(intake, {
      on: entered,
      policyVersion: currentPolicy.rules.version,
      calendarVersion: calendar.version,
    });
    const command = { id: 'intake', actor: actors.office, recordedAt: this.instant() };
    this.record(decideIntake(input, command, this.context), command);
  }

  /** Goes on with a case from elsewhere, on its last day, under the rules that it has. */
  takeUp(state: AssignedCase, rules: Pick<Context, 'rules' | 'calendar'>): this {
    this.state = state;
    this.history.length = 0;
    this.today = state.lastDay;
    this.context = { ...rules, today: state.lastDay };
    return this;
  }

  get case(): AssignedCase {
    if (this.state.status === 'unassigned') throw new Error('the scenario has no case');
    return this.state;
  }

  /** Takes a command and returns the types of the events that it made. Throws the Refusal. */
  act<T extends CommandType>(who: ActorName | Actor, type: T, data: CommandData[T]): string[] {
    const actor: Actor = typeof who === 'string' ? actors[who] : who;
    const command = {
      id: `k${++this.count}`,
      type,
      actor,
      recordedAt: this.instant(),
      data,
    } as unknown as Command;
    const events = decide(this.state, command, { ...this.context, today: this.today });
    this.record(events, command);
    return events.map((event) => event.type);
  }

  /** The case turns out to be a secret [R3.12]: its earlier events are redacted, as the ledger does. Returns the types of what came. */
  classify(who: ActorName = 'office', doneOn?: CivilDate): string[] {
    const command = { id: `k${++this.count}`, actor: actors[who], recordedAt: this.instant() };
    const context = { ...this.context, today: this.today };
    const events = decideClassification(this.case, { ...command, ...(doneOn ? { doneOn } : {}) }, context);
    const redacted = this.history.map((event) => ({ ...event, data: REDACTED }) as unknown as CaseEvent);
    this.history.splice(0, this.history.length, ...redacted);
    this.record(events, command);
    return events.map(({ type }) => type);
  }

  /** The refusal of a command; fails when it is taken. Nothing may have changed. */
  refusal<T extends CommandType>(who: ActorName | Actor, type: T, data: CommandData[T]): Refusal {
    const before = JSON.stringify(this.state);
    try {
      this.act(who, type, data);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(JSON.stringify(this.state)).toBe(before);
      return error;
    }
    throw new Error(`${type} was taken, a refusal was expected`);
  }

  /** Goes to a day as the durable timer would: a tick on each day on which something is due. */
  goTo(day: CivilDate): string[] {
    const types: string[] = [];
    for (
      let next = nextDue(this.state, this.context.rules);
      next !== undefined && next <= day;
      next = nextDue(this.state, this.context.rules)
    ) {
      this.today = next;
      const made = this.act('system', 'tick', {});
      if (made.length === 0) throw new Error(`a tick on ${next} changed nothing`);
      types.push(...made);
    }
    this.today = day;
    return types;
  }

  private record(
    events: NewEvent[],
    { id, actor, recordedAt }: { id: string; actor: Actor; recordedAt: string },
  ): void {
    for (const event of events) {
      const recorded = { ...event, seq: this.state.seq + 1, actor, commandId: id, recordedAt };
      this.state = evolve(this.state, recorded);
      this.history.push(recorded);
    }
  }

  private instant = (): string => new Date(startOfDay(this.today) + 10 * 3_600_000).toISOString();
}

const HASH = 'a'.repeat(64);
export const staff = (unit: string) => ({
  principal: `${unit}-1`,
  leaderInCharge: `${unit}-2`,
  office: `${unit}-3`,
  division: `${unit}-4`,
  officer: `${unit}-5`,
});
export const criteria = {
  objective: true,
  concrete: true,
  lawful: true,
  concise: true,
  inForm: true,
} as const;

/** The journeys' common stretches, each one command sequence that the rules take. */
export const steps = {
  signAndStaff(scenario: Scenario) {
    scenario.act('lead', 'signFor', { trackId: 't1' });
    scenario.act('lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    scenario.act('co', 'signFor', { trackId: 't2' });
    scenario.act('co', 'nameResponsibility', { trackId: 't2', ...staff('co') });
  },
  forms(scenario: Scenario) {
    scenario.act('lead', 'sendForm', { trackId: 't1', proposers: ['p1', 'p2'], way: 'post' });
    scenario.act('lead', 'confirmForm', { trackId: 't1', proposer: 'p1', way: 'telephone' });
    scenario.act('co', 'coverForm', { trackId: 't2' });
  },
  consult(scenario: Scenario, proposers = ['p1', 'p2']) {
    scenario.act('leadOfficer', 'recordContact', {
      trackId: 't1',
      stage: 'before',
      way: 'visit',
      visitors: ['lead-4'],
      proposers,
      attendees: [],
      opinion: 'x1',
      plan: 'x2',
      documents: [],
    });
  },
  /** Drafted, reviewed and issued; returns the letter's id. Deliveries are still to be sent. */
  opinion(scenario: Scenario, more: Partial<CommandData['draftLetter']> = {}): string {
    scenario.act('coOfficer', 'draftLetter', {
      trackId: 't2',
      product: 'opinion',
      document: HASH,
      mark: 'public',
      ...more,
    });
    const letterId = Object.keys(scenario.case.letters).at(-1) as string;
    scenario.act('coLeader', 'reviewLetter', {
      letterId,
      level: 'leaderInCharge',
      decision: 'approve',
      criteria,
    });
    scenario.act('co', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    return letterId;
  },
  draftReply(scenario: Scenario, more: Partial<CommandData['draftLetter']> = {}): string {
    scenario.act('leadOfficer', 'draftLetter', {
      trackId: 't1',
      product: 'reply',
      document: HASH,
      category: 'A',
      mark: 'public',
      ...more,
    });
    return Object.keys(scenario.case.letters).at(-1) as string;
  },
  review(scenario: Scenario, letterId: string) {
    const chain: [ActorName, Role, 'division' | 'office' | 'leaderInCharge' | 'principal'][] = [
      ['leadDivision', 'unit-division', 'division'],
      ['lead', 'unit-office', 'office'],
      ['leadLeader', 'unit-leader', 'leaderInCharge'],
      ['leadPrincipal', 'unit-leader', 'principal'],
    ];
    for (const [who, , level] of chain)
      scenario.act(who, 'reviewLetter', { letterId, level, decision: 'approve', criteria });
  },
  /** Everything that is pending goes out, and what is requested goes up. */
  world(scenario: Scenario) {
    for (const { id, status } of Object.values(scenario.case.deliveries)) {
      if (status === 'pending')
        scenario.act('system', 'reportDelivery', {
          deliveryId: id,
          outcome: 'sent',
          way: 'mail',
          messageId: `<${id}@test>`,
        });
    }
    for (const { id, publication } of Object.values(scenario.case.letters)) {
      if (publication.status === 'requested')
        scenario.act('system', 'reportPublication', {
          letterId: id,
          outcome: 'published',
          url: 'http://portal/1',
        });
      if (publication.status === 'taking-down')
        scenario.act('system', 'reportPublication', { letterId: id, outcome: 'taken-down' });
    }
  },
  reply(scenario: Scenario): string {
    const letterId = steps.draftReply(scenario);
    steps.review(scenario, letterId);
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    steps.world(scenario);
    return letterId;
  },
  publish(scenario: Scenario, letterId: string) {
    scenario.act('lead', 'publishLetter', {
      letterId,
      coHandlers: [{ trackId: 't2', opinion: 'public' }],
      withOriginal: false,
    });
    steps.world(scenario);
  },
  feedback(scenario: Scenario, who: 'p1' | 'p2', result: 'satisfied' | 'dissatisfied' = 'satisfied') {
    scenario.act(who, 'giveFeedback', {
      proposer: who,
      attitude: 'satisfied',
      result,
      ...(result === 'dissatisfied' ? { reason: 'x' } : {}),
    });
  },
};
