import { sharesPage } from '../../../domain/case/tells';
import { Scenario, steps } from './scenario';
import { owed } from './stages';
import { answered, idOf, merged, replyOf, typesOf } from './merge-stages';

/** A merged reply that is up, also for its member, which is closed. */
function published() {
  const stage = answered();
  const [member] = stage.members as [Scenario];
  const own = replyOf(member)?.id ?? '';
  const confirmed = { letterId: own, coHandlers: [{ trackId: 't2', opinion: 'public' as const }] };
  member.act('lead', 'confirmDisclosure', confirmed);
  steps.publish(stage.host, stage.letterId);
  stage.world.carry();
  for (const who of ['p1', 'p2'] as const) steps.feedback(member, who);
  expect(member.case.status).toBe('closed');
  return { ...stage, member, own };
}

const leave = (host: Scenario, why: 'withdrawn' | 'classified') => ({ host: idOf(host), since: 7, why });

describe('a member whose host is gone [R3.10]', () => {
  it('[R3.12] [R5.8] leaves a host that is a secret also after it was answered: the page is down, and another word is owed', () => {
    const { host, member, own } = published();
    member.act('system', 'leaveMerge', leave(host, 'classified'));
    expect(member.case.merge).toBeUndefined();
    expect(member.case.status).toBe('open');
    expect(replyOf(member)).toMatchObject({ status: 'issued', publication: { status: 'taken-down' } });
    expect(owed(member, 'publication', 't1')).toMatchObject({ status: 'open', start: member.today });
    // Told again, nothing is left to say.
    expect(member.act('system', 'leaveMerge', leave(host, 'classified'))).toEqual([]);

    member.act('lead', 'publishLetter', { letterId: own, coHandlers: [], withOriginal: false });
    steps.world(member);
    expect(replyOf(member)?.publication.status).toBe('published');
    member.act('lead', 'takeDownLetter', { letterId: own, reason: 'x' });
    steps.world(member);
    member.act('lead', 'withholdLetter', { letterId: own, ground: 'x' });
    expect(member.case.status).toBe('closed');
  });

  it('[R3.10] recalls what answered it, and answers by itself', () => {
    const { host, member, own } = published();
    member.act('system', 'leaveMerge', leave(host, 'classified'));
    member.act('lead', 'recallLetter', { letterId: own, reason: 'x' });
    expect(owed(member, 'reissue', 't1')).toMatchObject({ status: 'open' });
    steps.reply(member);
    expect(owed(member, 'reissue', 't1')).toMatchObject({ status: 'met' });
  });

  it('[R3.12] owes no word where there was no page, and keeps what it has where its host was only withdrawn', () => {
    const { host, members } = answered();
    const [member] = members as [Scenario];
    const before = typesOf(member).length;
    member.act('system', 'leaveMerge', leave(host, 'classified'));
    expect(typesOf(member).slice(before)).toEqual(['mergeLeft']);
    const other = merged();
    const [asked] = other.members as [Scenario];
    expect(asked.act('system', 'leaveMerge', leave(other.host, 'withdrawn'))).toEqual(['mergeLeft']);
  });
});

describe('another word on a page that was taken down [R5.8] [R3.10]', () => {
  /** The host's page is down: both owe another word on it. */
  function down() {
    const stage = published();
    const { host, member, letterId } = stage;
    host.act('lead', 'takeDownLetter', { letterId, reason: 'x' });
    steps.world(host);
    stage.world.carry();
    for (const each of [host, member])
      expect(owed(each, 'publication', 't1')).toMatchObject({ status: 'open' });
    return stage;
  }

  it('is the host’s for all, or each member’s own: published by itself, or withheld', () => {
    const both = down();
    steps.publish(both.host, both.letterId);
    expect(both.world.carry()).toEqual(['taken']);
    expect(replyOf(both.member)?.publication.status).toBe('published');
    expect(both.member.case.status).toBe('closed');

    const { host, member, own, letterId, world } = down();
    member.act('lead', 'withholdLetter', { letterId: own, ground: 'x' });
    expect(member.case.status).toBe('closed');
    steps.publish(host, letterId);
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)?.publication.status).toBe('withheld');
    expect(sharesPage(member.case, idOf(host), letterId)).toBe(false);
  });

  it('is that of a page of its own, which the host’s neither takes the place of nor takes down, but a recall does', () => {
    const { host, member, own, letterId, world } = down();
    member.act('lead', 'publishLetter', { letterId: own, coHandlers: [], withOriginal: false });
    // On its way already: the host's page comes too late for it.
    steps.publish(host, letterId);
    expect(world.carry()).toEqual(['taken']);
    member.act('system', 'reportPublication', {
      letterId: own,
      outcome: 'published',
      url: 'http://portal/own',
    });
    expect(replyOf(member)?.publication).toMatchObject({ status: 'published', url: 'http://portal/own' });
    expect(sharesPage(member.case, idOf(host), letterId)).toBe(false);
    host.act('lead', 'takeDownLetter', { letterId, reason: 'x' });
    steps.world(host);
    world.carry();
    expect(replyOf(member)?.publication.status).toBe('published');
    host.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(world.carry()).toEqual(['taken']);
    expect(replyOf(member)).toMatchObject({ status: 'recalled', publication: { status: 'taking-down' } });
  });

  it('is not asked for a letter that is recalled: the page is down with it', () => {
    const { host, member, letterId, world } = published();
    host.act('lead', 'recallLetter', { letterId, reason: 'x' });
    world.carry();
    expect(replyOf(member)).toMatchObject({ status: 'recalled', publication: { status: 'taken-down' } });
    expect(owed(member, 'publication', 't1')?.status).not.toBe('open');
  });
});
