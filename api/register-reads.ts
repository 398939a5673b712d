import { z } from 'zod';
import { readBodies, readPeople, readUnits } from '../ledger/register';
import { actor as actorSchema, identifier, type Actor } from '../schemas/common';
import { body, person, unit } from '../schemas/register';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import { personOf } from './reader';
import type { GuardedRoute } from './route';
import { READERS } from './scope';
import { UNIT_ROLES } from './roles';

const tag = '名录';
const OFFICIALS = READERS.filter((role) => role !== 'proposer');

/** Units, bodies and people; telephones and mails of people only inside a unit, and for the provincial office. */
export function registerReadRoutes({ ledger }: ApiDeps): GuardedRoute[] {
  return [
    {
      method: 'get',
      path: '/register/units',
      id: 'listUnits',
      tag,
      summary: '承办单位',
      roles: [...READERS, 'intake'],
      responses: { 200: { description: '单位', schema: z.object({ items: z.array(unit) }) } },
      handle: async () => ({ status: 200, body: { items: await readUnits(ledger) } }),
    },
    {
      method: 'get',
      path: '/register/bodies',
      id: 'listBodies',
      tag,
      summary: '届次机构与抄送机构',
      roles: [...READERS, 'intake'],
      responses: { 200: { description: '机构', schema: z.object({ items: z.array(body) }) } },
      handle: async () => ({ status: 200, body: { items: await readBodies(ledger) } }),
    },
    {
      method: 'get',
      path: '/register/people',
      id: 'listPeople',
      tag,
      summary: '人员（单位只见本单位人员）',
      roles: ['provincial-office', 'auditor', ...UNIT_ROLES],
      query: z.strictObject({ unit: identifier.optional() }),
      responses: { 200: { description: '人员', schema: z.object({ items: z.array(person) }) } },
      handle: async ({ actor, query }) => {
        const wanted = query['unit'] as string | undefined;
        const own = UNIT_ROLES.includes(actor.role);
        if (own && wanted !== undefined && wanted !== actor.unit)
          throw new Problem('not-permitted', '只能查看本单位人员');
        return { status: 200, body: { items: await readPeople(ledger, own ? (actor.unit ?? '') : wanted) } };
      },
    },
    {
      method: 'get',
      path: '/me',
      id: 'readMe',
      tag,
      summary: '我以何身份办理',
      roles: [...OFFICIALS, 'proposer', 'intake', 'operations'],
      responses: {
        200: {
          description: '身份',
          schema: z.object({ actor: actorSchema, person: person.optional(), unit: unit.optional() }),
        },
      },
      handle: async ({ actor }) => ({ status: 200, body: { actor, ...(await known(actor)) } }),
    },
  ];

  async function known(actor: Actor) {
    const id = await personOf(ledger, actor);
    const found =
      actor.unit === undefined
        ? undefined
        : (await readPeople(ledger, actor.unit)).find((each) => each.id === id);
    return { person: found, unit: (await readUnits(ledger)).find((each) => each.id === actor.unit) };
  }
}
