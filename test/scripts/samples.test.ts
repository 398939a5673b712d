import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFile } from '../../api/batches/read-file';
import { unitIndex, type Lookups } from '../../domain/intake';
import { caseIdOf } from '../../domain/identity';
import { intakeCase } from '../../schemas/intake';
import { register } from '../../schemas/register';
import { csvOf, jsonOf, readRealCases, xlsxOf } from '../../scripts/make-samples';
import { sampleRegister } from '../../scripts/samples/register';
import { sessionList } from '../../scripts/samples/session-list';

const sample = (name: string) => readFileSync(join(__dirname, '..', '..', 'samples', name));
const parsed = register.parse(JSON.parse(sample('register.json').toString()));
const lookups: Lookups = { units: unitIndex(parsed.units), bodies: parsed.bodies };
const rows = sessionList(readRealCases());

describe('the sample register', () => {
  it('is what the script makes, with ids that are unique and references that hold', () => {
    expect(sample('register.json').toString()).toBe(jsonOf(sampleRegister()));
    const { units, people } = parsed;
    for (const ids of [
      units.map(({ id }) => id),
      people.map(({ id }) => id),
      people.map(({ subject }) => subject),
      people.map(({ telephone }) => telephone),
    ])
      expect(new Set(ids).size).toBe(ids.length);
    const divisions = new Set(units.flatMap((unit) => unit.divisions.map(({ id }) => `${unit.id} ${id}`)));
    for (const { unit, division } of people)
      expect(
        division === undefined ? units.some(({ id }) => id === unit) : divisions.has(`${unit} ${division}`),
      ).toBe(true);
  });

  it('[R1.1] has somebody for every duty of every unit, plainly made up, with mail that goes nowhere', () => {
    for (const { id } of parsed.units)
      expect(new Set(parsed.people.filter(({ unit }) => unit === id).map(({ post }) => post))).toEqual(
        new Set(['principal', 'leaderInCharge', 'office', 'division', 'officer']),
      );
    for (const { name, mail } of parsed.people) {
      expect(name).toContain('（示例）');
      expect(mail).toMatch(/\.example$/);
    }
  });

  it('[R2.1] has every city of the province, Dingzhou, Xinji and Xiong’an', () => {
    expect(parsed.units.filter(({ kind }) => kind === 'city')).toHaveLength(13);
    expect(parsed.units.filter(({ kind }) => kind === 'new-area').map(({ id }) => id)).toEqual(['hebei-xa']);
  });
});

describe('the sample list', () => {
  it('is what the script makes, byte for byte', async () => {
    expect(sample('session-list.csv').equals(Buffer.from(csvOf(rows)))).toBe(true);
    expect(sample('session-list.xlsx').equals(await xlsxOf(rows))).toBe(true);
  });

  it.each(['csv', 'xlsx'] as const)(
    'as %s is read without a problem into sixty cases, each with an identity of its own',
    async (format) => {
      const {
        problems,
        rows: read,
        unused,
      } = await readFile(sample(`session-list.${format}`), format, lookups);
      expect([...problems, ...read.flatMap((row) => row.problems)]).toEqual([]);
      expect(unused).toEqual([]);
      const cases = read.map(({ draft }) => intakeCase.parse(draft));
      expect(cases).toHaveLength(60);
      const ids = cases.flatMap(({ identity: { number, ...identity } }) =>
        number === undefined ? [] : [caseIdOf({ ...identity, number })],
      );
      expect(new Set(ids).size).toBe(58);
    },
  );

  it('is the same in both forms', async () => {
    const [csv, xlsx] = await Promise.all(
      (['csv', 'xlsx'] as const).map(async (format) =>
        (await readFile(sample(`session-list.${format}`), format, lookups)).rows.map(({ draft }) => draft),
      ),
    );
    expect(xlsx).toEqual(csv);
  });

  it('keeps the numbers, titles and kinds of real cases, odd ones too, and says in each row what is made up', () => {
    for (const [index, real] of readRealCases().entries()) {
      if (real.number !== '') expect(rows[index]?.编号).toBe(real.number);
      if (real.title !== '') expect(rows[index]?.标题).toBe(real.title);
      expect(rows[index]?.备注).toContain(`来源${real.case_id}；示例填补：内容、`);
    }
    const numbers = rows.map(({ 编号 }) => 编号);
    expect(numbers).toEqual(
      expect.arrayContaining(['0186', '1240743', 'B〔2017〕062号', '一号提案', '20250688', '']),
    );
  });

  it('gives the days that it is asked for', () => {
    const [row] = sessionList(readRealCases(), '2026-03-02');
    expect(row?.交办日期).toBe('2026-03-02');
  });
});
