import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

interface Ran {
  code: number | null;
  lines: Record<string, unknown>[];
}

function runDue(input: string | Buffer, zone = 'Asia/Shanghai'): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts', 'due.ts')], {
      cwd: root,
      env: { ...process.env, TZ: zone },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = output
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code, lines });
    });
    child.stdin.end(input);
  });
}

const good = '{"start":"2026-02-05","rule":{"amount":2,"unit":"month"}}';
const isError = (line: Record<string, unknown> | undefined) => Object.keys(line ?? {}).join() === 'error';

describe('npm run due', () => {
  const vectors = readFileSync(join(__dirname, 'vectors.jsonl'), 'utf8');

  it.each(['America/Los_Angeles', 'Asia/Shanghai'])(
    '[D1] answers all worked examples in order, in a process under %s',
    async (zone) => {
      const { code, lines } = await runDue(vectors, zone);
      expect(code).toBe(0);
      const expected = vectors
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines.map(({ explanation: _, ...line }) => line)).toEqual(
        expected.map((vector) => ({
          rawDue: vector['raw_due'],
          due: vector['rolled_due'],
          provisional: vector['provisional'],
          lastWorkingDay: vector['last_working_day'] ?? null,
        })),
      );
    },
  );

  it('[D6] explains in Chinese', async () => {
    const { lines } = await runDue(`${good}\n`);
    expect(lines[0]?.['explanation']).toMatch(/^自 2026年2月5日.*顺延至 2026年4月7日.*state-council-2026\.1/);
  });

  it.each([
    ['broken JSON', '{"start":"2026-02-05","rule":'],
    ['no object', '["2026-02-05"]'],
    ['null', 'null'],
    ['no start', '{"rule":{"amount":2,"unit":"month"}}'],
    ['a start that is no text', '{"start":20260205,"rule":{"amount":2,"unit":"month"}}'],
    ['an impossible date', '{"start":"2026-02-30","rule":{"amount":2,"unit":"month"}}'],
    ['a date with a time', '{"start":"2026-02-05T00:00:00Z","rule":{"amount":2,"unit":"month"}}'],
    ['no rule', '{"start":"2026-02-05"}'],
    ['an unknown unit', '{"start":"2026-02-05","rule":{"amount":2,"unit":"week"}}'],
    ['a unit of every object', '{"start":"2026-02-05","rule":{"amount":2,"unit":"constructor"}}'],
    ['no unit', '{"start":"2026-02-05","rule":{"amount":2}}'],
    ['no amount', '{"start":"2026-02-05","rule":{"unit":"day"}}'],
    ['a negative amount', '{"start":"2026-02-05","rule":{"amount":-1,"unit":"day"}}'],
    ['a broken amount', '{"start":"2026-02-05","rule":{"amount":1.5,"unit":"day"}}'],
    ['an amount as text', '{"start":"2026-02-05","rule":{"amount":"2","unit":"month"}}'],
    ['an absurd amount', '{"start":"2026-02-05","rule":{"amount":1e300,"unit":"workday"}}'],
    ['a limit past the last year', '{"start":"9999-12-31","rule":{"amount":1,"unit":"month"}}'],
    ['an empty line', ''],
    ['a line of spaces', '   '],
  ])('answers %s with an error in its place, and ends with 1', async (_what, line) => {
    const { code, lines } = await runDue(`${good}\n${line}\n${good}\n`);
    expect(code).toBe(1);
    expect(lines).toHaveLength(3);
    expect(isError(lines[1])).toBe(true);
    expect([lines[0]?.['due'], lines[2]?.['due']]).toEqual(['2026-04-07', '2026-04-07']);
  });

  it('tolerates a byte order mark, CRLF, extra keys, a missing last newline, and empty lines at the end', async () => {
    const extra = '{"id":"x","start":"2026-02-05","rule":{"amount":2,"unit":"month","note":"y"}}';
    const { code, lines } = await runDue(`\uFEFF${good}\r\n${extra}\r\n${good}`);
    expect([code, lines.map((line) => line['due'])]).toEqual([0, ['2026-04-07', '2026-04-07', '2026-04-07']]);
    const trailing = await runDue(`${good}\n\n\r\n`);
    expect([trailing.code, trailing.lines.length]).toEqual([0, 1]);
  });

  it('answers nothing to nothing', async () => {
    expect(await runDue('')).toEqual({ code: 0, lines: [] });
  });

  it('answers each line as it comes, before the input ends', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts', 'due.ts')], {
      cwd: root,
    });
    const answered = new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8'))),
    );
    child.stdin.write(`${good}\n`);
    expect(JSON.parse(await answered)).toMatchObject({ due: '2026-04-07' });
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end();
    expect(await closed).toBe(0);
  });

  it('answers ten thousand lines in order', async () => {
    const days = Array.from({ length: 10_000 }, (_, index) => index % 400);
    const { lines } = await runDue(
      days.map((amount) => `{"start":"2024-01-01","rule":{"amount":${amount},"unit":"day"}}`).join('\n'),
    );
    expect(lines.map((line) => line['rawDue'])).toEqual(
      days.map((amount) => new Date(Date.UTC(2024, 0, 1 + amount)).toISOString().slice(0, 10)),
    );
  });
});
