import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegister } from '../../scripts/load-register';

describe('a register file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'casework-register-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (text: string) => {
    const path = join(folder, 'register.json');
    writeFileSync(path, text);
    return path;
  };

  it('is the sample unless another is named', async () => {
    const { units, bodies } = await readRegister();
    expect(units.map(({ id }) => id)).toContain('hebei-jtt');
    expect(bodies.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'hebei-congress',
        'hebei-cppcc',
        'national-congress',
        'national-cppcc',
        'provincial-office',
        'congress-committee',
        'cppcc-committee',
      ]),
    );
  });

  it('that is not there, is no JSON, or has a wrong entry is refused with its path and the entry’s', async () => {
    await expect(readRegister(join(folder, 'none.json'))).rejects.toThrow(/none\.json cannot be read/);
    await expect(readRegister(file('{'))).rejects.toThrow(/cannot be read/);
    const unit = { id: 'u', name: '厅', kind: 'ministry' };
    await expect(
      readRegister(file(JSON.stringify({ units: [unit], people: [], bodies: [] }))),
    ).rejects.toThrow(/units\[0\]\.kind/);
  });
});
