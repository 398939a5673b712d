import { z } from 'zod';
import { endAbsence, enterAbsence, listAbsences, readAbsence, type AbsenceEntry } from '../ledger/absences';
import { readPeople } from '../ledger/register';
import type { Db } from '../ledger/pool';
import { absenceInput, type AbsenceInput } from '../schemas/absence';
import { actor as actorSchema, civilDate, identifier, type Actor, type Role } from '../schemas/common';
import type { ApiDeps } from './deps';
import { once } from './keyed';
import { paged, paging } from './list-reads';
import { Problem } from './problems';
import { personOf } from './reader';
import type { GuardedRoute } from './route';
import { commandIdOf } from './texts';
import { UNIT_ROLES } from './roles';

const tag = '不在岗与代办';
/** Who may enter and end: an office for its unit, everybody for themselves, the provincial office for everyone. */
const ENTERERS: readonly Role[] = ['provincial-office', ...UNIT_ROLES];

const named = z.object({ id: z.string(), name: z.string() });
const absence = z
  .object({
    id: z.string(),
    unit: z.string(),
    person: named,
    standIn: named,
    from: civilDate,
    to: civilDate,
    reason: z.string().optional().meta({ description: '处室人员只见本人的' }),
    enteredBy: actorSchema,
    enteredAt: z.string(),
    endedOn: civilDate.optional().meta({ description: '提前返岗：自这一日起由本人办理' }),
    endedBy: actorSchema.optional(),
    endedAt: z.string().optional(),
  })
  .meta({ id: 'Absence' });

const query = z.strictObject({
  unit: identifier.optional(),
  person: identifier.optional(),
  on: civilDate.optional().meta({ description: '在这一日有效的' }),
  ...paging,
});

/** People who are away, and who stands in for them [R1.1]: reminders and news of these days go to the stand-in. */
export function absenceRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger, clock } = deps;
  const occasion = async (actor: Actor) => ({ actor, today: await clock.today(), at: await clock.now() });
  return [
    {
      method: 'post',
      path: '/absences',
      id: 'enterAbsence',
      tag,
      summary: '登记一人不在岗及其代办人',
      description:
        '单位办公室登记本单位人员，领导和处室人员登记本人，省政府办公厅登记任何人。代办人须为同一单位人员；同一人的日期不得重叠；代办人不在岗的，转由其代办人办理，至多三人，不得循环。',
      rules: ['R1.1', 'R7.3'],
      roles: ENTERERS,
      keyed: true,
      body: absenceInput,
      responses: { 201: { description: '已登记', schema: absence } },
      problems: ['unknown-reference', 'conflict', 'invalid-date'],
      handle: (call) =>
        once(deps, call, '/absences', async (request) => {
          const input = call.body as AbsenceInput;
          await refuseForeign(ledger, call.actor, input.person, '/person');
          const id = `a${commandIdOf(request).slice(1)}`;
          await enterAbsence(ledger, id, input, await occasion(call.actor));
          return {
            status: 201,
            headers: { Location: `/absences/${id}` },
            body: await readAbsence(ledger, id),
          };
        }),
    },
    {
      method: 'get',
      path: '/absences',
      id: 'listAbsences',
      tag,
      summary: '不在岗登记，开始日期晚的在前（单位只见本单位）',
      rules: ['R1.1'],
      roles: ['provincial-office', 'auditor', ...UNIT_ROLES],
      query,
      responses: {
        200: {
          description: '一页',
          schema: z.object({ items: z.array(absence), next: z.string().optional() }),
        },
      },
      handle: async ({ actor, query: wanted }) => {
        const { limit, cursor, ...filter } = wanted as z.infer<typeof query>;
        const own = UNIT_ROLES.includes(actor.role) ? actor.unit : undefined;
        if (own !== undefined && filter.unit !== undefined && filter.unit !== own)
          throw new Problem('not-permitted', '只能查看本单位的情况');
        const { items, next } = await paged(
          (page) => listAbsences(ledger, { ...filter, unit: own ?? filter.unit }, page),
          { limit, cursor },
        );
        const reader = { ...actor, person: await personOf(ledger, actor) };
        return { status: 200, body: { items: items.map((item) => shownTo(reader, item)), next } };
      },
    },
    {
      method: 'get',
      path: '/absences/{absenceId}',
      id: 'readAbsence',
      tag,
      summary: '一项不在岗登记',
      rules: ['R1.1'],
      roles: ['provincial-office', 'auditor', ...UNIT_ROLES],
      responses: { 200: { description: '这一项', schema: absence } },
      handle: async ({ actor, params }) => {
        const entry = await found(ledger, actor, params);
        return { status: 200, body: shownTo({ ...actor, person: await personOf(ledger, actor) }, entry) };
      },
    },
    {
      method: 'post',
      path: '/absences/{absenceId}/end',
      id: 'endAbsence',
      tag,
      summary: '提前返岗：自今日起恢复由本人办理',
      rules: ['R1.1'],
      roles: ENTERERS,
      keyed: true,
      body: z.strictObject({}),
      responses: { 200: { description: '已结束', schema: absence } },
      problems: ['wrong-state'],
      handle: (call) =>
        once(deps, call, '/absences/{absenceId}/end', async () => {
          const { id, person } = await found(ledger, call.actor, call.params);
          await refuseForeign(ledger, call.actor, person.id);
          await endAbsence(ledger, id, await occasion(call.actor));
          return { status: 200, body: await readAbsence(ledger, id) };
        }),
    },
  ];
}

/** Why somebody is away is the business of those who see to the unit's work, and their own. */
const shownTo = (
  { role, person }: Pick<Actor, 'role' | 'person'>,
  { reason, ...entry }: AbsenceEntry,
): z.infer<typeof absence> =>
  role === 'unit-division' && person !== entry.person.id ? entry : { ...entry, reason };

/** @throws Problem `not-found` for an absence that there is not, or that is of another unit */
async function found(
  db: Db,
  actor: Actor,
  { absenceId = '' }: Record<string, string>,
): Promise<AbsenceEntry> {
  const entry = await readAbsence(db, absenceId);
  if (!entry || (UNIT_ROLES.includes(actor.role) && entry.unit !== actor.unit))
    throw new Problem('not-found', '没有这项不在岗登记', {
      errors: [{ pointer: '/path/absenceId', detail: '没有这一项' }],
    });
  return entry;
}

/** @throws Problem `not-permitted` for a person of another unit, and for another person than oneself but by the office */
async function refuseForeign(db: Db, actor: Actor, person: string, pointer?: string): Promise<void> {
  if (!UNIT_ROLES.includes(actor.role)) return;
  const refuse = (detail: string) =>
    new Problem('not-permitted', detail, {
      rule: 'R1.1',
      ...(pointer ? { errors: [{ pointer, detail }] } : {}),
    });
  if (actor.role !== 'unit-office' && (await personOf(db, actor)) !== person)
    throw refuse('只能登记本人，本单位其他人员由办公室登记');
  if (!(await readPeople(db, actor.unit ?? '')).some(({ id }) => id === person))
    throw refuse('只能登记本单位人员');
}
