import type { IntakeCaseInput } from '../../schemas/intake';
import { apiHarness, suggestion, type ApiHarness } from './harness';
import { Journey } from './journey';
import { carried, idOf } from './merging';

let api: ApiHarness;
beforeAll(async () => {
  api = await apiHarness();
});
afterAll(() => api.close());

/** A case of one deputy; its number is the deputy's name. */
async function takeIn(name: string, parts: IntakeCaseInput['parts'], more: object = {}): Promise<string> {
  const { identity } = suggestion();
  return api.takeIn({
    identity: { ...identity, number: name },
    proposers: [{ role: 'lead', type: 'deputy', name, mail: 'deputy@deputies.example' }],
    parts,
    ...more,
  });
}

/** Merged by the provincial office, and taken by the members. */
async function merged(host: string, members: readonly string[]): Promise<void> {
  const body = { cases: members.map(idOf), reason: '内容相同' };
  expect((await api.post('office', `${host}/merge`, body)).status).toBe(200);
  await carried(api, host);
}

describe('what a merged letter lists', () => {
  it('[R3.3] [R3.10] of separate units each letter lists the cases that it answers, and asks for no other names', async () => {
    const host = await takeIn('主件代表', [
      { unit: 'jyt', part: 'separate' },
      { unit: 'czt', part: 'separate' },
    ]);
    const ofJyt = await takeIn('教育代表', [{ unit: 'jyt', part: 'lead' }]);
    const ofCzt = await takeIn('财政代表', [
      { unit: 'czt', part: 'separate' },
      { unit: 'fgw', part: 'separate' },
    ]);
    await merged(host, [ofJyt, ofCzt]);
    const view = (await api.get('office', `${host}/merge`)).body as {
      listed: { names: string[] };
      letters: { unit: string; names: string[]; numbers: string[] }[];
    };
    expect(view.listed.names.sort()).toEqual(['主件代表', '教育代表', '财政代表'].sort());
    expect(Object.fromEntries(view.letters.map(({ unit, names }) => [unit, names.sort()]))).toEqual({
      jyt: ['主件代表', '教育代表'].sort(),
      czt: ['主件代表', '财政代表'].sort(),
    });

    const draft = async (unit: string, trackId: string, text: string) => {
      const journey = new Journey(api, host);
      await journey.takenUp(unit, trackId);
      await journey.act(`${unit}-officer`, `/tracks/${trackId}/contacts`, {
        stage: 'before',
        way: 'visit',
        visitors: [`${unit}-officer`],
        proposers: ['p1'],
        opinion: '同意',
        plan: '三月调研',
      });
      const document = await api.upload(`${unit}-office`, text);
      const { warnings } = await journey.act(`${unit}-officer`, `/tracks/${trackId}/letters`, {
        product: 'reply',
        document,
        mark: 'public',
        category: 'A',
      });
      return warnings.filter(({ code }) => code === 'merged-unlisted');
    };
    expect(await draft('jyt', 't1', '主件代表、教育代表：建议收悉。')).toEqual([]);
    // Twin: a name that its letter does answer is asked for.
    expect(await draft('czt', 't2', '主件代表、教育代表：建议收悉。')).toMatchObject([
      { message: expect.stringContaining('财政代表') as string },
    ]);
  });
});
