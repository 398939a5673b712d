import { nextDue } from '../../../domain/case';
import { Scenario, steps } from './scenario';
import { Exchange } from './exchange';
import { nextMove } from './finisher';
import { consulted, draftResult, HASH, owed } from './stages';
import { answered, apart, idOf, issuedBy, merged, numbered, replyOf, typesOf } from './merge-stages';

describe('what follows a merged reply [R3.10]', () => {
  it('[R5.8] [R5.6] publication of the merged reply meets what each case owed, once its own co-handlers were asked', () => {
    const { host, members, letterId, world } = answered();
    const [member] = members as [Scenario];
    const own = replyOf(member)?.id ?? '';
    expect(
      member.refusal('lead', 'publishLetter', { letterId: own, coHandlers: [], withOriginal: false }),
    ).toMatchObject({ rule: 'R3.10' });
    steps.publish(host, letterId);
    expect(world.carry()).toEqual([expect.stringContaining('逐一确认')]);
    member.act('lead', 'confirmDisclosure', {
      letterId: own,
      coHandlers: [{ trackId: 't2', opinion: 'public' }],
    });
    host.act('lead', 'retellMember', { member: idOf(member) });
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.publication).toMatchObject({ status: 'published', url: 'http://portal/1' });
    expect(Object.values(member.case.obligations).find(({ kind }) => kind === 'publication')).toMatchObject({
      status: 'met',
    });
    host.act('lead', 'takeDownLetter', { letterId, reason: 'x' });
    steps.world(host);
    world.carry();
    expect(replyOf(member)?.publication.status).toBe('taken-down');
  });

  it('[R5.8] [R3.10] a member that refuses the page of a letter still has the letter: it does not leave, and is told of the recall', () => {
    const { host, members, letterId, world } = answered();
    const [member] = members as [Scenario];
    steps.publish(host, letterId);
    expect(world.carry()).toEqual([expect.stringContaining('逐一确认')]);
    expect(host.refusal('lead', 'unmergeCase', { member: idOf(member), reason: 'x' })).toMatchObject({
      rule: 'R3.10',
      pointer: '/member',
    });
    host.act('lead', 'recallLetter', { letterId, reason: 'x' });
    steps.world(host);
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.status).toBe('recalled');
  });

  it('[R5.8] [R3.10] a member that owes a page has a word of its own: withheld, whatever its host does afterwards', () => {
    const { host, members, letterId, world } = answered();
    const [member] = members as [Scenario];
    const own = replyOf(member)?.id ?? '';
    member.act('lead', 'withholdLetter', { letterId: own, ground: 'commercial' });
    expect(owed(member, 'publication', 't1')?.status).toBe('met');
    steps.publish(host, letterId);
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.publication.status).toBe('withheld');
  });

  it('[R3.10] a member that is closed is open again when the letter that answered it is recalled, and follows the next', () => {
    const { host, members, letterId, world } = answered();
    const [member] = members as [Scenario];
    const own = replyOf(member)?.id ?? '';
    member.act('lead', 'confirmDisclosure', {
      letterId: own,
      coHandlers: [{ trackId: 't2', opinion: 'public' }],
    });
    steps.publish(host, letterId);
    world.carry();
    for (const who of ['p1', 'p2'] as const) steps.feedback(member, who);
    expect(member.case.status).toBe('closed');
    host.act('lead', 'recallLetter', { letterId, reason: 'x' });
    steps.world(host);
    expect(world.carry()).toEqual(['taken']);
    expect(member.case.status).toBe('open');
    expect(owed(member, 'reissue', 't1')).toMatchObject({ status: 'open' });
    steps.reply(host);
    expect(world.carry()).toEqual(['taken']);
    steps.world(member);
    expect(owed(member, 'reissue', 't1')).toMatchObject({ status: 'met' });
  });

  it('[R3.10] a host that is closed takes its letter back, in each case that it answered, and all close again', () => {
    const { host, members, letterId, world } = answered();
    const both = [host, ...members];
    const ends = (): void => {
      for (const each of both) for (const who of ['p1', 'p2'] as const) steps.feedback(each, who);
      expect(both.map((each) => each.case.status)).toEqual(['closed', 'closed']);
    };
    for (const member of members)
      member.act('lead', 'confirmDisclosure', {
        letterId: replyOf(member)?.id ?? '',
        coHandlers: [{ trackId: 't2', opinion: 'public' }],
      });
    steps.publish(host, letterId);
    world.carry();
    ends();
    expect(host.act('lead', 'recallLetter', { letterId, reason: 'x' })[0]).toBe('caseReopened');
    steps.world(host);
    expect(world.carry()).toEqual(['taken']);
    for (const each of both) {
      expect(each.case.status).toBe('open');
      expect(replyOf(each)).toMatchObject({ status: 'recalled', publication: { status: 'taken-down' } });
    }
    const again = steps.reply(host);
    world.carry();
    for (const member of members) {
      steps.world(member);
      member.act('lead', 'confirmDisclosure', {
        letterId: replyOf(member)?.id ?? '',
        coHandlers: [{ trackId: 't2', opinion: 'public' }],
      });
    }
    steps.publish(host, again);
    world.carry();
    ends();
  });

  it('[R3.10] a draft of its own ends where the letter of the host follows, so that the next one takes the place of that', () => {
    const { host, members, world } = merged();
    const [member] = members as [Scenario];
    host.act('lead', 'unmergeCase', { member: idOf(member), reason: 'x' });
    world.carry();
    const own = steps.draftReply(member);
    host.act('lead', 'mergeCases', { cases: [idOf(member)], reason: 'x' });
    world.carry();
    const letterId = steps.reply(host);
    expect(world.carry()).toEqual(['taken']);
    expect(member.case.letters[own]?.status).toBe('discarded');
    host.act('lead', 'recallLetter', { letterId, reason: 'x' });
    world.carry();
    host.act('lead', 'unmergeCase', { member: idOf(member), reason: 'x' });
    world.carry();
    steps.reply(member);
    expect(owed(member, 'reissue', 't1')).toMatchObject({ status: 'met' });
  });

  it('[R3.10] a host that is closed lets go whom it has not answered', () => {
    const host = apart('1', 'lead', 'co');
    const alone = consulted({ ...numbered('3'), parts: [{ unit: 'lead', part: 'lead' }] });
    const world = new Exchange([host, alone]);
    host.act('office', 'mergeCases', { cases: [idOf(alone)], reason: 'x' });
    world.carry();
    host.act('office', 'reassign', { trackId: 't1', unit: 'next', reason: 'x' });
    for (let next = nextMove(host.case, host.context, true); next;) {
      if (next.type === 'tick') host.goTo(nextDue(host.case, host.context.rules) ?? host.today);
      else host.act(next.actor, next.type, next.data);
      world.carry();
      next = nextMove(host.case, host.context, true);
    }
    expect(host.case.status).toBe('closed');
    host.act('office', 'unmergeCase', { member: idOf(alone), reason: 'x' });
    expect(world.carry()).toEqual(['taken']);
    expect(alone.case.merge).toBeUndefined();
  });

  it('[R7.4] [R3.10] a case that is dissatisfied after a merged reply is reworked alone, or together with others', () => {
    const { host, members, world } = answered(2);
    const [first, second] = members as [Scenario, Scenario];
    const assign = { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x' };
    first.act('office', 'assignRework', assign);
    expect(typesOf(host)).not.toContain('reworkAssigned');
    expect(draftResult(prepared(first), 'r1')).toBe('l3');

    // Together: the host's result answers the second case too, and only that.
    for (const each of [host, second]) each.act('office', 'assignRework', assign);
    [host, second].forEach(prepared);
    host.act('leadOfficer', 'draftLetter', {
      trackId: 't1',
      product: 'result',
      reworkId: 'r1',
      document: HASH,
      mark: 'public',
      together: [idOf(second)],
    });
    const result = Object.keys(host.case.letters).at(-1) as string;
    steps.review(host, result);
    host.act('lead', 'issueLetter', { letterId: result, documentNumber: 'x', sent: [] });
    expect(world.carry()).toEqual(['taken']);
    steps.world(second);
    expect(second.case.reworks['r1']).toMatchObject({ status: 'answered' });
    expect(first.case.reworks['r1']).toMatchObject({ status: 'open' });
  });

  it('[R7.4] [R3.10] a result that names a case which has answered meanwhile is revised to name others, or none', () => {
    const { host, members, world } = answered(2);
    const [first, second] = members as [Scenario, Scenario];
    const both = [host, first];
    for (const each of both)
      each.act('office', 'assignRework', { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x' });
    both.forEach(prepared);
    const text = { document: HASH, mark: 'public' } as const;
    const data = { trackId: 't1', product: 'result', reworkId: 'r1', ...text } as const;
    host.act('leadOfficer', 'draftLetter', { ...data, together: [idOf(first)] });
    const letterId = Object.keys(host.case.letters).at(-1) as string;
    const together = () => host.case.letters[letterId]?.together;
    issuedBy(first, 'lead', data);

    steps.review(host, letterId);
    const revise = { letterId, ...text };
    host.act('leadOfficer', 'reviseLetter', revise);
    expect(together()).toEqual([idOf(first)]);
    for (const [others, code, index] of [
      [['nobody'], 'unknown-reference', 0],
      [[idOf(second), idOf(second)], 'duplicate', 1],
    ] as const)
      expect(host.refusal('leadOfficer', 'reviseLetter', { ...revise, together: [...others] })).toMatchObject(
        { rule: 'R3.10', code, pointer: `/together/${index}` },
      );
    host.act('leadOfficer', 'reviseLetter', { ...revise, together: [idOf(second)] });
    expect(together()).toEqual([idOf(second)]);
    host.act('leadOfficer', 'reviseLetter', { ...revise, together: [] });

    steps.review(host, letterId);
    host.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    expect(world.carry()).toEqual([]);
    steps.world(host);
    expect(host.case.reworks['r1']).toMatchObject({ status: 'answered' });
  });
});

function prepared(scenario: Scenario): Scenario {
  scenario.act('leadOfficer', 'recordReworkCause', { reworkId: 'r1', cause: 'x', measures: 'x' });
  scenario.act('leadOfficer', 'recordReworkVisit', {
    reworkId: 'r1',
    proposers: ['p1'],
    visitors: ['lead-2'],
    opinion: 'x',
  });
  return scenario;
}
