import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleCatalogue } from '../../policies/rule-catalogue';
import { asMarkdown, asText, ruleTests, titlesOf, unknownRules, withoutTest } from '../../scripts/rule-table';

const root = join(__dirname, '..', '..');
const tests = ruleTests(root);

describe('the table of rules and tests', () => {
  it('every rule that a title names is in the catalogue', () => {
    expect(unknownRules(tests)).toEqual([]);
    expect(unknownRules([{ file: 'x', title: 'x', rules: ['R9.9', 'D1', 'D9'] }])).toEqual(['R9.9', 'D9']);
  });

  it('docs/rules.md says what the titles say; `npm run -s rules -- --markdown` writes it anew', () => {
    expect(readFileSync(join(root, 'docs', 'rules.md'), 'utf8').split('\n')).toEqual(
      asMarkdown(tests).split('\n'),
    );
  });

  it('the rules of dates and the ones that a case lives by have tests', () => {
    const needed = [
      ...['R1.1', 'R1.2', 'R2.3', 'R2.4', 'R3.1', 'R3.2', 'R3.4', 'R3.5', 'R3.7', 'R3.9', 'R3.11'],
      ...[
        'R5.1',
        'R5.2',
        'R5.3',
        'R5.4',
        'R5.5',
        'R5.6',
        'R5.7',
        'R5.8',
        'R6.1',
        'R6.2',
        'R7.2',
        'R7.3',
        'R7.4',
      ],
      ...['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8'],
    ];
    expect(withoutTest(tests).filter((id) => needed.includes(id))).toEqual([]);
    expect(withoutTest([])).toEqual(Object.keys(ruleCatalogue));
  });

  it('titles are read from every way to write a test, and from nothing else', () => {
    const source = [
      "it('one', () => {});",
      'test("two", () => {});',
      "it.each([1, 2])('three %s', () => {});",
      'it.each`a\n${1}`(`four`, () => {});',
      "describe('no', () => { it(`five`, () => expect('it(no)')); });",
      "// it('no')",
      "submit('no');",
    ].join('\n');
    expect(titlesOf(source)).toEqual(['one', 'two', 'three %s', 'four', 'five']);
  });

  it('the plain table ends with what is still without', () => {
    const table = asText([{ file: 'test/x.test.ts', title: 'does', rules: ['D1'] }]);
    expect(table).toContain(`D1  ${ruleCatalogue.D1}\n      test/x.test.ts: does\n`);
    expect(table).toContain('Still without a test: R1.1, R1.2');
  });
});
