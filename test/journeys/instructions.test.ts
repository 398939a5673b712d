import { Stage } from './stage';

const UNIT = 'hebei-slt';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

describe('a unit that asks for instructions, on the real server', () => {
  it('[R3.11] works on meanwhile, replies only once it is answered, and is due on the day that it was due', async () => {
    const one = await stage.takeIn('i1', { parts: [{ unit: UNIT, part: 'lead' }] });
    await one.takenUp(UNIT, 't1');
    await one.consulted(UNIT, 't1');
    const owed = await one.owed('reply', 't1');
    await one.act(`${UNIT}-office`, '/tracks/t1/instruction-requests', {
      to: '省政府',
      question: '资金如何安排',
    });
    await one.act(`${UNIT}-officer-1`, '/tracks/t1/research', {
      place: '灌区',
      people: '业务处',
      findings: '属实',
    });
    expect(await one.owed('reply', 't1')).toEqual(owed);
    const document = await stage.upload(`${UNIT}-officer-1`, '答复');
    const reply = { product: 'reply', document, category: 'A', mark: 'public' };
    expect(await one.refused(`${UNIT}-officer-1`, '/tracks/t1/letters', reply)).toMatchObject({
      status: 409,
      rule: 'R3.11',
    });
    const answer = '/instruction-requests/i1/answer';
    expect((await one.refused(`${UNIT}-office`, answer, { answer: 'x' })).status).toBe(403);
    await one.act('provincial-office', answer, { answer: '从既有渠道安排' });
    await one.reply(UNIT, 't1');
    const replied = await one.sent();
    expect(replied.obligations.find(({ kind }) => kind === 'reply')).toMatchObject({
      status: 'met',
      due: owed[0]?.due,
    });
  }, 60_000);
});
