import { setMatter } from '../../ledger/key-matters';
import { WORKFLOWS } from '../../workflows/contract';
import type { CaseJourney } from './case-journey';
import { Stage } from './stage';

const [SLT, CZT] = ['hebei-slt', 'hebei-czt'] as const;

interface Matter {
  id: string;
  cases: { told: string; units: { unit: string; openDoor: { element: string; done: boolean }[] }[] }[];
}

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

const newCase = (number: string): Promise<CaseJourney> =>
  stage.takeIn(number, {
    parts: [
      { unit: SLT, part: 'lead' },
      { unit: CZT, part: 'co-handler' },
    ],
  });

describe('a key matter on the real server', () => {
  it('[R4.1] [R4.3] reaches sleeping cases, is handled with open doors, and is reported on by its unit', async () => {
    const cases = [await newCase('k1'), await newCase('k2')];
    const [one] = cases as [CaseJourney];
    const matter = {
      theme: '水利设施',
      ground: '省政府重点工作。',
      parts: cases.map(({ id }) => ({ caseId: id, unit: SLT })),
    };
    expect((await stage.refused(`${SLT}-office`, '/key-matters', matter)).status).toBe(403);
    const set = await stage.post<Matter>('provincial-office', '/key-matters', matter);
    expect(set.cases.map(({ told }) => told)).toEqual(['given', 'given']);

    const [office, officer] = [`${SLT}-office`, `${SLT}-officer-1`];
    await one.takenUp(SLT, 't1');
    await one.act(office, '/tracks/t1/case-leader', { person: `${SLT}-principal` });
    await one.act(officer, '/tracks/t1/research', { place: '灌区', people: '业务处', findings: '渠道渗漏' });
    const document = await stage.upload(office, '专题报告');
    const report = ['/tracks/t1/special-report', { document }] as const;
    expect(await one.refused(office, ...report)).toMatchObject({ status: 409, rule: 'R4.3' });
    for (const element of ['meeting', 'coordination', 'problem', 'field'])
      await one.act(officer, '/tracks/t1/open-door', { element, people: '主要负责同志', note: '已落实' });
    await one.act(office, ...report);

    const { items } = await stage.get<{ items: Matter[] }>(office, '/key-matters');
    const [first, second] = items[0]?.cases ?? [];
    expect(first?.units[0]?.openDoor.every(({ done }) => done)).toBe(true);
    expect(second?.units[0]?.openDoor.some(({ done }) => done)).toBe(false);
  }, 60_000);

  it('[R4.1] what was decided and not told is told by the reconcile run', async () => {
    const { id: caseId } = await newCase('k3');
    const marks = async () =>
      (
        await stage.house.ledger.query<{ type: string }>(
          `SELECT type FROM case_events WHERE case_id = $1 AND type = 'keyMarked'`,
          [caseId],
        )
      ).length;
    // What an API process leaves behind that dies between its act and telling the case.
    await setMatter(
      stage.house.ledger,
      { matterId: 'm-left', theme: '示例', parts: [{ caseId, unit: CZT, trackId: 't2' }] },
      {
        actId: 'c-left',
        actor: { subject: 'provincial-office', role: 'provincial-office' },
        recordedAt: await stage.house.clock.now(),
        why: '示例',
      },
    );
    expect(await marks()).toBe(0);
    for (const id of ['reconcile-once', 'reconcile-again']) await stage.run(WORKFLOWS.reconcile, id);
    expect(await marks()).toBe(1);
  }, 60_000);
});
