import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, compose, read } from './files';

/** The instructions of a Dockerfile, comments and line continuations resolved, by stage. */
function stagesOf(text: string): { from: string; name?: string; lines: string[] }[] {
  const stages: { from: string; name?: string; lines: string[] }[] = [];
  for (const line of text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, '')
    .split('\n')) {
    const [, from, name] = /^FROM (\S+)(?: AS (\S+))?$/.exec(line) ?? [];
    if (from !== undefined) stages.push({ from, name, lines: [] });
    else if (line.trim() !== '') stages.at(-1)?.lines.push(line);
  }
  return stages;
}

const stages = stagesOf(read('Dockerfile'));
const last = stages.at(-1);

describe('the image', () => {
  it('is built in stages from one pinned, slim Node 22', () => {
    expect(stages.map(({ name }) => name)).toEqual(['build', 'packages', undefined]);
    for (const { from } of stages) expect(from).toMatch(/^node:22\.\d+\.\d+-bookworm-slim$/);
  });

  it('takes from the other stages what was built, and packages without those of development', () => {
    expect(last?.lines.filter((line) => line.startsWith('COPY --from'))).toEqual([
      'COPY --from=packages /app/node_modules ./node_modules',
      'COPY --from=build /app/dist ./dist',
    ]);
    const packages = stages.find(({ name }) => name === 'packages');
    expect(packages?.lines.some((line) => /npm ci .*--omit=dev/.test(line))).toBe(true);
  });

  it('runs in production mode as a user that is not root', () => {
    expect(last?.lines).toContain('USER node');
    expect(last?.lines.join('\n')).toContain('NODE_ENV=production');
    expect(last?.lines.findIndex((line) => line === 'USER node')).toBeGreaterThan(
      last?.lines.findLastIndex((line) => line.startsWith('RUN')) ?? Infinity,
    );
  });

  it('is started with the entry points that the build makes', () => {
    const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
    for (const name of ['prepare', 'api', 'worker']) {
      const [node, file] = compose.services[name]?.command ?? [];
      expect(node).toBe('node');
      const source = (file as string).replace(/^dist\//, '').replace(/\.js$/, '.ts');
      expect(existsSync(join(ROOT, source))).toBe(true);
      expect(include).toContain(source.split('/')[0]);
    }
  });

  it('is built from nothing but what the build reads', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const path of allowed) expect(existsSync(join(ROOT, path))).toBe(true);
    const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
    const files = ['package.json', 'package-lock.json', '.npmrc', 'tsconfig.json', 'tsconfig.build.json'];
    expect(allowed).toEqual(expect.arrayContaining([...include, ...files, 'scripts/build.ts']));
    expect(allowed.filter((path) => /^\.env|test|demo|samples/.test(path))).toEqual([]);
  });
});
