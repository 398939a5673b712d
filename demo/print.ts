import type { Step } from './stage';

/** Columns of a terminal: Chinese characters take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** The steps of a walk with what was seen of each: ledger event, engine's trace, Message-ID. */
export function evidenceTable(title: string, steps: readonly Step[]): string {
  const rows = steps.map(({ number, on, what, evidence, seen }) => [
    seen ? '✓' : '✗',
    String(number),
    on,
    what,
    evidence.event ?? '—',
    evidence.engine ?? '—',
    evidence.mail ?? '',
  ]);
  const table = [['', '步', '日期', '事项', '台账', '引擎', '邮件 Message-ID'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => widthOf(row[column] ?? '')))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return ['', title, ...lines].join('\n');
}
