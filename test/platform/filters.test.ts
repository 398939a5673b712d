import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/platform';
import { testTemporal, type TestTemporal } from '../setup/temporal';

const operations = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
const [, block = ''] = /```sql\n([^`]*)```/.exec(operations) ?? [];
const filters = block.trim().split('\n');

describe('the example filters of docs/operations.md', () => {
  let temporal: TestTemporal;
  beforeAll(async () => void (temporal = await testTemporal()));
  afterAll(() => temporal.close());

  const list = async (query: string): Promise<number> => {
    const { namespace } = temporal;
    const { executions } = await temporal.client.workflowService.listWorkflowExecutions({ namespace, query });
    return executions.length;
  };

  it('use every search attribute of a case', () => {
    expect(filters.length).toBeGreaterThan(5);
    for (const name of ['CaseKind', 'CaseLevel', 'CaseStatus', 'LeadUnit', 'Units', 'Body', 'TermSession'])
      expect(block).toContain(name);
  });

  it.each(filters)('are taken by the server: %s', async (query) => {
    await expect(list(query)).resolves.toBe(0);
  });

  it('would be refused with a name that nobody registered', async () => {
    await expect(list("CaseColour = 'red'")).rejects.toThrow('CaseColour');
  });
});
