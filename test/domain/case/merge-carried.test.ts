import { tellsOf } from '../../../domain/case/tells';
import { Exchange } from './exchange';
import { Scenario, steps } from './scenario';
import { consulted, owed } from './stages';
import { answered, idOf, merged, numbered, opinionBy, replyOf, typesOf } from './merge-stages';

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

  it('[R5.4] the office’s check of the category is so in every case that the letter answers, with its reason', () => {
    const { host, members, letterId, world } = answered();
    const [member] = members as [Scenario];
    const checked = (category: string, reason?: string) =>
      host.act('office', 'checkCategory', { letterId, category, ...(reason ? { reason } : {}) });
    checked('C', 'why');
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.categoryCheck).toMatchObject({ category: 'C', before: 'A', on: host.today });
    expect(member.history.findLast(({ type }) => type === 'categoryChecked')?.data).toMatchObject({
      reason: 'why',
    });
    // The office finds otherwise in the member: what the host tells of later does not undo that.
    member.act('office', 'checkCategory', {
      letterId: replyOf(member)?.id ?? '',
      category: 'B',
      reason: 'x',
    });
    host.act('lead', 'withholdLetter', { letterId, ground: 'x' });
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)).toMatchObject({
      categoryCheck: { category: 'B' },
      publication: { status: 'withheld' },
    });
    checked('A', 'other');
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.categoryCheck).toMatchObject({ category: 'A', before: 'B' });
    // Found as it is already: told, and nothing new.
    const before = typesOf(member).length;
    checked('A');
    expect(world.carry()).toEqual([]);
    expect(typesOf(member)).toHaveLength(before);
  });

  it('[R5.4] a check that a member could not take is told again', () => {
    const { host, members, letterId } = answered();
    const [member] = members as [Scenario];
    host.act('office', 'checkCategory', { letterId, category: 'C', reason: 'x' });
    const [tell] = tellsOf(host.case);
    expect(tell?.letter).toEqual({ letterId, stage: 'issued', category: 'C' });
    host.act('system', 'reportTold', { ...tell!, outcome: 'refused', why: 'x' });
    expect(tellsOf(host.case)).toEqual([]);
    host.act('lead', 'retellMember', { member: idOf(member) });
    expect(new Exchange([host, member]).carry()).toEqual(['taken']);
    expect(replyOf(member)?.categoryCheck).toMatchObject({ category: 'C' });
  });

  it('[R5.4] a member without categories has no check either', () => {
    const { host, members, letterId, world } = answered();
    const [member] = members as [Scenario];
    const own = replyOf(member)!;
    const { category: _, ...content } = own.content;
    member.state = {
      ...member.case,
      status: 'open',
      letters: { ...member.case.letters, [own.id]: { ...own, content } },
    };
    host.act('office', 'checkCategory', { letterId, category: 'C', reason: 'x' });
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.categoryCheck).toBeUndefined();
  });
});
