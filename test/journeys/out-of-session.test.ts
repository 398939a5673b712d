import type { IntakeCaseInput } from '../../schemas/intake';
import { deputy, Stage } from './stage';

const [SLT, CZT, FGW] = ['hebei-slt', 'hebei-czt', 'hebei-fgw'] as const;
const LIMITS = { reply: { unit: 'day', amount: 45 }, opinion: { unit: 'day', amount: 20 } } as const;
const PARTS = [
  { unit: SLT, part: 'lead' as const },
  { unit: CZT, part: 'co-handler' as const },
];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-07-01');
}, 120_000);
afterAll(() => stage.close(), 60_000);

/** Why an intake is refused: rule and field. */
async function why(more: Partial<IntakeCaseInput>): Promise<string[]> {
  const { status, errors } = await stage.refused('intake', '/cases', {
    identity: { body: 'hebei-congress', term: 14, session: 4, number: 'x' },
    kind: 'suggestion',
    level: 'provincial',
    outOfSession: true,
    title: '示例',
    text: '示例',
    proposers: [deputy('x')],
    parts: PARTS,
    assignedOn: '2026-07-01',
    assignedBy: 'provincial-office',
    ...more,
  });
  return [String(status), ...(errors ?? []).map(({ pointer }) => pointer)];
}

describe('provincial cases assigned out of session, on the real server', () => {
  it('[R3.7] a suggestion has the limits of its letter; whoever assigned it and the departments concerned get copies', async () => {
    const one = await stage.takeIn('b1', {
      outOfSession: true,
      parts: PARTS,
      assignedBy: 'congress-committee',
      limits: { ...LIMITS, setBy: 'provincial-office' },
      letter: { departments: [FGW] },
    });
    expect(await one.owed('reply', 't1')).toMatchObject([
      { rule: 'R3.7', source: 'letter', start: '2026-07-01', due: '2026-08-17' },
    ]);
    expect(await one.owed('opinion', 't2')).toMatchObject([{ rule: 'R3.7', due: '2026-07-21' }]);
    await one.takenUp(SLT, 't1');
    await one.takenUp(CZT, 't2');
    await one.act(`${CZT}-office`, '/tracks/t2/form-cover');
    await one.consulted(SLT, 't1');
    await one.letter(CZT, 't2', { product: 'opinion' });
    const letterId = await one.reply(SLT, 't1');
    const { deliveries } = await one.sent();
    const sent = (from: string) =>
      deliveries
        .filter((delivery) => delivery.letterId === from)
        .map(({ purpose, recipient }) => `${purpose} ${recipient.id}`);
    expect(sent(letterId)).toEqual([
      'reply p1',
      'copy congress-committee',
      'copy provincial-office',
      `copy ${FGW}`,
    ]);
    // An opinion answers nobody, so that no department is fed back by it.
    expect(
      deliveries.filter(({ letterId: from }) => from !== letterId).map(({ recipient }) => recipient.id),
    ).toEqual([SLT, 'provincial-office']);
    expect(stage.mails('抄送').flatMap(({ to }) => to)).toContain(`office@${FGW}.example`);
    await one.published(SLT, letterId, ['t2']);
    await one.feedback('satisfied');
    await one.until('it is closed', ({ status }) => status === 'closed');
  }, 60_000);

  it('[R3.7] a proposal is assigned by the proposal committee, by its limits, and its copies go to it', async () => {
    const one = await stage.takeIn('b2', {
      kind: 'proposal',
      outOfSession: true,
      proposers: [{ ...deputy('b2'), type: 'member' }],
      parts: [{ unit: SLT, part: 'lead' }],
      assignedBy: 'cppcc-committee',
      limits: { reply: { unit: 'fixed', date: '2026-08-14' }, setBy: 'cppcc-committee' },
    });
    expect((await one.seen()).limits).toMatchObject({ setBy: 'cppcc-committee' });
    expect(await one.owed('reply', 't1')).toMatchObject([{ source: 'letter', due: '2026-08-14' }]);
    // The committee that assigned it reads it; the other one does not.
    expect((await one.seen('cppcc-committee')).status).toBe('assigned');
    expect(
      (await stage.refused('congress-committee', `${one.url}/withdrawal`, { proposer: 'p1', reason: 'x' }))
        .status,
    ).toBe(403);
    await one.takenUp(SLT, 't1');
    await one.consulted(SLT, 't1');
    await one.reply(SLT, 't1');
    const { deliveries } = await one.sent();
    expect(
      deliveries
        .filter(({ purpose }) => purpose === 'copy')
        .map(({ recipient }) => recipient.id)
        .sort(),
    ).toEqual(['cppcc-committee', 'provincial-office']);
  }, 60_000);

  it('[R3.7] without limits, without who set them, or by the body of the other kind, none comes in', async () => {
    expect(await why({})).toEqual(['422', '/limits/opinion', '/limits/reply']);
    expect(await why({ limits: LIMITS as never })).toEqual(['422', '/limits/setBy']);
    expect(
      await why({ limits: { ...LIMITS, setBy: 'provincial-office' }, assignedBy: 'cppcc-committee' }),
    ).toEqual(['422', '/assignedBy']);
    expect(await why({ limits: { ...LIMITS, setBy: 'cppcc-committee' } })).toEqual(['422', '/limits/setBy']);
  });
});

