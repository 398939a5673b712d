import { Cast } from '../../demo/cast';
import type { Evidence, Expected, Witness } from '../../demo/evidence';
import { Refused, type Api } from '../../demo/http';
import { Stage } from '../../demo/stage';

/** A stage whose API refuses what is sent to `/refused`, and whose witness looks once. */
function stage(): { stage: Stage; said: string[]; keys: string[] } {
  const [said, keys]: [string[], string[]] = [[], []];
  const answer = {} as never;
  const api: Api = {
    url: 'http://127.0.0.1:1',
    get: () => Promise.resolve({ items: [] } as never),
    post: (_person, path, _body, key) => {
      keys.push(key);
      return path === '/refused' ? Promise.reject(new Refused('409 R3.2')) : Promise.resolve(answer);
    },
    upload: () => Promise.resolve({ hash: 'a' } as never),
    tokenOf: (name) => Promise.resolve(name),
  };
  const witness = {
    find: ({ event, rung }: Expected): Promise<Evidence> => {
      if (event === 'caseClosed') return Promise.resolve({});
      const found = { event: '#1', engine: '更新', on: '2026-02-06' };
      if (rung === undefined) return Promise.resolve(found);
      const to = rung.key === 'T-0' ? ['provincial-office', 'auditor'] : [];
      return Promise.resolve({ ...found, mail: '<m@example>', to });
    },
    waitFor: <T>(look: () => Promise<T | undefined>) => look(),
  } as unknown as Witness;
  const deps = { api, cast: new Cast(api), witness, say: (line: string) => void said.push(line) };
  return { stage: new Stage(deps, 'walk'), said, keys };
}

const expected = { caseId: 'c', way: 'update', event: 'trackSigned' } as const;

describe('a stage', () => {
  it('says of each step whether it was seen, and never that it was when it was not', async () => {
    const { stage: played, said } = stage();
    await played.play('2026-02-06', async () => {
      await played.act('intake', '签收', '/signed', {}, expected);
      await played.see('平台', '归档', { ...expected, event: 'caseClosed' });
      await played.read('intake', '空', '/list?unit=x', () => true);
      await played.read('intake', '有', '/list', () => false);
    });
    expect(played.steps.map(({ seen }) => seen)).toEqual([true, false, true, false]);
    expect(played.steps[2]?.evidence).toEqual({ event: 'GET /list' });
    expect(said.map((line) => line.slice(0, 13))).toEqual([
      '2026-02-06  ✓',
      '2026-02-06  ✗',
      '2026-02-06  ✓',
      '2026-02-06  ✗',
    ]);
  });

  it('does not count as seen what the ledger has on another day than the one that is told, and says which', async () => {
    const { stage: played, said } = stage();
    await played.play('2026-02-06', () => played.act('intake', '签收', '/signed', {}, expected));
    await played.play('2026-02-07', () => played.see('平台', '逾期', expected));
    expect(played.steps.map(({ on, seen }) => [on, seen])).toEqual([
      ['2026-02-06', true],
      ['2026-02-07', false],
    ]);
    expect(said[1]).toBe('2026-02-07  ✗ 平台：逾期（台账所记日期为 2026-02-06）');
  });

  it('says of a reminder whom its mails went to, and does not count one that went to nobody', async () => {
    const { stage: played, said } = stage();
    await played.play('2026-02-06', async () => {
      await played.remind('到期当日提醒', 'c', { kind: 'reply', key: 'T-0' });
      await played.remind('逾期 1 日报告', 'c', { kind: 'reply', key: 'T+1' });
    });
    expect(said).toEqual([
      '2026-02-06  ✓ 平台：到期当日提醒省政府办公厅、审计',
      '2026-02-06  ✗ 平台：逾期 1 日报告',
    ]);
  });

  it('ends its own walk where the API refuses, with a step that is not seen and says why', async () => {
    const { stage: played, keys } = stage();
    await played.play('2026-02-06', () => played.act('intake', '起草', '/refused', {}, expected));
    await played.play('2026-02-07', () => played.act('intake', '签收', '/signed', {}, expected));
    expect(played.steps).toMatchObject([{ seen: false, what: '未能继续：409 R3.2' }]);
    expect(keys).toHaveLength(1);
  });

  it('lets what is no refusal end the demo', async () => {
    const { stage: played } = stage();
    await expect(
      played.play('2026-02-06', () => Promise.reject(new TypeError('fetch failed'))),
    ).rejects.toThrow('fetch failed');
  });

  it('gives each act a key of its place in the walk, the same when it is played again', async () => {
    const [first, again] = [stage(), stage()];
    for (const { stage: played } of [first, again])
      await played.play('2026-02-06', async () => {
        await played.act('intake', '签收', '/signed', {}, expected);
        await played.act('intake', '再签', '/signed', {}, expected);
      });
    expect(first.keys).toEqual(again.keys);
    expect(new Set(first.keys).size).toBe(2);
  });
});
