import { z, type ZodType } from 'zod';
import { isSecret, stubIntake, type AssignedCase } from '../domain/case';
import { Refusal } from '../domain/refusal';
import type { KeyedRequest } from '../ledger/idempotency';
import type { Db } from '../ledger/pool';
import { classifyCase, isBeingPurged, readSecretRecord } from '../ledger/secrets';
import { OFF_LINE_WORDS } from '../ledger/texts';
import type { Role } from '../schemas/common';
import {
  classification,
  secretRecord,
  secretStub,
  type Classification,
  type SecretStub,
} from '../schemas/secret';
import { caseOf } from './cases';
import type { ApiDeps } from './deps';
import { intakeAnswer, takeIn } from './intake';
import { once } from './keyed';
import { tellMerged } from './merge';
import { Problem } from './problems';
import { errorForLog } from './request-log';
import type { Answer, Call, GuardedRoute } from './route';
import { commandIdOf } from './texts';
import { caseUrl } from './view';
import { textLeaves } from './walk';

const tag = '涉密件';
const stubs = '/secret-cases';
const path = '/cases/{caseId}/classification';
const readers: readonly Role[] = ['provincial-office', 'auditor', 'operations'];

/** Party and state secrets [R3.12]: a stub is taken in, and a case that turns out to be one becomes a stub. */
export function secretRoutes(deps: ApiDeps): GuardedRoute[] {
  return [
    {
      method: 'post',
      path: stubs,
      id: 'assignSecretCase',
      tag,
      summary: '登记一件涉密件：只有编号、单位和日期',
      description:
        '题目、正文、附件、代表委员等一律不得录入，线下办理；期限照常计算和提醒，办结后由承办单位登记日期。',
      rules: ['R3.12'],
      roles: ['intake', 'provincial-office'],
      keyed: true,
      body: secretStub,
      responses: {
        200: { description: '此前已登记，内容相同', schema: intakeAnswer },
        201: { description: '已登记', schema: intakeAnswer },
      },
      problems: ['conflict', 'unknown-reference'],
      handle: (call) =>
        once(deps, call, stubs, (request) =>
          takeIn(deps, call, request, stubIntake(call.body as SecretStub)),
        ),
    },
    {
      method: 'post',
      path,
      id: 'classifyCase',
      tag,
      summary: '将办理中的一件按涉密件处理：清除内容，转为线下办理',
      description:
        '台账中的内容立即清除，只留编号、单位、日期和每条记录的序号、时间、种类；流程引擎中的运行及其索引、门户上的页面随后删除，进度见 Location。已发出的邮件、已送出的文件和备份无法追回，逐一列出。不可撤销。',
      rules: ['R3.12'],
      roles: ['provincial-office'],
      keyed: true,
      body: classification,
      responses: { 202: { description: '台账已清除，其余正在清除', schema: secretRecord } },
      problems: ['duplicate', 'invalid-date'],
      handle: (call) => once(deps, call, path, (request) => classify(deps, call, request)),
    },
    {
      method: 'get',
      path,
      id: 'readClassification',
      tag,
      summary: '一件定密的证据：清除了什么，什么无法追回',
      rules: ['R3.12'],
      roles: readers,
      responses: { 200: { description: '证据', schema: secretRecord } },
      handle: async ({ params: { caseId = '' } }) => ({ status: 200, body: await recordOf(deps, caseId) }),
    },
  ];
}

async function classify(
  deps: ApiDeps,
  { actor, params, body }: Call,
  request: KeyedRequest,
): Promise<Answer> {
  const caseId = params['caseId'] ?? '';
  const { state } = await caseOf(deps.ledger, caseId);
  const { number, doneOn } = body as Classification;
  if (number !== state.facts.identity.number)
    throw new Refusal('R3.12', 'conflict', '/number', '与本件编号不符：清除不可撤销，请核对后重复填写编号');
  const recordedAt = await deps.clock.now();
  await classifyCase(deps.ledger, { caseId, commandId: commandIdOf(request), actor, recordedAt, doneOn });
  try {
    await deps.purges.start(caseId);
  } catch (error) {
    deps.logger.warn(
      { err: errorForLog(error) },
      'a case is classified but its purge could not be set going; reconciliation does it',
    );
  }
  // Other cases of a merge may take their time: the purge does not wait for them.
  await tellMerged(deps, caseId);
  return {
    status: 202,
    headers: { Location: `${caseUrl(caseId)}/classification` },
    body: await recordOf(deps, caseId),
  };
}

async function recordOf({ ledger }: ApiDeps, caseId: string): Promise<z.infer<typeof secretRecord>> {
  await caseOf(ledger, caseId);
  const record = await readSecretRecord(ledger, caseId);
  if (!record) throw new Problem('not-found', '本件没有办理中定密的记录', { rule: 'R3.12' });
  return record;
}

/**
 * What is sent to a secret case brings no words, and nothing reaches it while it is purged. Throws a {@link Refusal}
 * that points at the field, or a {@link Problem} to try again.
 */
export async function guardSecret(
  db: Db,
  state: AssignedCase,
  { schema, body }: { schema: ZodType; body: unknown },
): Promise<void> {
  if (!isSecret(state)) return;
  for (const { pointer, value, freeText } of textLeaves(schema, body))
    if (freeText && value !== OFF_LINE_WORDS)
      throw new Refusal('R3.12', 'not-permitted', pointer, `涉密件的文字不得录入，请填“${OFF_LINE_WORDS}”`);
  if (await isBeingPurged(db, state.caseId))
    throw new Problem('unavailable', '本件刚按涉密件处理，正在清除，请稍后再试', {
      headers: { 'Retry-After': '5' },
    });
}
