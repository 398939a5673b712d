import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../../demo/stage';
import { FIRST_DAY } from '../../demo/walk';
import { chooseWalks, folderOf, helpText, WALKS } from '../../demo/walks';
import { SetupError } from '../../platform/errors';

const ROOT = join(__dirname, '..', '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const names = WALKS.map(({ name }) => name);

describe('the walks of the demo', () => {
  it('are all listed: each file of demo/walks is a walk of its name', () => {
    const files = readdirSync(join(ROOT, 'demo', 'walks')).map((file) => file.replace(/\.ts$/, ''));
    expect([...names].sort()).toEqual(files.filter((file) => file !== 'index').sort());
  });

  it('are documented: the operations page has a row for each, with its rules, and the help a line', () => {
    const operations = textOf('docs/operations.md').split('\n');
    for (const { name, title, rules } of WALKS) {
      expect(operations).toContain(`| \`${name}\` | ${title} | ${rules.join(', ')} |`);
      expect(helpText()).toContain(title);
    }
    expect(textOf('README.md')).toContain('WALK=all');
  });

  it('lie on one calendar: no scene is before the first day, and each begins after the one before it', () => {
    for (const walk of WALKS) {
      const days = walk.scenes({} as Stage).map(({ on }) => on);
      expect([walk.name, days.length > 0 && days.every((day) => day >= FIRST_DAY)]).toEqual([
        walk.name,
        true,
      ]);
      expect(days).toEqual([...days].sort());
    }
  });

  it('are chosen by name, in the order of the list; two by default, and all', () => {
    expect(chooseWalks('default').map(({ name }) => name)).toEqual(['suggestion', 'unattended']);
    expect(chooseWalks('merge, national').map(({ name }) => name)).toEqual(['national', 'merge']);
    expect(chooseWalks('all').map(({ name }) => name)).toEqual(names);
  });

  it('are refused by an unknown name, which is said together with those that there are', () => {
    const choose = () => chooseWalks('merge,nothing');
    expect(choose).toThrow(SetupError);
    expect(choose).toThrow(/WALK：没有“nothing”/);
    for (const name of names) expect(choose).toThrow(new RegExp(name));
    expect(() => chooseWalks('')).toThrow(/WALK/);
  });

  it('have a platform of their own for each choice, the default one where it always was', () => {
    expect(folderOf(chooseWalks('default'))).toBe('');
    expect(folderOf(chooseWalks('unattended,suggestion'))).toBe('');
    expect(folderOf(chooseWalks('all'))).toBe('walks/all');
    expect(folderOf(chooseWalks('merge,national'))).toBe('walks/national+merge');
  });
});
