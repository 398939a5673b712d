import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asMarkdown, asText, ruleTests, unknownRules } from './rule-table';

/**
 * Which tests hold which rule, from the titles of all tests, and what is still without. `--markdown` writes
 * docs/rules.md. Exit code 1 when a title names a rule that the catalogue does not have.
 */
const root = join(__dirname, '..');
const tests = ruleTests(root);
const unknown = unknownRules(tests);
if (process.argv.includes('--markdown')) {
  writeFileSync(join(root, 'docs', 'rules.md'), asMarkdown(tests));
  process.stdout.write('docs/rules.md\n');
} else process.stdout.write(asText(tests));
if (unknown.length > 0) {
  process.stderr.write(`No such rule in policies/rule-catalogue.ts: ${unknown.join(', ')}\n`);
  process.exitCode = 1;
}
