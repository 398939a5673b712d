import { effectsOf, tellCommand } from '../../../domain/case';
import { tellsOf } from '../../../domain/case/tells';
import { Scenario, standardIntake, steps } from './scenario';
import { Exchange } from './exchange';
import { consulted, HASH, proposalIntake, signed } from './stages';
import { answered, idOf, merged, numbered, replyOf, typesOf } from './merge-stages';

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
