import { effectsOf, nextDue, tellCommand, type CaseEvent, type NumberedIntake } from '../../../domain/case';
import { tellsOf } from '../../../domain/case/tells';
import type { Letter, Track } from '../../../domain/case/state';
import type { CommandData } from '../../../schemas/commands';
import { criteria, Scenario, standardIntake, steps } from './scenario';
import type { ReviewLevel } from '../../../schemas/common';
import { Exchange } from './exchange';
import { actorOn, inPerson, nextMove, REVIEWER } from './finisher';
import { consulted, draftResult, HASH, owed, proposalIntake, signed } from './stages';

const numbered = (number: string, intake: NumberedIntake = standardIntake): NumberedIntake => ({
  ...intake,
  identity: { ...intake.identity, number },
});

const idOf = ({ case: { caseId } }: Scenario): string => caseId;
const typesOf = ({ history }: Scenario): CaseEvent['type'][] => history.map(({ type }) => type);
const replyOf = ({ case: { letters } }: Scenario) =>
  Object.values(letters).findLast(({ product }) => product === 'reply');

/** A host and members, all consulted on 02-10, merged that day. */
function merged(
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
function answered(count = 1): ReturnType<typeof merged> & { letterId: string } {
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

describe('merging [R3.10]', () => {
  it('[R3.10] asks each case, which joins by itself and says which case it follows', () => {
    const { host, members } = merged(3);
    expect(host.case.merge).toMatchObject({ role: 'host' });
    for (const member of members) {
      expect(member.case.merge).toMatchObject({ role: 'member', host: idOf(host) });
      expect(host.case.merge).toMatchObject({ members: { [idOf(member)]: { status: 'joined' } } });
    }
    expect(effectsOf(host.case)).toEqual([]);
  });

  it('[R3.10] is refused across kinds, across levels and with the case itself', () => {
    const host = consulted(numbered('0001'));
    const proposal = signed(numbered('7', proposalIntake));
    host.act('lead', 'mergeCases', { cases: [idOf(proposal)], reason: 'x' });
    expect(new Exchange([host, proposal]).carry()).toEqual(['代表建议与政协提案不能并案']);
    expect(host.case.merge).toMatchObject({ members: { [idOf(proposal)]: { status: 'refused' } } });
    expect(proposal.case.merge).toBeUndefined();

    const national = new Scenario({
      ...numbered('8'),
      identity: { ...standardIntake.identity, body: 'national-congress', number: '8' },
      level: 'national',
      limits: {
        opinion: { unit: 'month', amount: 1 },
        submission: { unit: 'month', amount: 2 },
        setBy: 'provincial-office',
      },
    });
    host.act('lead', 'mergeCases', { cases: [idOf(national)], reason: 'x' });
    expect(new Exchange([host, national]).carry()).toEqual(['全国件与省级件不能并案']);
    expect(host.refusal('lead', 'mergeCases', { cases: [idOf(host)], reason: 'x' })).toMatchObject({
      rule: 'R3.10',
      pointer: '/cases/0',
    });
  });

  it('[R3.10] across lead units is for the provincial office to decide', () => {
    const host = consulted(numbered('0001'));
    const other = new Scenario({
      ...numbered('9'),
      parts: [{ unit: 'elsewhere', part: 'lead' }],
    });
    const world = new Exchange([host, other]);
    host.act('lead', 'mergeCases', { cases: [idOf(other)], reason: 'x' });
    expect(world.carry()).toEqual(['主办单位不同的件，由省政府办公厅决定并案']);
    host.act('office', 'mergeCases', { cases: [idOf(other)], reason: 'x' });
    expect(world.carry()).toEqual(['taken']);
  });

  it('[R3.10] is for the lead and the provincial office: nobody else decides it', () => {
    const host = consulted(numbered('0001'));
    for (const who of ['co', 'stranger', 'p1', 'congress'] as const)
      expect(host.refusal(who, 'mergeCases', { cases: ['x'], reason: 'x' }).code).toBe('not-permitted');
  });

  it('[R3.10] one letter answers all: each case records it, to its own proposers, and meets its own deadline by it', () => {
    const { host, members } = answered(2);
    for (const member of members) {
      expect(replyOf(member)).toMatchObject({
        status: 'issued',
        repliedOn: '2026-04-20',
        follows: { caseId: idOf(host), letterId: replyOf(host)?.id },
        content: { category: 'A', document: HASH },
        documentNumber: replyOf(host)?.documentNumber,
      });
      const to = Object.values(member.case.deliveries).filter(
        ({ letterId }) => letterId === replyOf(member)?.id,
      );
      expect(to.map(({ recipient, purpose }) => [recipient.id, purpose])).toEqual([
        ['p1', 'reply'],
        ['p2', 'reply'],
      ]);
      const reply = Object.values(member.case.obligations).find(({ kind }) => kind === 'reply');
      expect(reply).toMatchObject({ status: 'met', endedOn: '2026-04-20' });
    }
    // The bodies get their copies once.
    const copies = Object.values(host.case.deliveries).filter(
      ({ purpose, letterId }) => purpose === 'copy' && letterId === replyOf(host)?.id,
    );
    expect(copies).toHaveLength(2);
  });

  it('[R3.10] [R3.9] of merged proposals each lead proposer is answered, and no other', () => {
    const { host, members, world } = merged(1, proposalIntake);
    for (const each of [host, ...members]) each.goTo('2026-04-20');
    steps.reply(host);
    world.carry();
    const [member] = members as [Scenario];
    expect(
      Object.values(member.case.deliveries).map(({ recipient, purpose }) => [recipient.id, purpose]),
    ).toEqual([['p1', 'reply']]);
  });

  it('[R3.10] a case that is merged writes no answer of its own until it has left', () => {
    const { host, members, world } = merged();
    const [member] = members as [Scenario];
    const draft = { trackId: 't1', product: 'reply', document: HASH, category: 'A', mark: 'public' } as const;
    expect(member.refusal('leadOfficer', 'draftLetter', draft)).toMatchObject({
      rule: 'R3.10',
      code: 'wrong-state',
    });
    host.act('lead', 'unmergeCase', { member: idOf(member), reason: 'x' });
    world.carry();
    expect(member.case.merge).toBeUndefined();
    expect(member.act('leadOfficer', 'draftLetter', draft)).toContain('letterDrafted');
    expect(host.case.merge).toMatchObject({ members: { [idOf(member)]: { status: 'left' } } });
  });

  it('[R3.10] after the merged reply nobody leaves any more, and a recalled one opens the door again', () => {
    const { host, members, letterId, world } = answered();
    const [member] = members as [Scenario];
    expect(host.refusal('lead', 'unmergeCase', { member: idOf(member), reason: 'x' })).toMatchObject({
      rule: 'R3.10',
      pointer: '/member',
    });
    host.act('lead', 'recallLetter', { letterId, reason: 'x' });
    world.carry();
    expect(replyOf(member)?.status).toBe('recalled');
    const again = Object.values(member.case.obligations).find(({ kind }) => kind === 'reissue');
    expect(again).toMatchObject({ status: 'open', owedBy: { id: 'lead' } });
    const second = steps.reply(host);
    world.carry();
    for (const member of members) steps.world(member);
    expect(replyOf(member)).toMatchObject({ status: 'issued', follows: { letterId: second } });
    expect(member.case.obligations[again?.id ?? '']).toMatchObject({ status: 'met' });
  });

  it('[R6.1] [R3.10] a case whose proposers nobody consulted does not follow, says why, and follows when it was made up for', () => {
    const host = consulted(numbered('0001'));
    const member = signed(numbered('12'));
    const world = new Exchange([host, member]);
    host.act('lead', 'mergeCases', { cases: [idOf(member)], reason: 'x' });
    world.carry();
    for (const each of [host, member]) each.goTo('2026-04-20');
    steps.reply(host);
    expect(world.carry()).toEqual([expect.stringContaining('先协商、后答复')]);
    expect(replyOf(member)).toBeUndefined();
    expect(typesOf(host).filter((type) => type === 'memberTold')).toHaveLength(2);
    expect(host.refusal('lead', 'retellMember', { member: 'nobody' }).code).toBe('not-found');
    // Consulted today, entered today: the letter of today follows.
    steps.consult(member);
    host.act('lead', 'retellMember', { member: idOf(member) });
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.status).toBe('issued');
  });

  it('[R3.4] [R3.10] a co-handler of several merged cases gives one opinion, which each case records', () => {
    const { host, members, world } = merged(2);
    steps.opinion(host);
    world.carry();
    for (const member of members) {
      steps.world(member);
      const opinion = Object.values(member.case.letters).find(({ product }) => product === 'opinion');
      expect(opinion).toMatchObject({ status: 'issued', trackId: 't2', follows: { caseId: idOf(host) } });
      expect(Object.values(member.case.obligations).find(({ kind }) => kind === 'opinion')).toMatchObject({
        status: 'met',
      });
    }
  });

  it('[R3.10] an opinion that a case has already is not given again', () => {
    const { host, members, world } = merged();
    const [member] = members as [Scenario];
    steps.opinion(member);
    steps.opinion(host);
    expect(world.carry()).toEqual(['apart']);
    expect(Object.values(member.case.letters).filter(({ product }) => product === 'opinion')).toHaveLength(1);
  });

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

  it('[R3.8] [R3.10] a case for reference alone answers nobody: it is neither host nor member, until it has a lead', () => {
    const parts = [{ unit: 'ref', part: 'reference' as const }];
    const reference = signed(numbered('9', { ...standardIntake, parts }));
    const other = consulted(numbered('0001'));
    const merge = { cases: [idOf(other)], reason: 'x' };
    expect(reference.refusal('office', 'mergeCases', merge)).toMatchObject({
      rule: 'R3.10',
      code: 'wrong-state',
    });
    other.act('office', 'mergeCases', { cases: [idOf(reference)], reason: 'x' });
    expect(new Exchange([other, reference]).carry()).toEqual(['该件没有答复单位，不能并案']);

    reference.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x' });
    reference.act('office', 'mergeCases', { cases: ['another'], reason: 'x' });
    expect(tellsOf(reference.case)).toMatchObject([{ member: 'another' }]);
  });

  it('[R3.4] [R3.8] [R3.10] who answers does not change in a merge, in host or member, until the member has left', () => {
    const parts = [...standardIntake.parts, { unit: 'ref', part: 'reference' as const }];
    const { host, members, world } = merged(1, { ...standardIntake, parts });
    const both = [host, ...members];
    const swap = { trackId: 't2', reason: 'x' };
    const change = { trackId: 't3', part: 'co-handler', reason: 'x' } as const;
    const refused = { rule: 'R3.10', code: 'wrong-state' };
    for (const each of both) {
      expect(each.refusal('office', 'swapLead', swap)).toMatchObject(refused);
      expect(each.refusal('office', 'changePart', change)).toMatchObject(refused);
    }
    host.act('lead', 'unmergeCase', { member: idOf(members[0] as Scenario), reason: 'x' });
    world.carry();
    for (const each of both) {
      each.act('office', 'swapLead', swap);
      each.act('office', 'changePart', change);
      expect(each.case.tracks).toMatchObject({ t2: { part: 'lead' }, t3: { part: 'co-handler' } });
    }
  });

  it('[R3.10] only a result names whom it answers together, and only cases that are in', () => {
    const { host, members } = answered();
    const more = { together: [idOf(members[0] as Scenario)] };
    const draft = { trackId: 't1', document: HASH, mark: 'public' } as const;
    host.act('office', 'assignRework', { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x' });
    expect(
      host.refusal('leadOfficer', 'draftLetter', { ...draft, product: 'reply', category: 'A', ...more }),
    ).toMatchObject({ rule: 'R3.10', pointer: '/together/0' });
    expect(
      host.refusal('leadOfficer', 'draftLetter', {
        ...draft,
        product: 'result',
        reworkId: 'r1',
        together: ['nobody'],
      }),
    ).toMatchObject({ rule: 'R3.10', code: 'unknown-reference' });
  });

  it('[R3.10] whoever is merged into a case that its proposer withdraws goes its own way again', () => {
    const { host, members, world } = merged();
    const [member] = members as [Scenario];
    host.act('office', 'withdrawCase', { proposer: 'p1', reason: 'x' });
    world.carry();
    expect(host.case.status).toBe('withdrawn');
    expect(member.case.merge).toBeUndefined();
    expect(member.case.status).toBe('open');
  });

  it('[R3.10] what crosses on the way comes to the same end: joining late, told twice, told in the wrong order', () => {
    const host = consulted(numbered('0001'));
    const member = consulted(numbered('12'));
    host.act('lead', 'mergeCases', { cases: [idOf(member)], reason: 'x' });
    const [join] = tellsOf(host.case);
    // It is taken back while it is on its way.
    host.act('lead', 'unmergeCase', { member: idOf(member), reason: 'x' });
    member.act('system', 'joinMerge', tellCommand(host.case, join!)!.data as never);
    host.act('system', 'reportTold', { ...join!, outcome: 'taken' });
    expect(new Exchange([host, member]).carry()).toEqual(['taken']);
    expect(member.case.merge).toBeUndefined();

    const { host: other, members, letterId, world } = answered();
    const follower = members[0] as Scenario;
    const told = { member: idOf(follower), since: 0, letter: { letterId, stage: 'issued' as const } };
    const again = tellCommand(other.case, told)!;
    expect(follower.act('system', again.type, again.data as never)).toEqual([]);
    expect(world.carry()).toEqual([]);
  });

  it('[R3.10] the twin: a host that forgets what it told tells it without end', () => {
    const { host, world } = answered();
    const merge = host.case.merge;
    if (merge?.role !== 'host') throw new Error('no host');
    const members = Object.fromEntries(
      Object.entries(merge.members).map(([id, member]) => [id, { ...member, told: {} }]),
    );
    expect(tellsOf({ ...host.case, merge: { ...merge, members } }).length).toBeGreaterThan(0);
    expect(world.carry()).toEqual([]);
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

const draft = (trackId: string) =>
  ({ trackId, product: 'reply', document: HASH, category: 'A', mark: 'public' }) as const;

/** A case that these units handle separately, each of which has consulted everybody. */
function apart(number: string, ...units: string[]): Scenario {
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

const replyBy = (scenario: Scenario, trackId: string, unit: string) =>
  issuedBy(scenario, unit, draft(trackId));
const opinionBy = (scenario: Scenario, trackId: string, unit: string) =>
  issuedBy(scenario, unit, { trackId, product: 'opinion', document: HASH, mark: 'public' });

/** Drafted, reviewed at every level and issued by whoever has the part. */
function issuedBy(scenario: Scenario, unit: string, data: CommandData['draftLetter']): string {
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