describe('a national case assigned out of session, on the real server', () => {
  const national = {
    identity: { body: 'national-congress', term: 14, session: 4, number: 'b3' },
    level: 'national',
    outOfSession: true,
    parts: PARTS,
  } as const;
  const limits = { ...LIMITS, submission: { unit: 'day', amount: 30 }, setBy: 'provincial-office' } as const;

  it('[R3.6] [R3.1] counts by the limits that the provincial office required, for each of its parts', async () => {
    const one = await stage.takeIn('b3', { ...national, limits });
    const { obligations } = await one.seen();
    const owed = ['submission', 'opinion', 'reply'].map((kind) =>
      obligations.find((each) => each.kind === kind),
    );
    expect(owed.map((each) => [each?.trackId, each?.rule, each?.source, each?.due])).toEqual([
      ['t1', 'R3.6', 'letter', '2026-07-31'],
      ['t2', 'R3.6', 'letter', '2026-07-21'],
      ['t3', 'R3.6', 'letter', '2026-08-17'],
    ]);
    await one.takenUp(CZT, 't2');
    await one.act(`${CZT}-office`, '/tracks/t2/form-cover');
    const { letterId } = await one.drafted(CZT, 't2', { product: 'opinion' });
    await one.reviewed(CZT, letterId, [['leader', 'leaderInCharge']]);
    const issue = { documentNumber: '示例〔2026〕3号' };
    expect(await one.refused(`${CZT}-office`, `/letters/${letterId}/issue`, issue)).toMatchObject({
      rule: 'R3.1',
      errors: [{ pointer: '/electronicVersion' }],
    });
    const electronicVersion = await stage.upload(`${CZT}-office`, '电子版');
    await one.act(`${CZT}-office`, `/letters/${letterId}/issue`, { ...issue, electronicVersion });
    const { deliveries } = await one.sent();
    expect(deliveries.map(({ recipient }) => recipient.id)).toEqual([SLT, 'provincial-office']);
  }, 60_000);

  it('[R3.6] is not assigned by a committee, nor without a limit for what the lead submits', async () => {
    expect(
      await why({
        ...national,
        identity: { ...national.identity, number: 'x' },
        limits,
        assignedBy: 'congress-committee',
      }),
    ).toEqual(['422', '/assignedBy']);
    expect(
      await why({
        ...national,
        identity: { ...national.identity, number: 'x' },
        limits: { ...LIMITS, setBy: 'provincial-office' },
      }),
    ).toEqual(['422', '/limits/submission']);
  });
});
