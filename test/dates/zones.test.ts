import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

function reportUnder(zone: string): { product: unknown; local: unknown } {
  const output = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'report-dates.ts')], {
    cwd: root,
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
  });
  return JSON.parse(output) as { product: unknown; local: unknown };
}

describe('[D1] dates are those of Shanghai in whatever zone the process runs', () => {
  const shanghai = reportUnder('Asia/Shanghai');

  it.each(['America/Los_Angeles', 'UTC', 'Pacific/Kiritimati', 'Europe/Berlin'])(
    '%s gives the same',
    (zone) => {
      expect(reportUnder(zone).product).toEqual(shanghai.product);
    },
  );

  it('the twin: local time does differ between these processes, so the zones are really set', () => {
    expect(reportUnder('America/Los_Angeles').local).not.toEqual(shanghai.local);
  });
});
