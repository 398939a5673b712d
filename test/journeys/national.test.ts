import { CHAIN, type Chain, type Draft } from './case-journey';
import { Stage } from './stage';

const LEAD = 'hebei-slt';
const OFFICE = 'hebei-szfbgt';
/** Of the office itself nobody reviews as the office of a unit. */
const OWN_CHAIN = CHAIN.filter(([, level]) => level !== 'office');

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-03-20');
}, 120_000);
afterAll(() => stage.close(), 60_000);

describe('a national case on the real server', () => {
  it('[R2.4] [R3.1] [R7.4] goes from the lead’s submission to the office’s reply, and to its close', async () => {
    const one = await stage.takeIn('1234', {
      identity: { body: 'national-congress', term: 14, session: 4, number: '1234' },
      level: 'national',
      parts: [{ unit: LEAD, part: 'lead' }],
      limits: {
        submission: { unit: 'day', amount: 40 },
        reply: { unit: 'fixed', date: '2026-06-12' },
        setBy: 'provincial-office',
      },
      letter: { categories: ['A', 'B', 'D'], departments: ['hebei-czt'] },
    });
    const begun = await one.seen();
    expect(begun.tracks).toMatchObject([
      { id: 't1', part: 'lead', status: 'assigned' },
      { id: 't2', part: 'office', unit: OFFICE, status: 'signed' },
    ]);
    expect(begun.obligations).toContainEqual(
      expect.objectContaining({ kind: 'reply', trackId: 't2', due: '2026-06-12', source: 'letter' }),
    );

    await one.takenUp(LEAD, 't1');
    await one.consulted(LEAD, 't1');
    const officer = `${OFFICE}-officer-1`;
    const document = await stage.upload(officer, '答复');
    const early = { product: 'reply', document, category: 'D', mark: 'public' };
    expect(await one.refused(officer, '/tracks/t2/letters', early)).toMatchObject({
      status: 409,
      rule: 'R3.1',
    });
    /** Of each draft: whether it was told that no research went before it [R2.4]. */
    const warned: boolean[] = [];
    const letter = async (unit: string, trackId: string, draft: Draft, chain: Chain = CHAIN) => {
      const { letterId, warnings } = await one.drafted(unit, trackId, draft);
      warned.push(warnings.some(({ code }) => code === 'no-research'));
      await one.reviewed(unit, letterId, chain);
      await one.issued(unit, letterId);
    };
    await letter(LEAD, 't1', { product: 'submission' });
    await one.until('the lead has submitted', ({ tracks }) => tracks[0]?.status === 'done');

    await letter(OFFICE, 't2', { product: 'reply', category: 'D' }, OWN_CHAIN);
    // One of the office has its shared inbox and their own in one; of the unit's people, their own alone.
    expect(await stage.inbox(`${OFFICE}-office`)).toContain('submission-arrived');
    expect(await stage.inbox(`${OFFICE}-leader`)).toContain('letter-to-review');
    expect(await stage.inbox(`${LEAD}-office`)).not.toContain('submission-arrived');
    const replied = await one.sent();
    expect(replied.status).toBe('replied');
    expect(replied.deliveries.map(({ purpose, recipient }) => `${purpose} ${recipient.id}`)).toEqual([
      'submit provincial-office',
      'reply p1',
      'copy hebei-czt',
    ]);

    await one.feedback('dissatisfied');
    const rework = { receivedOn: '2026-03-20', objectors: ['p1'], reason: '示例' };
    await one.act('provincial-office', '/reworks', rework);
    await one.until('it is assigned back', ({ status }) => status === 'rework');
    await one.act(officer, '/reworks/r1/cause', { cause: '示例', measures: '示例' });
    const visit = { proposers: ['p1'], visitors: [`${OFFICE}-leader`], opinion: '示例' };
    await one.act(officer, '/reworks/r1/visits', visit);
    await letter(OFFICE, 't2', { product: 'result', reworkId: 'r1' }, OWN_CHAIN);
    await one.sent();
    await one.act('provincial-office', '/supervisions/s1/closure', { result: '示例' });
    await one.feedback('satisfied');
    await one.until('it is closed', ({ status }) => status === 'closed');
    // The lead's submission was, neither of the office's letters: it is the lead who researches.
    expect(warned).toEqual([true, false, false]);
  }, 120_000);
});
