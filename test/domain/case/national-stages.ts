import { type NumberedIntake } from '../../../domain/case';
import type { Actor } from '../../../schemas/common';
import type { AssignmentLetter } from '../../../schemas/intake';
import type { CommandData } from '../../../schemas/commands';
import { criteria, Scenario, standardIntake, steps } from './scenario';
import { consulted, HASH } from './stages';

export const LIMITS = {
  opinion: { unit: 'day', amount: 30 },
  submission: { unit: 'day', amount: 60 },
  reply: { unit: 'fixed', date: '2026-05-20' },
  setBy: 'provincial-office',
} as const;
export const national = (letter?: AssignmentLetter, more: Partial<NumberedIntake> = {}): NumberedIntake => ({
  ...standardIntake,
  identity: { ...standardIntake.identity, body: 'national-congress' },
  level: 'national',
  limits: LIMITS,
  ...(letter ? { letter } : {}),
  ...more,
});
export const ministry = (
  parts: NumberedIntake['parts'] = [{ unit: 'co', part: 'co-handler' }],
): NumberedIntake =>
  national({ coHandles: { ministry: 'moe', opinion: { unit: 'day', amount: 45 } } }, { parts });

/** People of the provincial office: one role, told apart by who they are. */
export const of = (person: string): Actor => ({ subject: person, role: 'provincial-office' });
export const OFFICE = 't3';

export const sentOut = (scenario: Scenario, letterId: string) =>
  Object.values(scenario.case.deliveries)
    .filter((delivery) => delivery.letterId === letterId)
    .map(({ purpose, recipient }) => `${purpose} ${recipient.type} ${recipient.id}`);
export const last = (scenario: Scenario): string => Object.keys(scenario.case.letters).at(-1) as string;

/** Forms and opinion out of the way, the lead's submission sent on 04-01. */
export function submitted(intake = national()): Scenario {
  const scenario = consulted(intake);
  steps.forms(scenario);
  scenario.act('coOfficer', 'draftLetter', {
    trackId: 't2',
    product: 'opinion',
    document: HASH,
    mark: 'public',
  });
  const opinion = last(scenario);
  scenario.act('coLeader', 'reviewLetter', {
    letterId: opinion,
    level: 'leaderInCharge',
    decision: 'approve',
    criteria,
  });
  scenario.act('co', 'issueLetter', {
    letterId: opinion,
    documentNumber: 'x',
    electronicVersion: HASH,
    sent: [],
  });
  steps.world(scenario);
  scenario.goTo('2026-04-01');
  submit(scenario);
  steps.world(scenario);
  return scenario;
}

export function submit(scenario: Scenario): string {
  scenario.act('leadOfficer', 'draftLetter', {
    trackId: 't1',
    product: 'submission',
    document: HASH,
    mark: 'public',
  });
  const letterId = last(scenario);
  steps.review(scenario, letterId);
  scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', electronicVersion: HASH, sent: [] });
  return letterId;
}

export const draft = (more: Partial<CommandData['draftLetter']> = {}): CommandData['draftLetter'] => ({
  trackId: OFFICE,
  product: 'reply',
  document: HASH,
  mark: 'public',
  ...more,
});

/** Drafted, reviewed by three people of the office, and issued. */
export function answer(scenario: Scenario, data: CommandData['draftLetter']): string {
  scenario.act(of('po-1'), 'draftLetter', data);
  const letterId = last(scenario);
  for (const [person, level] of [
    ['po-2', 'division'],
    ['po-3', 'leaderInCharge'],
    ['po-4', 'principal'],
  ] as const)
    scenario.act(of(person), 'reviewLetter', { letterId, level, decision: 'approve', criteria });
  scenario.act(of('po-1'), 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
  return letterId;
}

export function replied(letter?: AssignmentLetter, more: Partial<CommandData['draftLetter']> = {}) {
  const scenario = submitted(national(letter));
  scenario.goTo('2026-04-20');
  const letterId = answer(scenario, draft(more));
  steps.world(scenario);
  return { scenario, letterId };
}
