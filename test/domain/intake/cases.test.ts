import { readCases } from '../../../domain/intake';
import { lookups } from './lookups';

describe('a list in JSON', () => {
  it('is an array of cases, or an object that holds one', () => {
    const one = { title: '标题', parts: [{ unit: 'hebei-jtt', part: 'lead' }] };
    expect(readCases([one], lookups).rows).toEqual(readCases({ cases: [one] }, lookups).rows);
  });

  it('names units and body by id or by name, and says which unit it understood', () => {
    const { rows } = readCases(
      [{ identity: { body: '政协河北省委员会' }, parts: [{ unit: '省财政厅', part: 'lead' }] }],
      lookups,
    );
    expect(rows[0]?.draft).toMatchObject({
      identity: { body: 'hebei-cppcc' },
      parts: [{ unit: 'hebei-czt' }],
    });
    expect(rows[0]?.repairs).toEqual([{ pointer: '/parts/0/unit', message: '“省财政厅”识别为河北省财政厅' }]);
  });

  it('points at a unit that nobody knows', () => {
    const { rows } = readCases([{ parts: [{ unit: 'hebei-jtt' }, { unit: '火星局' }] }], lookups);
    expect(rows[0]?.draft).toBeUndefined();
    expect(rows[0]?.problems).toEqual([
      { pointer: '/parts/1/unit', rule: 'setting', message: '单位“火星局”不在单位名册中' },
    ]);
  });

  it.each([[null], [42], ['text'], [{ cases: 'none' }], [[]], [{}]])('refuses %j as a whole', (value) => {
    expect(readCases(value, lookups).problems).toHaveLength(1);
  });

  it('refuses a row that is no case and goes on with the others', () => {
    expect(readCases([null, 'x', {}], lookups).rows.map(({ draft }) => draft !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });
});
