import { steps } from './scenario';
import { Exchange } from './exchange';
import { consulted, owed } from './stages';
import { apart, draft, idOf, numbered, opinionBy, replyBy, replyOf } from './merge-stages';

describe('merging cases whose other units differ [R3.10]', () => {
  it('[R3.4] [R3.10] an opinion follows only where that co-handler has a part; the others give their own to their lead', () => {
    const caseWith = (number: string, ...units: string[]) =>
      consulted({
        ...numbered(number),
        parts: [
          { unit: 'lead', part: 'lead' },
          ...units.map((unit) => ({ unit, part: 'co-handler' as const })),
        ],
      });
    const host = caseWith('0001', 'co');
    const members = [caseWith('2', 'other'), caseWith('3'), caseWith('4', 'other', 'co')] as const;
    const world = new Exchange([host, ...members]);
    host.act('lead', 'mergeCases', { cases: members.map(idOf), reason: 'x' });
    world.carry();
    opinionBy(host, 't2', 'co');
    expect(world.carry()).toEqual(['apart', 'apart', 'taken']);
    for (const member of [members[0], members[2]]) {
      opinionBy(member, 't2', 'other');
      steps.world(member);
      expect(owed(member, 'opinion', 't2')).toMatchObject({ status: 'met' });
    }
    steps.reply(host);
    expect(world.carry()).toEqual(['taken', 'taken', 'taken']);
  });

  it('[R3.3] [R3.10] of separate units each is followed where it has a part and replies by itself where not: nobody is stuck', () => {
    const host = apart('1', 'lead', 'co');
    const member = apart('2', 'lead', 'other');
    const alone = consulted({ ...numbered('3'), parts: [{ unit: 'lead', part: 'lead' }] });
    const world = new Exchange([host, member, alone]);
    const merge = { cases: [idOf(member), idOf(alone)], reason: 'x' };
    expect(host.refusal('lead', 'mergeCases', merge)).toMatchObject({
      rule: 'R3.10',
      code: 'not-permitted',
    });
    host.act('office', 'mergeCases', merge);
    expect(world.carry()).toEqual(['taken', 'taken']);
    const out = { member: idOf(member), reason: 'x' };
    expect(host.refusal('co', 'unmergeCase', out)).toMatchObject({ rule: 'R3.10', code: 'not-permitted' });

    replyBy(host, 't2', 'co');
    expect(world.carry()).toEqual(['apart', 'apart']);
    expect(replyOf(member)).toBeUndefined();
    replyBy(host, 't1', 'lead');
    expect(world.carry()).toEqual(['taken', 'taken']);
    replyBy(member, 't2', 'other');
    for (const each of [host, member, alone]) {
      steps.world(each);
      for (const { id } of Object.values(each.case.tracks))
        expect(owed(each, 'reply', id)).toMatchObject({ status: 'met' });
    }
    expect(host.refusal('office', 'unmergeCase', out)).toMatchObject({ rule: 'R3.10', pointer: '/member' });
  });

  it('[R3.3] [R3.10] whom a reply of the host says nothing for was not answered by it: it can leave, and answers itself', () => {
    const host = apart('1', 'lead', 'co');
    const alone = consulted({ ...numbered('3'), parts: [{ unit: 'lead', part: 'lead' }] });
    const world = new Exchange([host, alone]);
    host.act('office', 'mergeCases', { cases: [idOf(alone)], reason: 'x' });
    world.carry();
    host.act('office', 'reassign', { trackId: 't1', unit: 'next', reason: 'x' });
    replyBy(host, 't2', 'co');
    expect(world.carry()).toEqual(['apart']);
    expect(alone.refusal('leadOfficer', 'draftLetter', draft('t1'))).toMatchObject({ rule: 'R3.10' });
    host.act('office', 'unmergeCase', { member: idOf(alone), reason: 'x' });
    expect(world.carry()).toEqual(['taken']);
    replyBy(alone, 't1', 'lead');
    expect(replyOf(alone)?.status).toBe('issued');
  });

  it('[R3.3] [R3.10] a case for which none of the units of the host would reply is not merged into it', () => {
    const host = apart('1', 'co', 'other');
    const alone = consulted({ ...numbered('3'), parts: [{ unit: 'lead', part: 'lead' }] });
    const others = apart('4', 'lead', 'next');
    host.act('office', 'mergeCases', { cases: [idOf(alone), idOf(others)], reason: 'x' });
    const why = '主件没有可代该件答复的单位，不能并案';
    expect(new Exchange([host, alone, others]).carry()).toEqual([why, why]);
    expect(alone.act('leadOfficer', 'draftLetter', draft('t1'))).toContain('letterDrafted');
  });
});
