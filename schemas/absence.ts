import { z } from 'zod';
import { civilDate, freeText, identifier } from './common';

/** A person of the register hands their duties to another of their unit for some days [R1.1]. */
export const absenceInput = z
  .strictObject({
    person: identifier.meta({ description: '不在岗的人员' }),
    standIn: identifier.meta({ description: '代办人，须为同一单位的人员' }),
    from: civilDate.meta({ description: '第一天' }),
    to: civilDate.meta({ description: '最后一天（含）' }),
    reason: freeText(200),
  })
  .meta({ id: 'AbsenceInput' });

export type AbsenceInput = z.infer<typeof absenceInput>;
