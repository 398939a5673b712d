import { effectsOf, evolve, newsOf } from '../../../domain/case';
import type { CommandData } from '../../../schemas/commands';
import { steps } from './scenario';
import { approved, closed, owed, published, replied } from './stages';

const publish = (
  letterId: string,
  more: Partial<CommandData['publishLetter']> = {},
): CommandData['publishLetter'] => ({
  letterId,
  coHandlers: [{ trackId: 't2', opinion: 'public' }],
  withOriginal: false,
  ...more,
});

describe('disclosure and publication', () => {
  it('[R5.8] is owed within 15 days of the day of replying, and not before everybody was sent the reply', () => {
    const { scenario, letterId } = approved();
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId))).toMatchObject({
      rule: 'R5.8',
      code: 'out-of-order',
      pointer: '/letterId',
    });
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    scenario.act('system', 'reportDelivery', { deliveryId: 'd3', outcome: 'sent', way: 'mail' });
    expect(owed(scenario, 'publication', 't1')).toMatchObject({
      rawDue: '2026-05-05',
      due: '2026-05-06',
      rule: 'R5.8',
      settled: true,
    });
    expect(scenario.case.letters[letterId]?.publication.status).toBe('owed');
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId))).toMatchObject({
      rule: 'R5.8',
      code: 'out-of-order',
    });
    steps.world(scenario);
    expect(scenario.act('lead', 'publishLetter', publish(letterId))).toEqual([
      'disclosureConfirmed',
      'publicationRequested',
    ]);
    expect(effectsOf(scenario.case)).toEqual([{ key: `publish:${letterId}`, type: 'publish', letterId }]);
    expect(owed(scenario, 'publication', 't1')?.status).toBe('open');
    scenario.goTo('2026-04-21');
    steps.world(scenario);
    expect(owed(scenario, 'publication', 't1')).toMatchObject({ status: 'met', endedOn: '2026-04-21' });
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId))).toMatchObject({
      rule: 'R5.8',
      code: 'wrong-state',
    });
  });

  it('[R5.8] only replies are published, never an opinion', () => {
    const { scenario } = approved();
    expect(scenario.refusal('co', 'publishLetter', publish('l1'))).toMatchObject({
      rule: 'R5.8',
      code: 'not-permitted',
    });
  });

  it('[R5.6] every co-handler is asked before publication, also where its opinion bore no mark', () => {
    const { scenario, letterId } = replied();
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId, { coHandlers: [] }))).toMatchObject({
      rule: 'R5.6',
      code: 'out-of-order',
      pointer: '/coHandlers',
    });
    expect(
      scenario.refusal('lead', 'confirmDisclosure', {
        letterId,
        coHandlers: [{ trackId: 't1', opinion: 'public' }],
      }),
    ).toMatchObject({ rule: 'R5.6', code: 'unknown-reference', pointer: '/coHandlers/0/trackId' });
    scenario.act('leadOfficer', 'confirmDisclosure', {
      letterId,
      coHandlers: [{ trackId: 't2', opinion: 'unmarked' }],
    });
    expect(scenario.act('lead', 'publishLetter', publish(letterId, { coHandlers: [] }))).toEqual([
      'publicationRequested',
    ]);
    expect(scenario.case.letters[letterId]?.confirmed).toEqual({ t2: 'unmarked' });
  });

  it('[R5.6] a reply is not published against a co-handler’s no, but withheld, or published once it confirmed anew', () => {
    const { scenario, letterId } = replied();
    const no = [{ trackId: 't2', opinion: 'withheld' as const }];
    const refused = { rule: 'R5.6', code: 'conflict', pointer: '/coHandlers' };
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId, { coHandlers: no }))).toMatchObject(
      refused,
    );
    scenario.act('leadOfficer', 'confirmDisclosure', { letterId, coHandlers: no });
    const { message } = scenario.refusal('lead', 'publishLetter', publish(letterId, { coHandlers: [] }));
    expect(message).toContain('co');
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId))).toMatchObject({
      rule: 'R5.6',
      code: 'duplicate',
      pointer: '/coHandlers/0/reason',
    });
    const anew = publish(letterId, { coHandlers: [{ trackId: 't2', opinion: 'public', reason: 'x' }] });
    expect(scenario.act('lead', 'publishLetter', anew)).toEqual([
      'disclosureConfirmed',
      'publicationRequested',
    ]);
    const other = replied();
    other.scenario.act('leadOfficer', 'confirmDisclosure', { letterId, coHandlers: no });
    expect(other.scenario.act('lead', 'withholdLetter', { letterId, ground: 'x' })).toContain(
      'letterWithheld',
    );
  });

  it('[R5.6] each co-handler confirms once: said again it is nothing new, another word has its reason', () => {
    const { scenario, letterId } = replied();
    const say = (opinion: 'public' | 'unmarked' | 'withheld', reason?: string) => ({
      letterId,
      coHandlers: [{ trackId: 't2', opinion, ...(reason ? { reason } : {}) }],
    });
    expect(
      scenario.refusal('lead', 'confirmDisclosure', {
        letterId,
        coHandlers: [...say('public').coHandlers, ...say('withheld').coHandlers],
      }),
    ).toMatchObject({ rule: 'R5.6', code: 'duplicate', pointer: '/coHandlers/1/trackId' });
    scenario.act('leadOfficer', 'confirmDisclosure', say('public'));
    expect(scenario.act('leadOfficer', 'confirmDisclosure', say('public'))).toEqual([]);
    expect(scenario.act('leadOfficer', 'confirmDisclosure', say('public', 'x'))).toEqual([
      'disclosureConfirmed',
    ]);
    expect(scenario.refusal('leadOfficer', 'confirmDisclosure', say('withheld'))).toMatchObject({
      rule: 'R5.6',
      code: 'duplicate',
      pointer: '/coHandlers/0/reason',
    });
    scenario.act('leadOfficer', 'confirmDisclosure', say('withheld', 'x'));
    expect(scenario.case.letters[letterId]?.confirmed).toEqual({ t2: 'withheld' });
  });

  it('[R5.5] [R5.6] an opinion that bore "withheld" is confirmed as public only by the co-handler’s later word', () => {
    const { scenario, letterId } = replied({}, { mark: 'withheld', withholdingGround: 'x' });
    for (const opinion of ['public', 'unmarked'] as const)
      expect(
        scenario.refusal('leadOfficer', 'confirmDisclosure', {
          letterId,
          coHandlers: [{ trackId: 't2', opinion }],
        }),
      ).toMatchObject({ rule: 'R5.6', code: 'missing', pointer: '/coHandlers/0/reason' });
    scenario.act('leadOfficer', 'confirmDisclosure', {
      letterId,
      coHandlers: [{ trackId: 't2', opinion: 'public', reason: 'x' }],
    });
    expect(scenario.act('lead', 'publishLetter', publish(letterId, { coHandlers: [] }))).toEqual([
      'publicationRequested',
    ]);
  });

  it('[R5.7] the original text is not published until every proposer was asked and agreed', () => {
    const { scenario, letterId } = replied();
    const withOriginal = publish(letterId, { withOriginal: true });
    const refused = () => scenario.refusal('lead', 'publishLetter', withOriginal);
    expect(refused()).toMatchObject({ rule: 'R5.7', code: 'unsettled', pointer: '/withOriginal' });
    expect(scenario.refusal('p1', 'answerOriginalView', { proposer: 'p1', agrees: true })).toMatchObject({
      rule: 'R5.7',
      code: 'out-of-order',
    });
    scenario.act('leadOfficer', 'askOriginalView', { proposers: ['p1', 'p2'] });
    scenario.act('p1', 'answerOriginalView', { proposer: 'p1', agrees: true });
    expect(refused().message).toContain('p2');
    scenario.act('leadOfficer', 'answerOriginalView', { proposer: 'p2', agrees: false });
    expect(refused()).toMatchObject({ rule: 'R5.7' });
    scenario.act('p2', 'answerOriginalView', { proposer: 'p2', agrees: true });
    expect(scenario.act('lead', 'publishLetter', withOriginal)).toContain('publicationRequested');
    expect(scenario.case.letters[letterId]?.publication.withOriginal).toBe(true);
  });

  const withOriginal = () => {
    const { scenario, letterId } = replied();
    scenario.act('leadOfficer', 'askOriginalView', { proposers: ['p1', 'p2'] });
    for (const proposer of ['p1', 'p2'] as const)
      scenario.act(proposer, 'answerOriginalView', { proposer, agrees: true });
    scenario.act('lead', 'publishLetter', publish(letterId, { withOriginal: true }));
    return { scenario, letterId };
  };
  const objects = { proposer: 'p2', agrees: false };

  it('[R5.7] an objection takes the original text off a page that is up: it is made again, on its day and address', () => {
    const { scenario, letterId } = withOriginal();
    steps.world(scenario);
    const { on, url } = scenario.case.letters[letterId]!.publication;
    scenario.goTo('2026-04-27');
    expect(scenario.act('p2', 'answerOriginalView', objects)).toEqual([
      'originalViewAnswered',
      'originalTakenOut',
    ]);
    expect(newsOf(scenario.history.at(-1)!, scenario.case)).toMatchObject([
      {
        template: 'original-taken-out',
        to: [
          { type: 'post', trackId: 't1', post: 'office' },
          { type: 'post', trackId: 't1', post: 'officer' },
          { type: 'body', id: 'provincial-office' },
        ],
      },
    ]);
    expect(effectsOf(scenario.case)).toEqual([{ key: `publish:${letterId}`, type: 'publish', letterId }]);
    steps.world(scenario);
    expect(scenario.case.letters[letterId]?.publication).toEqual({
      status: 'published',
      on,
      url,
      withOriginal: false,
    });
    expect(effectsOf(scenario.case)).toEqual([]);
    expect(scenario.act('p2', 'answerOriginalView', objects)).toEqual(['originalViewAnswered']);
  });

  it('[R5.7] an objection that comes while the page goes up has it made once more, and is told once', () => {
    const { scenario, letterId } = withOriginal();
    scenario.act('p2', 'answerOriginalView', objects);
    steps.world(scenario);
    expect(effectsOf(scenario.case)).toEqual([{ key: `publish:${letterId}`, type: 'publish', letterId }]);
    steps.world(scenario);
    expect(effectsOf(scenario.case)).toEqual([]);
    expect(scenario.case.letters[letterId]?.publication).toMatchObject({
      status: 'published',
      withOriginal: false,
    });
    const told = scenario.history.flatMap((event) => newsOf(event, scenario.case));
    expect(told.filter(({ template }) => template === 'original-taken-out')).toHaveLength(1);
  });

  it('[R5.7] an objection is heard after the close, too: the page is made again, and the case stays closed', () => {
    const { scenario, letterId } = withOriginal();
    steps.world(scenario);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
    scenario.act('p2', 'answerOriginalView', objects);
    steps.world(scenario);
    expect(scenario.case.letters[letterId]?.publication).toMatchObject({
      status: 'published',
      withOriginal: false,
    });
    expect(scenario.case.status).toBe('closed');
  });

  it('[R5.7] [D8] a view is not answered on a day before it was first asked', () => {
    const { scenario } = replied();
    const asked = scenario.today;
    scenario.goTo('2026-04-27');
    scenario.act('lead', 'askOriginalView', { proposers: ['p1'], doneOn: asked });
    scenario.act('lead', 'askOriginalView', { proposers: ['p1'] });
    const answer = (doneOn: string) => ({ proposer: 'p1', agrees: true, doneOn });
    expect(scenario.refusal('lead', 'answerOriginalView', answer('2026-04-01'))).toMatchObject({
      rule: 'D8',
      pointer: '/doneOn',
    });
    scenario.act('lead', 'answerOriginalView', answer(asked));
    // Who was asked before the day was kept answers on any.
    const { viewsAskedOn: _, ...old } = scenario.case;
    scenario.state = { ...old, originalViews: { p1: 'asked' } };
    scenario.act('lead', 'answerOriginalView', answer('2026-04-01'));
  });

  it('[R5.5] [R5.8] what is marked as withheld is not owed and never published', () => {
    const { scenario, letterId } = replied({ mark: 'withheld', withholdingGround: 'x' });
    expect(owed(scenario, 'publication', 't1')).toBeUndefined();
    expect(scenario.case.letters[letterId]?.publication.status).toBe('withheld');
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId))).toMatchObject({
      rule: 'R5.5',
      code: 'wrong-state',
    });
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
  });

  it('[R5.5] an unmarked reply counts as agreed to be public', () => {
    const { scenario, letterId } = replied({ mark: 'unmarked' });
    expect(owed(scenario, 'publication', 't1')?.status).toBe('open');
    expect(scenario.act('lead', 'publishLetter', publish(letterId))).toContain('publicationRequested');
  });

  it('[R5.8] a publication that is owed can be recorded as withheld, with its ground, which ends the duty', () => {
    const { scenario, letterId } = replied();
    scenario.goTo('2026-04-22');
    expect(
      scenario.refusal('lead', 'withholdLetter', { letterId, ground: 'x', doneOn: '2026-04-17' }),
    ).toMatchObject({ rule: 'D8' });
    scenario.act('lead', 'withholdLetter', { letterId, ground: 'x' });
    expect(owed(scenario, 'publication', 't1')?.status).toBe('met');
    expect(scenario.refusal('lead', 'withholdLetter', { letterId, ground: 'x' })).toMatchObject({
      rule: 'R5.8',
      code: 'wrong-state',
    });
  });

  it('[R5.8] [D8] a page counts on the day it goes up: one that is asked for late is not entered for an earlier day', () => {
    const { scenario, letterId } = replied();
    const asked = scenario.today;
    scenario.goTo('2026-05-11');
    expect(owed(scenario, 'publication', 't1')?.missed).toBe(true);
    const refused = (doneOn: string) =>
      scenario.refusal('lead', 'publishLetter', publish(letterId, { doneOn, evidence: 'x' }));
    expect(refused('2026-04-17')).toMatchObject({ rule: 'D8', code: 'invalid-date', pointer: '/doneOn' });
    for (const doneOn of [asked, '2026-05-06', '2026-05-10'])
      expect(refused(doneOn)).toMatchObject({ rule: 'R5.8', code: 'invalid-date', pointer: '/doneOn' });
    expect(owed(scenario, 'publication', 't1')?.status).toBe('open');
    scenario.act('lead', 'publishLetter', publish(letterId, { doneOn: '2026-05-11' }));
    scenario.goTo('2026-05-12');
    steps.world(scenario);
    expect(owed(scenario, 'publication', 't1')).toMatchObject({
      status: 'met',
      endedOn: '2026-05-12',
      missed: true,
    });
    expect(scenario.case.letters[letterId]?.publication).toMatchObject({
      status: 'published',
      on: '2026-05-12',
    });
  });

  it('[R5.8] [D8] a request on record that was entered for an earlier day keeps it', () => {
    const { scenario, letterId } = replied();
    scenario.goTo('2026-05-11');
    scenario.act('lead', 'publishLetter', publish(letterId));
    const request = scenario.history.at(-1)!;
    const before = scenario.case;
    scenario.state = evolve(before, { ...request, seq: before.seq + 1, on: '2026-05-06' });
    steps.world(scenario);
    expect(owed(scenario, 'publication', 't1')).toMatchObject({ endedOn: '2026-05-06', missed: false });
  });

  it('[R5.8] once a page is down its unit owes another word from that day, and the case closes with it', () => {
    for (const again of [true, false]) {
      const { scenario, letterId } = published();
      scenario.goTo('2026-04-23');
      scenario.act('lead', 'takeDownLetter', { letterId, reason: 'x' });
      steps.world(scenario);
      expect(owed(scenario, 'publication', 't1')).toMatchObject({
        status: 'open',
        owedBy: { type: 'unit', id: 'lead' },
        start: '2026-04-23',
        rawDue: '2026-05-08',
        rule: 'R5.8',
      });
      steps.feedback(scenario, 'p1');
      steps.feedback(scenario, 'p2');
      expect(scenario.case.status).toBe('open');
      if (again) scenario.act('lead', 'publishLetter', publish(letterId));
      else scenario.act('lead', 'withholdLetter', { letterId, ground: 'x' });
      steps.world(scenario);
      expect(owed(scenario, 'publication', 't1')?.status).toBe('met');
      expect(scenario.case.status).toBe('closed');
    }
  });

  it('[R5.8] no word is owed of a page that is down because its letter was recalled', () => {
    const { scenario, letterId } = published();
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    steps.world(scenario);
    expect(scenario.case.letters[letterId]?.publication.status).toBe('taken-down');
    expect(owed(scenario, 'publication', 't1')?.status).toBe('met');
  });

  it('a page is taken down also after the close, which opens the case, and a repeated report changes nothing', () => {
    const { scenario, letterId } = closed();
    scenario.act('office', 'takeDownLetter', { letterId, reason: 'x' });
    expect(effectsOf(scenario.case)).toMatchObject([{ type: 'takeDown' }]);
    expect(scenario.act('system', 'reportPublication', { letterId, outcome: 'taken-down' })).toEqual([
      'caseReopened',
      'letterTakenDown',
      'obligationOpened',
    ]);
    expect(scenario.case.status).toBe('open');
    expect(scenario.case.tracks['t1']?.status).toBe('signed');
    expect(scenario.case.letters[letterId]?.publication.status).toBe('taken-down');
    expect(scenario.act('system', 'reportPublication', { letterId, outcome: 'taken-down' })).toEqual([]);
    expect(scenario.act('system', 'reportPublication', { letterId, outcome: 'published' })).toEqual([]);
    const open = published();
    expect(
      open.scenario.refusal('lead', 'withholdLetter', { letterId: open.letterId, ground: 'x' }),
    ).toMatchObject({ code: 'wrong-state' });
  });
});
