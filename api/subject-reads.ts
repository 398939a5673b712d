import { z } from 'zod';
import { readTrackedSubjects } from '../ledger/reads/subjects';
import { civilDate } from '../schemas/common';
import type { ApiDeps } from './deps';
import type { GuardedRoute } from './route';
import { caseStatus, caseUrl } from './view';

const part = z.object({
  caseId: z.string(),
  url: z.string(),
  number: z.string(),
  title: z.string(),
  status: caseStatus,
  unit: z.string(),
  told: z.enum(['pending', 'given', 'refused']),
  why: z.string().optional(),
  supervision: z
    .object({ id: z.string(), openedOn: civilDate, status: z.enum(['open', 'closed']) })
    .optional(),
});
const subject = z
  .object({
    id: z.string(),
    body: z.string(),
    term: z.int(),
    session: z.int(),
    subject: z.string(),
    status: z.enum(['open', 'closed']).meta({ description: '各件督办均已销号即为 closed' }),
    parts: z.array(part),
  })
  .meta({ id: 'TrackedSubject' });

/** What only a look over all cases shows: subjects on which dissatisfaction gathers [R7.2]. */
export function subjectReadRoutes({ ledger }: ApiDeps): GuardedRoute[] {
  return [
    {
      method: 'get',
      path: '/tracked-subjects',
      id: 'listTrackedSubjects',
      tag: '请示、延期与督办',
      summary: '反馈意见集中的主题：挂账督办，逐件销号',
      rules: ['R7.2'],
      roles: ['provincial-office', 'auditor'],
      responses: { 200: { description: '挂账的主题', schema: z.object({ items: z.array(subject) }) } },
      handle: async () => {
        const items = (await readTrackedSubjects(ledger)).map((each) => ({
          ...each,
          parts: each.parts.map((one) => ({ ...one, url: caseUrl(one.caseId) })),
        }));
        return { status: 200, body: { items } };
      },
    },
  ];
}
