import { apiAt, type Api, type Person } from '../../demo/http';
import { startOfDay } from '../../domain/dates';
import type { House } from '../../scripts/house';
import { setMatter } from '../../ledger/key-matters';
import { WORKFLOWS } from '../../workflows/contract';
import { testHouse } from './test-house';

const [SLT, CZT] = ['hebei-slt', 'hebei-czt'] as const;

interface Matter {
  id: string;
  cases: { told: string; units: { unit: string; openDoor: { element: string; done: boolean }[] }[] }[];
}

describe('a key matter on the real server', () => {
  let house: House;
  let close: () => Promise<void>;
  let api: Api;
  let office: Person;
  let unit: Person;
  let officer: Person;

  beforeAll(async () => {
    ({ house, close } = await testHouse());
    await house.clock.setOffset(startOfDay('2026-02-05') + 10 * 3_600_000 - Date.now());
    api = apiAt(house.apiUrl);
    const person = async (name: string): Promise<Person> => ({ name, token: await api.tokenOf(name) });
    office = await person('provincial-office');
    unit = await person(`${SLT}-office`);
    officer = await person(`${SLT}-officer-1`);
  }, 120_000);
  afterAll(() => close(), 60_000);

  const newCase = async (number: string): Promise<string> =>
    (
      await api.post<{ id: string }>(
        office,
        '/cases',
        {
          identity: { body: 'hebei-congress', term: 14, session: 4, number },
          kind: 'suggestion',
          level: 'provincial',
          title: `关于重点事项的建议（${number}）`,
          text: '示例',
          proposers: [{ role: 'lead', type: 'deputy', name: '示例' }],
          parts: [
            { unit: SLT, part: 'lead' },
            { unit: CZT, part: 'co-handler' },
          ],
          assignedOn: '2026-02-05',
          assignedBy: 'provincial-office',
        },
        `case-${number}`,
      )
    ).id;

  it('[R4.1] [R4.3] reaches sleeping cases, is handled with open doors, and is reported on by its unit', async () => {
    const cases = [await newCase('k1'), await newCase('k2')];
    const set = await api.post<Matter>(
      office,
      '/key-matters',
      {
        theme: '水利设施',
        ground: '省政府重点工作。',
        parts: cases.map((caseId) => ({ caseId, unit: SLT })),
      },
      'matter',
    );
    expect(set.cases.map(({ told }) => told)).toEqual(['given', 'given']);

    const url = `/cases/${encodeURIComponent(cases[0]!)}`;
    const track = `${url}/tracks/t1`;
    await api.post(unit, `${track}/signature`, {}, 'sign');
    await api.post(unit, `${track}/division`, { division: `${SLT}-d1`, officer: `${SLT}-officer-1` }, 'hand');
    await api.post(
      unit,
      `${track}/responsibility`,
      {
        principal: `${SLT}-principal`,
        leaderInCharge: `${SLT}-leader`,
        office: `${SLT}-office`,
        division: `${SLT}-division-1`,
        officer: `${SLT}-officer-1`,
      },
      'staff',
    );
    await api.post(unit, `${track}/case-leader`, { person: `${SLT}-principal` }, 'leader');
    await api.post(
      officer,
      `${track}/research`,
      { place: '灌区', people: '业务处', findings: '渠道渗漏' },
      'look',
    );
    const { hash: document } = await api.upload<{ hash: string }>(
      unit,
      `/documents?name=${encodeURIComponent('专题报告.txt')}`,
      Buffer.from('专题报告'),
      'text/plain',
      'document',
    );
    const report = () => api.post(unit, `${track}/special-report`, { document }, 'report');
    await expect(report()).rejects.toThrow(/专题会议/);
    for (const element of ['meeting', 'coordination', 'problem', 'field'])
      await api.post(
        officer,
        `${track}/open-door`,
        { element, people: '主要负责同志', note: '已落实' },
        element,
      );
    await report();

    const { items } = await api.get<{ items: Matter[] }>(unit, '/key-matters');
    const [first, second] = items[0]?.cases ?? [];
    expect(first?.units[0]?.openDoor.every(({ done }) => done)).toBe(true);
    expect(second?.units[0]?.openDoor.some(({ done }) => done)).toBe(false);
  }, 60_000);

  it('[R4.1] what was decided and not told is told by the reconcile run', async () => {
    const caseId = await newCase('k3');
    const marks = async () =>
      (
        await house.ledger.query<{ type: string }>(
          `SELECT type FROM case_events WHERE case_id = $1 AND type = 'keyMarked'`,
          [caseId],
        )
      ).length;
    // What an API process leaves behind that dies between its act and telling the case.
    await setMatter(
      house.ledger,
      { matterId: 'm-left', theme: '示例', parts: [{ caseId, unit: CZT, trackId: 't2' }] },
      {
        actId: 'c-left',
        actor: { subject: 'provincial-office', role: 'provincial-office' },
        recordedAt: await house.clock.now(),
        why: '示例',
      },
    );
    expect(await marks()).toBe(0);
    for (const workflowId of ['reconcile-once', 'reconcile-again'])
      await house.client.workflow.execute(WORKFLOWS.reconcile, {
        workflowId,
        taskQueue: `${house.namespace}-queue`,
        args: [],
      });
    expect(await marks()).toBe(1);
  }, 60_000);
});
