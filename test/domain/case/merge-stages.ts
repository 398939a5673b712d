import { type CaseEvent, type NumberedIntake } from '../../../domain/case';
import type { Letter, Track } from '../../../domain/case/state';
import type { CommandData } from '../../../schemas/commands';
import { criteria, Scenario, standardIntake, steps } from './scenario';
import type { ReviewLevel } from '../../../schemas/common';
import { Exchange } from './exchange';
import { actorOn, inPerson, REVIEWER } from './move';
import { consulted, HASH, signed } from './stages';

export const numbered = (number: string, intake: NumberedIntake = standardIntake): NumberedIntake => ({
  ...intake,
  identity: { ...intake.identity, number },
});

export const idOf = ({ case: { caseId } }: Scenario): string => caseId;
export const typesOf = ({ history }: Scenario): CaseEvent['type'][] => history.map(({ type }) => type);
export const replyOf = ({ case: { letters } }: Scenario) =>
  Object.values(letters).findLast(({ product }) => product === 'reply');

/** A host and members, all consulted on 02-10, merged that day. */
export function merged(
  count = 1,
  intake = standardIntake,
): { host: Scenario; members: Scenario[]; world: Exchange } {
  const host = consulted(numbered('0001', intake));
  const members = Array.from({ length: count }, (_, index) => consulted(numbered(`1${index}`, intake)));
  host.act('lead', 'mergeCases', { cases: members.map(idOf), reason: 'x', title: 'x' });
  const world = new Exchange([host, ...members]);
  world.carry();
  return { host, members, world };
}

/** Everybody's forms and opinions done, the merged reply out on 04-20. */
export function answered(count = 1): ReturnType<typeof merged> & { letterId: string } {
  const stage = merged(count);
  for (const each of [stage.host, ...stage.members]) {
    steps.forms(each);
    steps.opinion(each);
    steps.world(each);
    each.goTo('2026-04-20');
  }
  stage.world.carry();
  const letterId = steps.reply(stage.host);
  stage.world.carry();
  for (const member of stage.members) steps.world(member);
  return { ...stage, letterId };
}

export const draft = (trackId: string) =>
  ({ trackId, product: 'reply', document: HASH, category: 'A', mark: 'public' }) as const;

/** A case that these units handle separately, each of which has consulted everybody. */
export function apart(number: string, ...units: string[]): Scenario {
  const parts = units.map((unit) => ({ unit, part: 'separate' as const }));
  const scenario = signed({ ...numbered(number), parts });
  scenario.goTo('2026-02-10');
  units.forEach((unit, index) => consultBy(scenario, `t${index + 1}`, unit));
  return scenario;
}

function consultBy(scenario: Scenario, trackId: string, unit: string): void {
  scenario.act({ subject: `${unit}-officer`, role: 'unit-division', unit }, 'recordContact', {
    trackId,
    stage: 'before',
    way: 'visit',
    visitors: [`${unit}-4`],
    proposers: ['p1', 'p2'],
    attendees: [],
    opinion: 'x',
    plan: 'x',
    documents: [],
  });
}

export const replyBy = (scenario: Scenario, trackId: string, unit: string) =>
  issuedBy(scenario, unit, draft(trackId));
export const opinionBy = (scenario: Scenario, trackId: string, unit: string) =>
  issuedBy(scenario, unit, { trackId, product: 'opinion', document: HASH, mark: 'public' });

/** Drafted, reviewed at every level and issued by whoever has the part. */
export function issuedBy(scenario: Scenario, unit: string, data: CommandData['draftLetter']): string {
  const track = scenario.case.tracks[data.trackId] as Track;
  scenario.act(actorOn(track, 'unit-division', `${unit}-officer`), 'draftLetter', data);
  const letterId = Object.keys(scenario.case.letters).at(-1) as string;
  for (const level of (scenario.case.letters[letterId] as Letter).chain)
    scenario.act(reviewerOf(track, level), 'reviewLetter', {
      letterId,
      level,
      decision: 'approve',
      criteria,
    });
  scenario.act(actorOn(track, 'unit-office'), 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
  return letterId;
}

const reviewerOf = (track: Track, level: ReviewLevel) =>
  inPerson(track, level, actorOn(track, REVIEWER[level], `reviewer-${level}`));
