import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../platform/search-attributes';
import { WORKFLOWS } from '../../workflows/contract';
import { ROOT, read } from './files';

const documents = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)),
].filter((file) => file.endsWith('.md'));
const operations = read('docs/operations.md');

/** The first column of the table whose heading row begins with this cell, without its code marks. */
function firstColumn(text: string, heading: string): string[] {
  const [, table = ''] = text.split(new RegExp(`^\\| ${heading} \\|.*\\n\\| ---.*\\n`, 'm'));
  const rows = /^(?:\|.*\n)*/.exec(table)?.[0] ?? '';
  return [...rows.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
  );
}

/** Variables that a source file reads from the environment by name. */
const readByName = (file: string): string[] =>
  [...read(file).matchAll(/process\.env\['(\w+)'\]/g)].map(([, name]) => name as string);

describe('the documents', () => {
  it.each(documents)('%s leads nowhere that is not there', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)];
    const missing = links
      .map(([, target]) => target as string)
      .filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(missing).toEqual([]);
  });

  it('name everybody whom the local issuer signs for after make up, and people who are in the sample register', () => {
    const [, listed = ''] = /These names exist: (.*?), which `make up`/.exec(operations) ?? [];
    const [, local = ''] =
      /LOCAL_IDENTITIES: Identities = \{\n(.*?)\n\};/s.exec(read('scripts/house.ts')) ?? [];
    const names = [...local.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, name]) => name);
    expect(names).toContain('intake');
    expect([...listed.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(names);
    const [, people = ''] = /of the sample register (.*?), and so on/.exec(operations) ?? [];
    const { people: known } = JSON.parse(read('samples/register.json')) as { people: { id: string }[] };
    const ids = [...people.matchAll(/`([^`]+)`/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(known.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  it('name every variable that the configuration reads, and no other', () => {
    const parsed = [...read('platform/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(
      ([, name]) => name,
    );
    const variables = [...parsed, ...readByName('api/main.ts'), ...readByName('worker/main.ts')];
    expect(variables.length).toBeGreaterThan(20);
    expect(firstColumn(operations, 'variable').sort()).toEqual([...new Set(variables)].sort());
  });

  it('name the search attributes with their types', () => {
    expect(firstColumn(operations, 'attribute').sort()).toEqual(Object.keys(SEARCH_ATTRIBUTES).sort());
    for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES))
      expect(operations).toContain(`| \`${name}\` | ${type} |`);
  });

  it('name the workflow types as operators see them', () => {
    expect(firstColumn(operations, 'workflow type').sort()).toEqual(Object.values(WORKFLOWS).sort());
  });

  it('list every decision', () => {
    const pages = readdirSync(join(ROOT, 'docs', 'decisions')).filter((file) => file !== 'README.md');
    const listed = [...read('docs/decisions/README.md').matchAll(/\]\(([^)]+\.md)\)/g)].map(
      ([, file]) => file,
    );
    expect(listed.sort()).toEqual(pages.sort());
  });
});
