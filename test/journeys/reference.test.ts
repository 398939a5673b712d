import { workflowIdOf } from '../../domain/identity';
import { deputy, Stage } from './stage';

const UNIT = 'hebei-slt';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

describe('a case for reference on the real engine', () => {
  it('[R3.8] [R7.3] [D4] is drawn on, its officer reminded before 31 October, its deputies told, and its run ends by itself; nobody answers it by letter', async () => {
    const one = await stage.takeIn('c1', {
      proposers: [deputy('c1'), { ...deputy('c2'), role: 'joint' }],
      parts: [{ unit: UNIT, part: 'reference' }],
    });
    await one.staffed(UNIT, 't1');
    await one.act(`${UNIT}-office`, '/tracks/t1/drawn-on', { use: '纳入农村供水规划修编' });
    const document = await stage.upload(`${UNIT}-office`, '答复');
    const reply = { product: 'reply', document, category: 'A', mark: 'public' };
    expect(await one.refused(`${UNIT}-office`, '/tracks/t1/letters', reply)).toMatchObject({
      rule: 'R3.8',
    });

    // 31 October is a Saturday: three days ahead are reckoned from Friday the 30th.
    await stage.dispatchOn('2026-10-27');
    expect(
      stage
        .mails('办理提醒')
        .map(({ to }) => to.join())
        .sort(),
    ).toEqual([`division-1@${UNIT}.example`, `officer-1@${UNIT}.example`]);

    await one.act(`${UNIT}-office`, '/tracks/t1/contacts', {
      stage: 'during',
      way: 'visit',
      visitors: [`${UNIT}-officer-1`],
      proposers: ['p1', 'p2'],
      opinion: '满意',
      told: '规划年内印发',
    });
    await stage.house.client.workflow.getHandle(workflowIdOf(one.id)).result();
    const closed = await one.seen();
    expect(closed.status).toBe('closed');
    const [track] = closed.tracks;
    const [contact] = closed.contacts;
    expect([track?.unit, track?.drawnOn?.[0]?.on, closed.texts[track?.drawnOn?.[0]?.use ?? '']]).toEqual([
      UNIT,
      '2026-02-05',
      '纳入农村供水规划修编',
    ]);
    expect(contact).toMatchObject({ proposers: ['p1', 'p2'], on: '2026-10-27', way: 'visit' });
    expect(closed.texts[contact?.told ?? '']).toBe('规划年内印发');
  }, 90_000);
});
