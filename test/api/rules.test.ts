import type { Calendar } from '../../domain/calendar';
import { currentCalendar } from '../../policies/calendars';
import { hebei2022 } from '../../policies/hebei-2022';
import type { Adoption, PreviewedMove } from '../../schemas/rules';
import { apiHarness, type ApiHarness } from './harness';
import { idOf } from './merging';

const newCalendar = (version: string, changes: Partial<Calendar> = {}) => ({
  calendar: {
    ...structuredClone(currentCalendar),
    version,
    off: { ...currentCalendar.off, '2026': { ...currentCalendar.off['2026'], '05-06': '试验假' } },
    ...changes,
  },
  differs: ['2026-05-06'],
  reason: '国务院办公厅通知（示例）',
});
const newPolicy = (version: string) => {
  const policy = structuredClone(hebei2022);
  policy.rules.version = version;
  policy.rules.limits.sign.amount = 5;
  return { policy, reason: '示例' };
};

interface Failed {
  code: string;
  rule?: string;
  errors?: { pointer: string; rule?: string; code?: string }[];
}

describe('rules over the API', () => {
  let api: ApiHarness;
  beforeEach(async () => (api = await apiHarness()));
  afterEach(() => api.close());

  const post = async (who: string, path: string, body: object) => {
    const response = await api.post(who, path, body);
    return [response.status, response.body as Failed] as const;
  };

  it('[D5] publishes a calendar once: again it is there already, with other content it is refused', async () => {
    const first = await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    expect([first.status, first.headers['location'], first.body]).toEqual([
      201,
      '/rules/calendars/c.1',
      { version: 'c.1', url: '/rules/calendars/c.1', outcome: 'published' },
    ]);
    expect(await post('office', '/rules/calendars', newCalendar('c.1'))).toMatchObject([
      200,
      { outcome: 'already' },
    ]);
    const other = newCalendar('c.1', { off: currentCalendar.off });
    expect(await post('office', '/rules/calendars', other)).toMatchObject([
      409,
      { code: 'conflict', rule: 'D5' },
    ]);
    const wrong = { ...newCalendar('c.2'), differs: [] };
    expect(await post('office', '/rules/calendars', wrong)).toMatchObject([
      422,
      { code: 'invalid', rule: 'D5', errors: [{ pointer: '/calendar/off/2026', code: 'conflict' }] },
    ]);
  });

  it('[D5] lists and reads versions with what differs: days of a calendar, fields of a policy', async () => {
    await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    await api.post('office', '/rules/policies', newPolicy('hebei-2022.2'));
    expect((await api.get('auditor', '/rules/calendars')).body).toMatchObject({
      items: [
        { version: currentCalendar.version, inForce: true, coveredThrough: '2026-12-31' },
        { version: 'c.1', inForce: false, succeeds: currentCalendar.version },
      ],
    });
    expect((await api.get('office', '/rules/calendars/c.1')).body).toMatchObject({
      comparedWith: currentCalendar.version,
      differences: [{ date: '2026-05-06', before: '工作日', after: '试验假放假' }],
    });
    expect((await api.get('operations', '/rules/policies/hebei-2022.2')).body).toMatchObject({
      differences: expect.arrayContaining([
        { path: '/rules/limits/sign/amount', before: 3, after: 5 },
        { path: '/rules/version', before: 'hebei-2022.1', after: 'hebei-2022.2' },
      ]),
    });
    expect((await api.get('office', '/rules/policies/none.1')).status).toBe(404);
    expect((await api.get('office', '/rules/calendars/c.1?comparedWith=none.1')).status).toBe(404);
  });

  it('[D5] leaves policies to the provincial office: operators publish, activate and adopt calendars only', async () => {
    await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    await api.post('office', '/rules/policies', newPolicy('hebei-2022.2'));
    const policy = { policyVersion: 'hebei-2022.2', reason: '示例' };
    const calendar = { calendarVersion: 'c.1', reason: '示例' };
    expect((await post('operations', '/rules/policies', newPolicy('hebei-2022.3')))[0]).toBe(403);
    for (const path of ['/rules/activations', '/adoptions']) {
      expect(await post('operations', path, { ...policy, ...calendar })).toMatchObject([
        403,
        { errors: [{ pointer: '/policyVersion' }] },
      ]);
      expect((await post('auditor', path, calendar))[0]).toBe(403);
      expect((await post('jyt-office', path, calendar))[0]).toBe(403);
      expect(await post('office', path, { reason: '示例' })).toMatchObject([
        422,
        { code: 'missing', rule: 'D5' },
      ]);
      expect(await post('office', path, { ...calendar, calendarVersion: 'none.1' })).toMatchObject([
        422,
        { code: 'unknown-reference', rule: 'D5' },
      ]);
    }
    expect((await post('operations', '/rules/activations', calendar))[0]).toBe(201);
    expect((await post('operations', '/rules/activations', calendar))[0]).toBe(200);
    expect((await post('office', '/rules/activations', policy))[0]).toBe(201);
    expect((await api.get('auditor', '/rules/activations')).body).toMatchObject({
      items: [
        { policyVersion: 'hebei-2022.2', calendarVersion: 'c.1', by: { role: 'provincial-office' } },
        { policyVersion: 'hebei-2022.1', calendarVersion: 'c.1', by: { role: 'operations' } },
        { policyVersion: 'hebei-2022.1', calendarVersion: currentCalendar.version },
      ],
    });
  });

  it('[D5] takes new cases in under what is in force', async () => {
    await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    const due = async (url: string) =>
      (
        (await api.get('office', url)).body as { obligations: { kind: string; due: string }[] }
      ).obligations.find(({ kind }) => kind === 'reply')?.due;
    expect(await due(await api.takeIn())).toBe('2026-05-06');
    await api.post('operations', '/rules/activations', { calendarVersion: 'c.1', reason: '示例' });
    expect(await due(await api.takeIn())).toBe('2026-05-07');
  });

  it('[D5] [D6] previews an adoption by selection, writes nothing, and refuses a query without versions', async () => {
    await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    const url = await api.takeIn();
    const other = await api.takeIn({ parts: [{ unit: 'fgw', part: 'lead' }] });
    const caseId = decodeURIComponent(url.slice('/cases/'.length));
    const before = (await api.get('office', url)).body as object;
    const preview = await api.get('operations', '/adoption-preview?calendarVersion=c.1&unit=jyt');
    expect(preview.body).toMatchObject({
      counts: { cases: 1, moving: 1, deadlines: 1, later: 1 },
      items: [{ caseId, kind: 'reply', unit: 'jyt', from: { due: '2026-05-06' }, to: { due: '2026-05-07' } }],
    });
    const [move] = (preview.body as { items: PreviewedMove[] }).items;
    expect(move?.to?.explanation).toMatch(/c\.1/);
    expect((await api.get('office', url)).body).toEqual(before);
    const both = `/adoption-preview?calendarVersion=c.1&caseIds=${encodeURIComponent(caseId)},${other.slice('/cases/'.length)}`;
    expect((await api.get('office', both)).body).toMatchObject({ counts: { cases: 2 } });
    expect((await api.get('office', '/adoption-preview')).status).toBe(422);
    expect(await api.get('office', '/adoption-preview?calendarVersion=c.1&cursor=x')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/query/cursor', rule: 'setting' }] },
    });
    expect((await api.get('jyt-office', '/adoption-preview?calendarVersion=c.1')).status).toBe(403);
  });

  it('[D5] records an adoption with its cases, sets it going once, and says how far it is', async () => {
    await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    await api.takeIn();
    const body = { calendarVersion: 'c.1', reason: '依新的放假安排（示例）' };
    const first = await api.post('operations', '/adoptions', body, 'adopt-1');
    const again = await api.post('operations', '/adoptions', body, 'adopt-1');
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
    const adoption = first.body as Adoption;
    expect(adoption).toMatchObject({
      state: 'running',
      activated: true,
      by: { role: 'operations' },
      reason: body.reason,
      counts: { total: 1, waiting: 1 },
    });
    expect(api.cases.adoptions).toEqual([adoption.id]);
    expect((await api.get('auditor', `/adoptions/${adoption.id}`)).body).toEqual(adoption);
    expect((await api.get('office', `/adoptions/${adoption.id}/cases?outcome=waiting`)).body).toMatchObject({
      items: [{ outcome: 'waiting', failures: 0 }],
    });
    expect((await api.get('office', '/adoptions?limit=1')).body).toMatchObject({
      items: [{ id: adoption.id }],
    });
    expect((await api.get('office', '/adoptions/none')).status).toBe(404);
    expect(await post('office', '/adoptions', { ...body, cases: { caseIds: ['none'] } })).toMatchObject([
      422,
      { code: 'unknown-reference', errors: [{ pointer: '/cases/caseIds/0' }] },
    ]);
  });

  it('[D5] refuses ids that no case has, at each of them, and changes nothing', async () => {
    await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    const id = idOf(await api.takeIn());
    const pointersOf = (body: unknown) =>
      (body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
    const named = ['none', id, 'nobody'];
    const preview = await api.get(
      'office',
      `/adoption-preview?calendarVersion=c.1&caseIds=${named.map(encodeURIComponent).join(',')}`,
    );
    expect([preview.status, pointersOf(preview.body)]).toEqual([
      422,
      ['/query/caseIds/0', '/query/caseIds/2'],
    ]);
    const adoption = await api.post('office', '/adoptions', {
      calendarVersion: 'c.1',
      reason: '示例',
      cases: { caseIds: named },
    });
    expect([adoption.status, pointersOf(adoption.body)]).toEqual([
      422,
      ['/cases/caseIds/0', '/cases/caseIds/2'],
    ]);
    expect((await api.get('office', '/adoptions')).body).toEqual({ items: [] });
  });

  it('[D5] says of cases that are named and have ended that they adopt nothing', async () => {
    await api.post('operations', '/rules/calendars', newCalendar('c.1'));
    const [open, withdrawn] = [await api.takeIn(), await api.takeIn()];
    await api.post('office', `${withdrawn}/withdrawal`, { reason: '不再提出', proposer: 'p1' });
    const caseIds = [open, withdrawn].map(idOf);
    const query = `/adoption-preview?calendarVersion=c.1&caseIds=${caseIds.map(encodeURIComponent).join(',')}`;
    expect((await api.get('office', query)).body).toMatchObject({ counts: { cases: 1, ended: 1 } });
    expect((await api.get('office', '/adoption-preview?calendarVersion=c.1')).body).toMatchObject({
      counts: { cases: 1, ended: 0 },
    });
    const { body } = await api.post('office', '/adoptions', {
      calendarVersion: 'c.1',
      reason: '示例',
      cases: { caseIds },
    });
    const { id, counts } = body as Adoption;
    expect(counts).toMatchObject({ total: 2, waiting: 1, ended: 1 });
    expect((await api.get('office', `/adoptions/${id}/cases?outcome=ended`)).body).toMatchObject({
      items: [{ caseId: idOf(withdrawn), outcome: 'ended', moved: 0, failures: 0 }],
    });
  });
});
