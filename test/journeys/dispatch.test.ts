import { apiAt, type Api, type Person } from '../../demo/http';
import { daysBetween, startOfDay, type CivilDate } from '../../domain/dates';
import type { House } from '../../scripts/house';
import { dispatchWorkflowId, WORKFLOWS } from '../../workflows/contract';
import { testHouse } from './test-house';

let house: House;
let close: () => Promise<void>;
let api: Api;
let office: Person;
let unit: Person;

const ASSIGNED: CivilDate = '2026-02-05';
const UNIT = 'hebei-slt';

beforeAll(async () => {
  ({ house, close } = await testHouse());
  await house.clock.setOffset(startOfDay(ASSIGNED) + 10 * 3_600_000 - Date.now());
  api = apiAt(house.apiUrl);
  office = { name: 'office', token: await api.tokenOf('provincial-office') };
  unit = { name: 'unit', token: await api.tokenOf(`${UNIT}-office`) };
}, 120_000);

afterAll(() => close(), 60_000);

/** A suggestion that UNIT leads; its reply is due 2026-05-06. */
async function newCase(number: string): Promise<string> {
  const { id } = await api.post<{ id: string }>(
    office,
    '/cases',
    {
      identity: { body: 'hebei-congress', term: 14, session: 4, number },
      kind: 'suggestion',
      level: 'provincial',
      title: `关于提醒的建议（${number}）`,
      text: '示例',
      proposers: [{ role: 'lead', type: 'deputy', name: '示例' }],
      parts: [{ unit: UNIT, part: 'lead' }],
      assignedOn: ASSIGNED,
      assignedBy: 'provincial-office',
    },
    `case-${number}`,
  );
  return id;
}

/** The platform's day, without anything that a day's passing would do. */
async function setDay(day: CivilDate): Promise<void> {
  const days = daysBetween(await house.clock.today(), day);
  await house.clock.setOffset((await house.clock.offsetMs()) + days * 86_400_000);
}

/** Runs a day's dispatch and says how many rungs it claimed. */
async function dispatch(day: CivilDate): Promise<number> {
  const result = (await house.client.workflow.execute(WORKFLOWS.dispatch, {
    workflowId: dispatchWorkflowId(day),
    taskQueue: `${house.namespace}-queue`,
    args: [{ day }],
  })) as { claimed: number };
  return result.claimed;
}

async function fired(caseId: string, kind: string): Promise<string[]> {
  const rows = await house.ledger.query<{ key: string }>(
    `SELECT rung_key AS key FROM rungs JOIN obligations USING (case_id, obligation_id)
     WHERE case_id = $1 AND obligations.kind = $2 AND rungs.state = 'fired' ORDER BY rungs.fired_on, rung_key`,
    [caseId, kind],
  );
  return rows.map(({ key }) => key);
}

describe('the daily dispatch', () => {
  it('[R7.3] that was missed for three days is made good by the next one with the latest rung only, and a second run of the day finds nothing', async () => {
    const caseId = await newCase('d1');
    // Due 05-06: rungs on 05-03 (T-3), 05-05 (T-1), 05-06 (T-0). Nobody dispatched from 05-03 to 05-05.
    await setDay('2026-05-06');
    expect(await dispatch('2026-05-06')).toBeGreaterThan(0);
    expect(await fired(caseId, 'reply')).toEqual(['T-0']);
    expect(await dispatch('2026-05-06')).toBe(0);
    expect(await fired(caseId, 'reply')).toEqual(['T-0']);
    const mails = (house.mails?.mails() ?? []).filter(({ subject }) => subject.includes('办理提醒'));
    const perPerson = mails.map(({ to }) => to.join());
    expect(new Set(perPerson).size).toBe(perPerson.length);
  }, 60_000);

  it('[D7] follows a deadline that moved: nothing more fires for the old date, the new one has rungs of its own', async () => {
    await setDay('2026-05-04');
    const caseId = await newCase('d2');
    await api.post(unit, `/cases/${encodeURIComponent(caseId)}/tracks/t1/signature`, {}, 'sign');
    const reply = (await obligations(caseId)).find(({ kind }) => kind === 'reply');
    const path = `/cases/${encodeURIComponent(caseId)}`;
    await api.post(
      unit,
      `${path}/obligations/${reply?.id ?? ''}/extension-requests`,
      { until: '2026-06-05', reason: '需进一步调研' },
      'ask',
    );
    await api.post(office, `${path}/extension-requests/e1/decision`, { outcome: 'granted' }, 'grant');
    for (const day of ['2026-05-05', '2026-05-06', '2026-05-07'] as const) {
      await setDay(day);
      await dispatch(day);
    }
    expect(await fired(caseId, 'reply')).toEqual(['T-30']);
    const [old, moved] = (await obligations(caseId)).filter(({ kind }) => kind === 'reply');
    expect(old).toMatchObject({ status: 'superseded', due: '2026-05-06', overdue: false });
    expect(moved).toMatchObject({ status: 'open', due: '2026-06-05', overdue: false });
    // Twin: the same days do fire where nothing moved.
    const still = await newCase('d3');
    await dispatch('2026-05-07');
    expect(await fired(still, 'reply')).toEqual(['T+1']);
  }, 60_000);

  async function obligations(caseId: string) {
    const { items } = await api.get<{
      items: { id: string; kind: string; status: string; due: string; overdue: boolean }[];
    }>(office, `/cases/${encodeURIComponent(caseId)}/obligations`);
    return items;
  }
});
