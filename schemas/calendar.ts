import { z } from 'zod';
import { civilDate } from './common';
import { ruleVersion } from './policy';

const holiday = z.string().trim().min(1).max(20).meta({ description: '节日名称' });
const year = z.string().regex(/^(?:19|20|21)\d\d$/, '应为年份');

/**
 * A working-day calendar as it is published (D2, D5): `off` by year and span ('MM-DD' or 'MM-DD/MM-DD', both ends
 * included), `work` by year and day. Whether it makes sense is said by `calendarProblems` in domain/calendar-check.ts.
 */
export const calendar = z
  .strictObject({
    version: ruleVersion,
    coveredFrom: civilDate,
    coveredThrough: civilDate,
    off: z
      .record(
        year,
        z.record(z.string().regex(/^\d\d-\d\d(?:\/\d\d-\d\d)?$/, '应为 MM-DD 或 MM-DD/MM-DD'), holiday),
      )
      .meta({ description: '放假的日子：年份 → 起止日（MM-DD/MM-DD）→ 节日' }),
    work: z
      .record(year, z.record(z.string().regex(/^\d\d-\d\d$/, '应为 MM-DD'), holiday))
      .meta({ description: '调休上班的周六、周日：年份 → MM-DD → 节日' }),
  })
  .meta({ id: 'Calendar' });
