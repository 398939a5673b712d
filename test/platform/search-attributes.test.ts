import { SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTES, ensureSearchAttributes } from '../../platform/search-attributes';
import { SEARCH_KEYS } from '../../workflows/contract';
import { testTemporal, type TestTemporal } from '../setup/temporal';

const NAMES = {
  [SearchAttributeType.TEXT]: 'Text',
  [SearchAttributeType.KEYWORD]: 'Keyword',
  [SearchAttributeType.INT]: 'Int',
  [SearchAttributeType.DOUBLE]: 'Double',
  [SearchAttributeType.BOOL]: 'Bool',
  [SearchAttributeType.DATETIME]: 'Datetime',
  [SearchAttributeType.KEYWORD_LIST]: 'KeywordList',
};

describe('search attributes', () => {
  let temporal: TestTemporal;
  beforeAll(async () => void (temporal = await testTemporal()));
  afterAll(() => temporal.close());

  it('are registered under the names and types that workflows write', () => {
    const written = Object.values(SEARCH_KEYS).map(({ name, type }) => [name, NAMES[type]]);
    expect(SEARCH_ATTRIBUTES).toEqual(Object.fromEntries(written));
  });

  it('stay within what one namespace holds on SQL: 10 Keyword, 3 of each other type', () => {
    const types = Object.values(SEARCH_ATTRIBUTES);
    for (const type of new Set(types)) {
      expect(types.filter((other) => other === type).length).toBeLessThanOrEqual(type === 'Keyword' ? 10 : 3);
    }
  });

  it('can be ensured again without a change', async () => {
    const list = () =>
      temporal.connection.operatorService.listSearchAttributes({ namespace: temporal.namespace });
    const before = (await list()).customAttributes;
    await ensureSearchAttributes(temporal.connection, temporal.namespace);
    expect((await list()).customAttributes).toEqual(before);
  });

  it('one that is missing is added, and can be filtered by at once', async () => {
    const { connection, namespace, client } = temporal;
    await ensureSearchAttributes(connection, namespace, { ...SEARCH_ATTRIBUTES, Reviewed: 'Bool' });
    await expect(client.workflow.count('Reviewed = true')).resolves.toMatchObject({ count: 0 });
  });

  it('one of another type is refused with its name and both types, and nothing is added', async () => {
    const { connection, namespace } = temporal;
    await expect(
      ensureSearchAttributes(connection, namespace, { CaseKind: 'Datetime', NeverAdded: 'Int' }),
    ).rejects.toThrow(/CaseKind is Keyword and must be Datetime/);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(customAttributes).not.toHaveProperty('NeverAdded');
  });
});
