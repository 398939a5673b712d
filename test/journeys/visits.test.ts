import type { CaseJourney } from './case-journey';
import { deputy, Stage } from './stage';

const [SLT, CZT] = ['hebei-slt', 'hebei-czt'] as const;
const PARTS = [
  { unit: SLT, part: 'lead' as const },
  { unit: CZT, part: 'co-handler' as const },
];

interface Visits {
  persons: number;
  visits: { caseId: string; visitors?: { id: string; unit: string }[]; withUnits?: string[] }[];
}

let stage: Stage;
let cases: CaseJourney[];
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
  cases = [];
  for (const number of ['v1', 'v2', 'v3']) {
    const one = await stage.takeIn(number, {
      parts: PARTS,
      proposers: [{ ...deputy(number), subject: `deputy-${number}` }],
    });
    await one.takenUp(SLT, 't1');
    cases.push(one);
  }
  await cases[0]!.takenUp(CZT, 't2');
}, 120_000);
afterAll(() => stage.close(), 60_000);

const visit = (visitors: string[], more: object = {}) => ({
  stage: 'before',
  way: 'visit',
  proposers: ['p1'],
  visitors,
  opinion: '请加快',
  plan: '三月调研',
  ...more,
});
const visitsOf = (unit: string) => stage.get<Visits>(`${unit}-office`, '/visits?year=2026');

describe('visits on the real server', () => {
  it('[R6.3] [R6.4] a single one is the unit’s own people’s, and counts its person once', async () => {
    const [one] = cases as [CaseJourney];
    const path = '/tracks/t1/contacts';
    const officer = `${SLT}-officer-1`;
    for (const [visitors, more] of [
      [[], {}],
      [[`${CZT}-officer-1`], { withUnits: [CZT] }],
      [[officer, `${CZT}-officer-1`], {}],
    ] as const)
      expect(await one.refused(officer, path, visit([...visitors], more))).toMatchObject({ status: 422 });
    expect((await one.seen()).contacts).toEqual([]);
    await one.act(officer, path, visit([officer]));
    await one.act(officer, path, visit([`${SLT}-leader`, officer], { stage: 'during', plan: undefined }));
    const { persons, visits } = await visitsOf(SLT);
    expect([persons, visits.length]).toEqual([1, 2]);
    // One contact before the reply was with the deputy: the reply may go out.
    expect((await one.seen()).contacts.map(({ stage: at }) => at)).toEqual(['before', 'during']);
  }, 60_000);

  it('[R6.3] [R6.4] one over several cases is recorded in each, and a case that is not the unit’s is refused alone', async () => {
    const foreign = await stage.takeIn('v4', { parts: [{ unit: CZT, part: 'lead' }] });
    const body = {
      stage: 'before',
      visitors: [`${SLT}-leader`, `${SLT}-officer-1`],
      place: '代表之家',
      cases: [...cases.slice(1), foreign].map(({ id }) => ({
        caseId: id,
        trackId: 't1',
        proposers: ['p1'],
        opinion: '同意',
        plan: '四月答复',
      })),
    };
    const once = await stage.post<object>(`${SLT}-office`, '/bulk/visits', body, 'round');
    expect(once).toMatchObject({
      done: 2,
      refused: 1,
      rows: [{ status: 201 }, { status: 201 }, { status: 403 }],
    });
    expect(await stage.post(`${SLT}-office`, '/bulk/visits', body, 'round')).toEqual(once);
    expect((await foreign.seen()).contacts).toEqual([]);
    const { persons, visits } = await visitsOf(SLT);
    expect([persons, visits.length]).toEqual([3, 4]);
  }, 60_000);

  it('[R6.3] [R6.4] a joint one is recorded by each unit in its own part, and counts for each', async () => {
    const [one] = cases as [CaseJourney];
    const visitors = [`${SLT}-officer-1`, `${CZT}-officer-1`];
    const before = await visitsOf(SLT);
    await one.act(
      `${SLT}-officer-1`,
      '/tracks/t1/contacts',
      visit(visitors, { stage: 'during', withUnits: [CZT] }),
    );
    expect((await visitsOf(CZT)).visits).toEqual([]);
    expect(
      await one.refused(`${CZT}-officer-1`, '/tracks/t1/contacts', visit(visitors, { withUnits: [SLT] })),
    ).toMatchObject({ status: 403 });
    await one.act(
      `${CZT}-officer-1`,
      '/tracks/t2/contacts',
      visit(visitors, { stage: 'during', withUnits: [SLT] }),
    );
    const { visits } = await visitsOf(CZT);
    expect(visits).toMatchObject([
      { caseId: one.id, withUnits: [SLT], visitors: [{ unit: SLT }, { unit: CZT }] },
    ]);
    expect((await visitsOf(SLT)).visits).toHaveLength(before.visits.length + 1);
    expect(
      (await stage.refused(`${SLT}-office`, `/visits?year=2026&unit=${CZT}`)).status,
    ).toBeGreaterThanOrEqual(403);
  }, 60_000);
});
