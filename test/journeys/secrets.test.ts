import { pino } from 'pino';
import { apiAt, type Api, type Person } from '../../demo/http';
import { startOfDay } from '../../domain/dates';
import { workflowIdOf } from '../../domain/identity';
import { classifyCase } from '../../ledger/secrets';
import type { House } from '../../scripts/house';
import type { SecretRecord } from '../../schemas/secret';
import { WORKFLOWS } from '../../workflows/contract';
import { foundInDatabase, foundInEngine } from '../setup/needles';
import { until } from '../workflows/until';
import { testHouse } from './test-house';

const UNIT = 'hebei-slt';
const [TITLE, TEXT, NAME, OPINION] = ['关于某水库设防的建议', '某水库的坝体……', '示例丁', '同意设防方案'];
const WORDS = [TITLE, TEXT, NAME, OPINION];
const OTHER = '关于另一设施的建议';

let house: House;
let close: () => Promise<void>;
let api: Api;
let office: Person;
let unit: Person;
const logged: string[] = [];

beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  ({ house, close } = await testHouse({}, log));
  await house.clock.setOffset(startOfDay('2026-02-05') + 10 * 3_600_000 - Date.now());
  api = apiAt(house.apiUrl);
  office = { name: 'office', token: await api.tokenOf('provincial-office') };
  unit = { name: 'unit', token: await api.tokenOf(`${UNIT}-office`) };
  died = classifiedAndDied();
}, 120_000);

afterAll(() => close(), 60_000);

/** A case that closed, and was classified by a process that died before it could have it purged. Under way from the start: the server takes its time. */
let died: Promise<{ id: string; url: string }>;
async function classifiedAndDied(): Promise<{ id: string; url: string }> {
  const { id, url } = await takeIn('s2', OTHER);
  await api.post(office, `${url}/withdrawal`, { reason: '不再提出', proposer: 'p1' }, 'withdrawal');
  await house.client.workflow.getHandle(workflowIdOf(id)).result();
  await until('its run is listed', async () => (await runsOf(id)).length === 1);
  await classifyCase(house.ledger, {
    caseId: id,
    commandId: 'died',
    actor: { subject: 'provincial-office', role: 'provincial-office' },
    recordedAt: await house.clock.now(),
  });
  await house.client.workflow.execute(WORKFLOWS.reconcile, {
    workflowId: 'reconcile-now',
    taskQueue: `${house.namespace}-queue`,
    args: [],
  });
  return { id, url };
}

async function takeIn(number: string, title: string): Promise<{ id: string; url: string }> {
  const { id } = await api.post<{ id: string }>(
    office,
    '/cases',
    {
      identity: { body: 'hebei-congress', term: 14, session: 4, number },
      kind: 'suggestion',
      level: 'provincial',
      title,
      text: title === TITLE ? TEXT : '示例',
      proposers: [
        { role: 'lead', type: 'deputy', name: title === TITLE ? NAME : '示例', mail: 'd@deputies.example' },
      ],
      parts: [{ unit: UNIT, part: 'lead' }],
      assignedOn: '2026-02-05',
      assignedBy: 'provincial-office',
    },
    `intake-${number}`,
  );
  return { id, url: `/cases/${encodeURIComponent(id)}` };
}

const runsOf = async (caseId: string): Promise<string[]> => {
  const runs: string[] = [];
  const query = `WorkflowId = '${workflowIdOf(caseId)}'`;
  for await (const { runId } of house.client.workflow.list({ query })) runs.push(runId);
  return runs;
};
async function purged(url: string): Promise<SecretRecord> {
  const read = () => api.get<SecretRecord>(office, `${url}/classification`);
  await until('the case is purged', async () => (await read()).purgedAt !== undefined, 60_000);
  return read();
}

/** Mails that tell people to go off line, of those that came after some. */
const toldAfter = (count: number) =>
  (house.mails?.mails() ?? []).slice(count).filter(({ text }) => text.includes('线下'));

describe('a case that turns out to be a secret, on the real engine', () => {
  it('[R3.12] leaves no word in histories, lists, ledger or log, and goes on as a stub in a run of its own', async () => {
    const { id, url } = await takeIn('s1', TITLE);
    const act = (path: string, body: object) => api.post(unit, `${url}/tracks/t1/${path}`, body, path);
    await act('signature', {});
    await act('responsibility', {
      principal: `${UNIT}-principal`,
      leaderInCharge: `${UNIT}-leader`,
      office: `${UNIT}-office`,
      division: `${UNIT}-division-1`,
      officer: `${UNIT}-officer-1`,
    });
    await act('contacts', {
      stage: 'before',
      way: 'telephone',
      wished: true,
      proposers: ['p1'],
      opinion: OPINION,
      plan: '三月调研',
      attendees: [],
    });
    // A run that ended before: it was terminated, and the case was resumed from the ledger.
    await house.client.workflow.getHandle(workflowIdOf(id)).terminate('lost');
    await act('reminders', { way: 'telephone' }).catch(() => undefined);
    await api.post(office, `${url}/tracks/t1/reminders`, { way: 'telephone' }, 'reminder');
    await until('both runs are listed', async () => (await runsOf(id)).length === 2);
    const before = await runsOf(id);
    // The twin: the engine has its title, and the ledger all of it.
    expect(await foundInEngine(house.client, WORDS)).toContain(`a history, ${WORKFLOWS.case}: ${TITLE}`);
    expect(
      new Set((await foundInDatabase(house.ledger, WORDS)).map((found) => found.split(': ')[1])),
    ).toEqual(new Set(WORDS));
    await until('its unit has its mail', () => (house.mails?.mails().length ?? 0) > 0);
    const mailed = house.mails?.mails().length ?? 0;

    await api.post(office, `${url}/classification`, { number: 's1' }, 'classification');
    expect(await foundInDatabase(house.ledger, WORDS)).toEqual([]);
    const record = await purged(url);

    expect(record.runs.map(({ runId }) => runId).sort()).toEqual([...before].sort());
    expect(await foundInEngine(house.client, WORDS)).toEqual([]);
    expect((await runsOf(id)).some((runId) => before.includes(runId))).toBe(false);
    expect(record.evidence.mails.length).toBeGreaterThan(0);
    expect(logged.join('')).not.toMatch(new RegExp(WORDS.join('|')));

    // It goes on: its unit is told, says that it is done, and the new run ends by itself.
    await act('off-line-completion', {});
    await house.client.workflow.getHandle(workflowIdOf(id)).result();
    expect(await api.get(office, url)).toMatchObject({ title: '涉密件', status: 'closed' });
    await until('its unit is told', () => toldAfter(mailed).length > 0);
    expect(JSON.stringify(toldAfter(mailed))).not.toMatch(new RegExp(WORDS.join('|')));
    expect(await foundInEngine(house.client, WORDS)).toEqual([]);
  }, 120_000);

  it('[R3.12] is purged by reconciliation when the process that classified it died, also when it has closed', async () => {
    const { id, url } = await died;
    const { runs } = await purged(url);
    expect(runs).toHaveLength(1);
    expect(await runsOf(id)).toEqual([]);
    expect(await foundInEngine(house.client, [OTHER])).toEqual([]);
    expect(await api.get(office, url)).toMatchObject({ title: '涉密件', status: 'withdrawn' });
  }, 120_000);
});
