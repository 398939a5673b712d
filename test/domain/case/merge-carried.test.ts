import { Exchange } from './exchange';
import { Scenario, steps } from './scenario';
import { consulted, owed } from './stages';
import { idOf, merged, numbered, opinionBy } from './merge-stages';

/** The opinions of the co-handler in a case, in the order in which they came. */
const opinions = ({ case: { letters } }: Scenario) =>
  Object.values(letters)
    .filter(({ product }) => product === 'opinion')
    .map(({ status, content: { mark } }) => [status, mark]);

describe('what is decided about a letter in the host, carried to the members [R3.10]', () => {
  it('[R3.4] [R5.5] an opinion that is sent back in the host is in force nowhere, and the next one takes its place', () => {
    const { host, members, world } = merged();
    const [member] = members as [Scenario];
    const first = steps.opinion(host, { mark: 'withheld', withholdingGround: 'x' });
    steps.world(host);
    world.carry();
    steps.world(member);
    expect(opinions(member)).toEqual([['issued', 'withheld']]);
    host.act('lead', 'sendBackOpinion', { letterId: first, reason: 'x' });
    expect(world.carry()).toEqual(['taken']);
    expect(opinions(member)).toEqual([['recalled', 'withheld']]);
    expect(owed(member, 'reissue', 't2')).toMatchObject({ status: 'open' });
    opinionBy(host, 't2', 'co');
    expect(world.carry()).toEqual(['taken']);
    steps.world(member);
    expect(opinions(member)).toEqual([
      ['recalled', 'withheld'],
      ['issued', 'public'],
    ]);
    expect(owed(member, 'reissue', 't2')).toMatchObject({ status: 'met' });
  });

  it('[R3.4] a member that never had the opinion, or sent it back itself, is told nothing new by that', () => {
    const { host, members, world } = merged();
    const [member] = members as [Scenario];
    const first = steps.opinion(host);
    steps.world(host);
    world.carry();
    steps.world(member);
    member.act('lead', 'sendBackOpinion', { letterId: 'l1', reason: 'x' });
    host.act('lead', 'sendBackOpinion', { letterId: first, reason: 'x' });
    expect(world.carry()).toEqual(['taken']);
    expect(opinions(member)).toEqual([['sent-back', 'public']]);
    const late = consulted(numbered('9'));
    host.act('lead', 'mergeCases', { cases: [idOf(late)], reason: 'x' });
    // Only that it is in: there is no opinion.
    expect(new Exchange([host, late]).carry()).toEqual(['taken']);
    expect(opinions(late)).toEqual([]);
  });

  it('[R3.4] what was sent back before cases learned of it stays untold: a run of old goes on as it did', () => {
    const { host, world } = merged();
    const first = steps.opinion(host);
    steps.world(host);
    world.carry();
    host.act('lead', 'sendBackOpinion', { letterId: first, reason: 'x' });
    const letter = host.case.letters[first]!;
    const { toMembers, ...old } = letter;
    expect(toMembers).toBe(true);
    host.state = { ...host.case, status: 'open', letters: { ...host.case.letters, [first]: old } };
    expect(world.carry()).toEqual([]);
  });
});
