import type { NumberedIntake } from '../../../domain/case';
import { explanationOf } from '../../../domain/case/explanation';
import type { Obligation } from '../../../domain/obligation';
import type { CommandData } from '../../../schemas/commands';
import { Scenario, standardIntake, steps } from './scenario';

export const HASH = 'a'.repeat(64);

/** The latest obligation of a kind that a part, or a proposer, has. */
export const owed = (scenario: Scenario, kind: Obligation['kind'], of: string): Obligation | undefined =>
  Object.values(scenario.case.obligations).findLast(
    (obligation) => obligation.kind === kind && (obligation.trackId === of || obligation.owedBy.id === of),
  );

/** Types of the events since a number of them. */
export const since = (scenario: Scenario, seen: number): string[] =>
  scenario.history.slice(seen).map(({ type }) => type);

/** Signed for and staffed, on the day after assignment. */
export function signed(intake: NumberedIntake = standardIntake): Scenario {
  const scenario = new Scenario(intake);
  scenario.goTo('2026-02-06');
  for (const [index, { unit }] of intake.parts.entries()) {
    const office = { subject: `${unit}-office`, role: 'unit-office' as const, unit };
    const trackId = `t${index + 1}`;
    scenario.act(office, 'signFor', { trackId });
    scenario.act(office, 'nameResponsibility', {
      trackId,
      principal: `${unit}-1`,
      leaderInCharge: `${unit}-2`,
      office: `${unit}-3`,
      division: `${unit}-4`,
      officer: `${unit}-5`,
    });
  }
  return scenario;
}

/** Everybody consulted on 02-10. */
export function consulted(intake?: NumberedIntake): Scenario {
  const scenario = signed(intake);
  scenario.goTo('2026-02-10');
  steps.consult(
    scenario,
    scenario.case.proposers.map(({ id }) => id),
  );
  return scenario;
}

/** The reply approved by all four levels on 04-20; forms and opinion are out of the way. */
export function approved(
  more: Partial<CommandData['draftLetter']> = {},
  opinion: Partial<CommandData['draftLetter']> = {},
): {
  scenario: Scenario;
  letterId: string;
} {
  const scenario = consulted();
  steps.forms(scenario);
  steps.opinion(scenario, opinion);
  steps.world(scenario);
  scenario.goTo('2026-04-20');
  const letterId = steps.draftReply(scenario, more);
  steps.review(scenario, letterId);
  return { scenario, letterId };
}

/** Replied to both deputies on 04-20. */
export function replied(
  more?: Partial<CommandData['draftLetter']>,
  opinion?: Partial<CommandData['draftLetter']>,
): {
  scenario: Scenario;
  letterId: string;
} {
  const { scenario, letterId } = approved(more, opinion);
  scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
  steps.world(scenario);
  return { scenario, letterId };
}

/** Replied and published on 04-20. */
export function published(): { scenario: Scenario; letterId: string } {
  const { scenario, letterId } = replied();
  steps.publish(scenario, letterId);
  return { scenario, letterId };
}

/** Closed with two satisfied deputies on 04-20. */
export function closed(): { scenario: Scenario; letterId: string } {
  const stage = published();
  steps.feedback(stage.scenario, 'p1');
  steps.feedback(stage.scenario, 'p2');
  return stage;
}

export const proposalIntake: NumberedIntake = {
  ...standardIntake,
  identity: { ...standardIntake.identity, body: 'hebei-cppcc' },
  kind: 'proposal',
  proposers: standardIntake.proposers.map((proposer) => ({ ...proposer, type: 'member' as const })),
};

/** A joint proposal, replied to on 04-20. */
export function repliedProposal(): { scenario: Scenario; letterId: string } {
  const scenario = consulted(proposalIntake);
  scenario.goTo('2026-04-20');
  return { scenario, letterId: steps.reply(scenario) };
}

/** The answer to a rework: cause, visit, result, sent on the scenario's day. */
export function result(scenario: Scenario, reworkId: string, objectors: string[]): string {
  scenario.act('leadOfficer', 'recordReworkCause', { reworkId, cause: 'x', measures: 'x' });
  scenario.act('leadOfficer', 'recordReworkVisit', {
    reworkId,
    proposers: objectors,
    visitors: ['lead-2'],
    opinion: 'x',
  });
  const letterId = draftResult(scenario, reworkId);
  steps.review(scenario, letterId);
  scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
  steps.world(scenario);
  return letterId;
}

export function draftResult(scenario: Scenario, reworkId: string): string {
  scenario.act('leadOfficer', 'draftLetter', {
    trackId: 't1',
    product: 'result',
    reworkId,
    document: HASH,
    mark: 'public',
  });
  return Object.keys(scenario.case.letters).at(-1) as string;
}

/** How a date of a duty came about. */
export const explained = (scenario: Scenario, kind: 'reply' | 'opinion' | 'submission', of: string): string =>
  explanationOf(owed(scenario, kind, of)!, scenario.case, scenario.context.calendar);

/** The opinion has reached the lead. */
export function opinionGiven(): { scenario: Scenario; letterId: string } {
  const scenario = consulted();
  const letterId = steps.opinion(scenario);
  steps.world(scenario);
  return { scenario, letterId };
}

/** The draft of a reply by the lead. */
export const replyDraft = (more: Partial<CommandData['draftLetter']> = {}): CommandData['draftLetter'] => ({
  trackId: 't1',
  product: 'reply',
  document: HASH,
  category: 'A',
  mark: 'public',
  ...more,
});
