/** One measured figure, with what it is to be where there is an aim. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly aim?: string;
  /** Absent: there is no aim. */
  readonly met?: boolean;
}

export const atMost = (what: string, value: number, most: number, unit = ''): Figure => ({
  what,
  value: `${shown(value)}${unit}`,
  aim: `≤ ${most}${unit}`,
  met: value <= most,
});

export const atLeast = (what: string, value: number, least: number): Figure => ({
  what,
  value: shown(value),
  aim: `≥ ${least}`,
  met: value >= least,
});

export const exactly = (what: string, value: number, wanted: number): Figure => ({
  what,
  value: String(value),
  aim: String(wanted),
  met: value === wanted,
});

export const told = (what: string, value: number | string): Figure => ({
  what,
  value: typeof value === 'number' ? shown(value) : value,
});

export const shown = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1);

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
};

/** A section of the report: aligned, with a mark beside each figure that has an aim. */
export function section(title: string, figures: readonly Figure[]): string {
  const cells = figures.map(({ what, value, aim = '', met }) => ({
    what,
    value,
    aim: aim === '' ? '' : `aim ${aim}`,
    mark: met === undefined ? ' ' : met ? '✓' : '✗',
  }));
  const wide = (column: 'what' | 'value') => Math.max(...cells.map((cell) => cell[column].length));
  const lines = cells.map(({ what, value, aim, mark }) =>
    `  ${mark} ${what.padEnd(wide('what'))}  ${value.padStart(wide('value'))}  ${aim}`.trimEnd(),
  );
  return [`\n${title}`, ...lines].join('\n');
}
