import type { CaseJourney } from './case-journey';
import { Stage } from './stage';

const SLT = 'hebei-slt';
const OFFICER = `${SLT}-officer-1`;

let stage: Stage;
let one: CaseJourney;

const answered = async (): Promise<string> => {
  const letterId = await one.reply(SLT, 't1');
  await one.sent();
  await one.published(SLT, letterId);
  await one.feedback('satisfied');
  await one.until('the case is closed', ({ status }) => status === 'closed');
  return letterId;
};

beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
  one = await stage.takeIn('c1', { parts: [{ unit: SLT, part: 'lead' }] });
  await one.takenUp(SLT, 't1');
  await one.consulted(SLT, 't1');
}, 120_000);
afterAll(() => stage.close(), 60_000);

describe('a case that is closed, on the real server', () => {
  let letterId: string;

  it('[D8] [R6.2] [R2.4] takes in a visit over several cases and research that are entered late, and stays closed', async () => {
    letterId = await answered();
    const round = {
      stage: 'after',
      visitors: [OFFICER],
      doneOn: '2026-02-05',
      cases: [{ caseId: one.id, trackId: 't1', proposers: ['p1'], opinion: '满意' }],
    };
    expect(await stage.post(`${SLT}-office`, '/bulk/visits', round, 'late')).toMatchObject({
      done: 1,
      refused: 0,
    });
    await one.act(OFFICER, '/tracks/t1/research', { place: '灌区', people: '四人', findings: '属实' });
    const { status, contacts } = await one.seen();
    expect(status).toBe('closed');
    expect(contacts.at(-1)).toMatchObject({ stage: 'after', on: '2026-02-05', visitors: [OFFICER] });
  }, 60_000);

  it('is open again for a letter that turns out to be wrong, and closes with the one that takes its place', async () => {
    await one.act(`${SLT}-office`, `/letters/${letterId}/recall`, { reason: '附件有误' });
    const { status, letters } = await one.until('the page is down', (state) =>
      state.letters.some(({ publication }) => publication.status === 'taken-down'),
    );
    expect([status, letters.map((letter) => letter.status)]).toEqual(['in-progress', ['recalled']]);
    expect(await one.owed('reissue', 't1')).toMatchObject([{ status: 'open', start: '2026-02-05' }]);
    await answered();
    expect(await one.owed('reissue', 't1')).toMatchObject([{ status: 'met' }]);
  }, 60_000);
});
