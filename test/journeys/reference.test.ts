import { apiAt, type Api, type Person } from '../../demo/http';
import { daysBetween, startOfDay, type CivilDate } from '../../domain/dates';
import { workflowIdOf } from '../../domain/identity';
import type { House } from '../../scripts/house';
import { dispatchWorkflowId, WORKFLOWS } from '../../workflows/contract';
import { testHouse } from './test-house';

const ASSIGNED: CivilDate = '2026-02-05';
const UNIT = 'hebei-slt';

let house: House;
let close: () => Promise<void>;
let api: Api;
let office: Person;
let unit: Person;

beforeAll(async () => {
  ({ house, close } = await testHouse());
  await house.clock.setOffset(startOfDay(ASSIGNED) + 10 * 3_600_000 - Date.now());
  api = apiAt(house.apiUrl);
  office = { name: 'office', token: await api.tokenOf('provincial-office') };
  unit = { name: 'unit', token: await api.tokenOf(`${UNIT}-office`) };
}, 120_000);

afterAll(() => close(), 60_000);

/** Goes to a day, and reminds whom it is time to remind. */
async function dispatchOn(day: CivilDate): Promise<void> {
  const days = daysBetween(await house.clock.today(), day);
  await house.clock.setOffset((await house.clock.offsetMs()) + days * 86_400_000);
  await house.client.workflow.execute(WORKFLOWS.dispatch, {
    workflowId: dispatchWorkflowId(day),
    taskQueue: `${house.namespace}-queue`,
    args: [{ day }],
  });
}

describe('a case for reference on the real engine', () => {
  it('[R3.8] [R7.3] [D4] is drawn on, its officer reminded before 31 October, its deputies told, and its run ends by itself', async () => {
    const { id } = await api.post<{ id: string }>(
      office,
      '/cases',
      {
        identity: { body: 'hebei-congress', term: 14, session: 4, number: 'c1' },
        kind: 'suggestion',
        level: 'provincial',
        title: '关于参阅的建议',
        text: '示例',
        proposers: [
          { role: 'lead', type: 'deputy', name: '示例' },
          { role: 'joint', type: 'deputy', name: '示例二' },
        ],
        parts: [{ unit: UNIT, part: 'reference' }],
        assignedOn: ASSIGNED,
        assignedBy: 'provincial-office',
      },
      'case',
    );
    const url = `/cases/${encodeURIComponent(id)}`;
    const act = (path: string, body: object) => api.post(unit, `${url}/tracks/t1/${path}`, body, path);
    await act('signature', {});
    await act('responsibility', {
      principal: `${UNIT}-principal`,
      leaderInCharge: `${UNIT}-leader`,
      office: `${UNIT}-office`,
      division: `${UNIT}-division-1`,
      officer: `${UNIT}-officer-1`,
    });
    await act('drawn-on', { use: '纳入农村供水规划修编' });

    // 31 October is a Saturday: three days ahead are reckoned from Friday the 30th.
    await dispatchOn('2026-10-27');
    const mails = (house.mails?.mails() ?? []).filter(({ subject }) => subject.includes('办理提醒'));
    expect(mails.map(({ to }) => to.join()).sort()).toEqual([
      `division-1@${UNIT}.example`,
      `officer-1@${UNIT}.example`,
    ]);

    const visitors = [`${UNIT}-officer-1`];
    const told = { stage: 'during', way: 'visit', visitors, opinion: '满意', told: '规划年内印发' };
    await act('contacts', { ...told, proposers: ['p1', 'p2'] });
    await house.client.workflow.getHandle(workflowIdOf(id)).result();
    const closed = await api.get<{
      status: string;
      tracks: { unit: string; drawnOn: { on: string; use: string }[] }[];
      contacts: { proposers: string[]; on: string; way: string; told: string }[];
      texts: Record<string, string>;
    }>(office, url);
    expect(closed.status).toBe('closed');
    const [track] = closed.tracks;
    const [contact] = closed.contacts;
    expect([track?.unit, track?.drawnOn[0]?.on, closed.texts[track?.drawnOn[0]?.use ?? '']]).toEqual([
      UNIT,
      ASSIGNED,
      '纳入农村供水规划修编',
    ]);
    expect(contact).toMatchObject({ proposers: ['p1', 'p2'], on: '2026-10-27', way: 'visit' });
    expect(closed.texts[contact?.told ?? '']).toBe('规划年内印发');
  }, 90_000);
});
