import { z } from 'zod';
import type { Intake } from '../domain/case';
import { identityOf } from '../domain/identity';
import { Refusal } from '../domain/refusal';
import type { KeyedRequest } from '../ledger/idempotency';
import { recordIntake } from '../ledger/intake';
import type { Actor } from '../schemas/common';
import { identity, intakeCase, type IntakeCase } from '../schemas/intake';
import type { ApiDeps } from './deps';
import { once } from './keyed';
import { Problem } from './problems';
import { errorForLog } from './request-log';
import type { Answer, Call, GuardedRoute } from './route';
import { commandIdOf } from './texts';
import { caseUrl } from './view';

export const intakeAnswer = z
  .object({
    id: z.string(),
    url: z.string(),
    identity: identity.required(),
    substituteNumber: z.boolean().meta({ description: '原无编号，由平台代拟' }),
    outcome: z.enum(['recorded', 'already']).meta({ description: '新收件 / 此前已收且内容相同' }),
    similar: z.string().meta({ description: '可考虑并案的相似件在此查看 [R3.10]' }),
    run: z.enum(['started', 'pending']).meta({ description: '流程已启动 / 已入账，流程稍后自动启动' }),
  })
  .meta({ id: 'IntakeAnswer' });

/** Taking in one case. The ledger has it before anything runs; what cannot be started now is started by reconciliation. */
export function intakeRoutes(deps: ApiDeps): GuardedRoute[] {
  const path = '/cases';
  return [
    {
      method: 'post',
      path,
      id: 'assignCase',
      tag: '收件',
      summary: '交办一件代表建议或政协提案',
      description: '内容相同的再次提交返回 200；同一编号而内容不同的返回 409，并指向已有的一件。',
      rules: ['R3.1', 'R3.2', 'R3.3', 'R3.6', 'R3.7', 'R3.9', 'R3.10', 'D8'],
      roles: ['intake', 'provincial-office', 'congress-committee', 'cppcc-committee'],
      keyed: true,
      body: intakeCase,
      responses: {
        200: { description: '此前已收，内容相同', schema: intakeAnswer },
        201: { description: '已收件', schema: intakeAnswer },
      },
      problems: ['conflict', 'unknown-reference'],
      handle: (call) =>
        once(deps, call, path, (request) => {
          refuseForeignAssignment(call.actor, call.body as IntakeCase);
          return takeIn(deps, call, request, call.body as IntakeCase);
        }),
    },
  ];
}

/** The bodies assign in their own name [R3.7]; what, and when, the rules of an intake say. */
function refuseForeignAssignment({ role }: Actor, { assignedBy, limits }: IntakeCase): void {
  if (role !== 'congress-committee' && role !== 'cppcc-committee') return;
  const refuse = (pointer: string, message: string) => new Refusal('R3.7', 'not-permitted', pointer, message);
  if (assignedBy !== role) throw refuse('/assignedBy', '只能以本机构名义交办');
  if (limits && limits.setBy !== role) throw refuse('/limits/setBy', '期限由交办机构规定');
}

/** Takes a case in, whole or as the stub of a secret, and has its run started. */
export async function takeIn(
  deps: ApiDeps,
  { actor }: Call,
  request: KeyedRequest,
  intake: Intake,
): Promise<Answer> {
  const recordedAt = await deps.clock.now();
  const outcome = await recordIntake(deps.ledger, {
    intake,
    actor,
    recordedAt,
    commandId: commandIdOf(request),
  });
  if (outcome.outcome === 'refused') throw refused(outcome.problems);
  const { caseId } = outcome;
  const url = caseUrl(caseId);
  if (outcome.outcome === 'conflict')
    throw new Problem('conflict', '这一编号已有另一内容的建议提案', {
      rule: 'setting',
      errors: [{ pointer: '/identity', detail: `已有 ${caseId}` }],
      members: { existing: { id: caseId, url } },
      headers: { Link: `<${url}>; rel="related"` },
    });
  const isNew = outcome.outcome === 'recorded';
  const run =
    !isNew && outcome.started ? 'started' : await startRun(deps, caseId, isNew ? outcome : undefined);
  const answer = {
    id: caseId,
    url,
    identity: identityOf(caseId) ?? intake.identity,
    substituteNumber: intake.identity.number === undefined,
    outcome: outcome.outcome,
    similar: `${url}/similar`,
    run,
  };
  return { status: isNew ? 201 : 200, headers: { Location: url }, body: answer };
}

/** Everything that is wrong with an intake at once, so that it is mended in one go. */
function refused(problems: readonly Refusal[]): Problem {
  return new Problem('invalid', problems[0]?.message ?? '填写有误', {
    rule: problems[0]?.rule,
    errors: problems.map(({ pointer, message, rule, code }) => ({ pointer, detail: message, rule, code })),
  });
}

async function startRun(
  deps: ApiDeps,
  ...[caseId, intake]: Parameters<ApiDeps['cases']['start']>
): Promise<'started' | 'pending'> {
  try {
    await deps.cases.start(caseId, intake);
    return 'started';
  } catch (error) {
    deps.logger.warn(
      { err: errorForLog(error) },
      'a case is recorded but its run could not be started; reconciliation starts it',
    );
    return 'pending';
  }
}
