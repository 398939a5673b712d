/**
 * The rule of `lightOf` (domain/case/status.ts) for an open obligation's row: past `due` red, within seven days of
 * `raw_due` yellow (D3). `today` is the parameter that holds the day, e.g. `$1::date`.
 */
export const lightSql = (obligation: string, today: string): string =>
  `CASE WHEN ${today} > ${obligation}.due THEN 'red' WHEN ${obligation}.raw_due - ${today} <= 7 THEN 'yellow' ELSE 'green' END`;
