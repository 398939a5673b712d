import { z } from 'zod';
import { decide, type AssignedCase } from '../domain/case';
import { liveTracks } from '../domain/case/lookups';
import { civilDateOf, maxDate } from '../domain/dates';
import { Refusal } from '../domain/refusal';
import type { KeyedRequest } from '../ledger/idempotency';
import {
  deselectKeyCase,
  extendMatter,
  isDone,
  liftMatter,
  selectKeyCase,
  setMatter,
  type KeyAct,
  type MatterPart,
} from '../ledger/key-matters';
import { giveOrders } from '../ledger/giving-orders';
import { orderOf } from '../ledger/orders';
import { readKeyCases, readMatters } from '../ledger/reads/keys';
import type { CaseRules } from '../ledger/rules';
import {
  keyCaseBody,
  keyEndBody,
  keyMatterBody,
  keyMatterPartsBody,
  type KeyCaseBody,
  type KeyMatterBody,
} from '../schemas/key';
import { caseOf } from './cases';
import type { ApiDeps } from './deps';
import { keyCaseView, keyMatterView, showKeyCase, showMatter } from './key-reads';
import { once } from './keyed';
import { Problem } from './problems';
import type { Answer, Call, GuardedRoute } from './route';
import { commandIdOf } from './texts';

const tag = '重点事项与重点处理件';

/**
 * Key matters of the province [R4.1] and key cases of the units [R4.2]. The ledger has the act and what it orders before
 * any case is told; a case that cannot be told now is told by a repetition of the request, or by reconciliation.
 */
export function keyRoutes(deps: ApiDeps): GuardedRoute[] {
  const post = (
    path: string,
    work: (call: Call, act: KeyAct) => Promise<Answer>,
    route: Pick<GuardedRoute, 'id' | 'summary' | 'rules' | 'roles' | 'body'> & { description?: string },
    [status, schema]: [200 | 201, z.ZodType],
  ): GuardedRoute => ({
    method: 'post',
    path,
    tag,
    keyed: true,
    ...route,
    responses: { [status]: { description: '已办理；各件是否已获知见 told', schema } },
    problems: ['wrong-state', 'unknown-reference', 'not-found', 'duplicate'],
    handle: (call) => once(deps, call, path, async (request) => work(call, await actOf(deps, call, request))),
  });
  return [
    post(
      '/key-matters',
      (call, act) => set(deps, call, act),
      {
        id: 'setKeyMatter',
        summary: '确定一项重点事项：主题、依据、涉及的建议提案及其承办单位',
        rules: ['R4.1', 'R4.3'],
        roles: ['provincial-office'],
        body: keyMatterBody,
      },
      [201, keyMatterView],
    ),
    post(
      '/key-matters/{matterId}/parts',
      (call, act) => extend(deps, call, act),
      {
        id: 'extendKeyMatter',
        summary: '为重点事项增加建议提案',
        rules: ['R4.1'],
        roles: ['provincial-office'],
        body: keyMatterPartsBody,
      },
      [200, keyMatterView],
    ),
    post(
      '/key-matters/{matterId}/lifting',
      async (call, act) => {
        const matterId = call.params['matterId'] ?? '';
        await liftMatter(deps.ledger, matterId, act);
        return matterAnswer(deps, matterId, 200);
      },
      {
        id: 'liftKeyMatter',
        summary: '取消一项重点事项（须说明理由）',
        rules: ['R4.1'],
        roles: ['provincial-office'],
        body: keyEndBody,
      },
      [200, keyMatterView],
    ),
    post(
      '/key-cases',
      (call, act) => select(deps, call, act),
      {
        id: 'selectKeyCase',
        summary: '选定一件重点处理件（每年一至两件）',
        rules: ['R4.2', 'R4.3'],
        roles: ['unit-office'],
        body: keyCaseBody,
      },
      [201, keyCaseView],
    ),
    post(
      '/key-cases/{keyId}/removal',
      async (call, act) => {
        const keyId = call.params['keyId'] ?? '';
        await deselectKeyCase(deps.ledger, keyId, call.actor.unit ?? '', act);
        return caseAnswer(deps, keyId, 200);
      },
      {
        id: 'deselectKeyCase',
        summary: '取消一件重点处理件（须说明理由）',
        rules: ['R4.2'],
        roles: ['unit-office'],
        body: keyEndBody,
      },
      [200, keyCaseView],
    ),
  ];
}

/** What is on record of an act; its words are the reason or ground that the body gives. */
async function actOf({ clock }: ApiDeps, { actor, body }: Call, request: KeyedRequest): Promise<KeyAct> {
  const { ground, reason } = body as { ground?: string; reason?: string };
  const why = ground ?? reason ?? '';
  return { actId: commandIdOf(request), actor, recordedAt: await clock.now(), why };
}

async function set(deps: ApiDeps, { body }: Call, act: KeyAct): Promise<Answer> {
  const { theme, parts } = body as KeyMatterBody;
  const matterId = `m${act.actId.slice(1)}`;
  // Set already: a request that died while it told the cases goes on with telling them.
  if (!(await isDone(deps.ledger, matterId, act)))
    await setMatter(deps.ledger, { matterId, theme, parts: await checked(deps, matterId, parts, act) }, act);
  return matterAnswer(deps, matterId, 201);
}

async function extend(deps: ApiDeps, { params, body }: Call, act: KeyAct): Promise<Answer> {
  const { matterId = '' } = params;
  const { parts } = body as Pick<KeyMatterBody, 'parts'>;
  if (!(await isDone(deps.ledger, matterId, act)))
    await extendMatter(deps.ledger, matterId, await checked(deps, matterId, parts, act), act);
  return matterAnswer(deps, matterId, 200);
}

async function select(deps: ApiDeps, { actor, body }: Call, act: KeyAct): Promise<Answer> {
  const { caseId } = body as KeyCaseBody;
  const unit = actor.unit ?? '';
  const keyId = `k${act.actId.slice(1)}`;
  if (!(await isDone(deps.ledger, keyId, act))) {
    const { state, rules } = await namedCase(deps, caseId, '/caseId');
    const track = liveTracks(state).find((each) => each.unit === unit);
    if (track) tryMark(state, rules, { trackId: track.id, keyId, key: 'case' }, act, '/caseId');
    await selectKeyCase(deps.ledger, { keyId, unit, state }, act);
  }
  return caseAnswer(deps, keyId, 201);
}

/** The parts that a matter names, each with its unit's track. Refused whole where one of them cannot be marked. */
async function checked(
  deps: ApiDeps,
  keyId: string,
  parts: KeyMatterBody['parts'],
  act: KeyAct,
): Promise<MatterPart[]> {
  const found: MatterPart[] = [];
  for (const [index, { caseId, unit }] of parts.entries()) {
    const pointer = `/parts/${index}`;
    const { state, rules } = await namedCase(deps, caseId, `${pointer}/caseId`);
    const track = liveTracks(state).find((each) => each.unit === unit);
    if (!track)
      throw new Problem('unknown-reference', `${unit} 没有承办这一件`, {
        rule: 'R4.1',
        errors: [{ pointer: `${pointer}/unit`, detail: `${unit} 没有承办这一件` }],
      });
    tryMark(state, rules, { trackId: track.id, keyId, key: 'matter' }, act, pointer);
    found.push({ caseId, unit, trackId: track.id });
  }
  return found;
}

/** A case that a body names: unknown ones are a mistake in the body, not in the address. */
async function namedCase(
  { ledger }: ApiDeps,
  caseId: string,
  pointer: string,
): Promise<{ state: AssignedCase; rules: CaseRules }> {
  try {
    return await caseOf(ledger, caseId);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not-found') throw error;
    throw new Problem('unknown-reference', error.message, { errors: [{ pointer, detail: '没有这一件' }] });
  }
}

/** Decides the mark on the case as it is now, so that whoever asks learns of a refusal at once. */
function tryMark(
  state: AssignedCase,
  { policy, calendar }: CaseRules,
  data: { trackId: string; keyId: string; key: 'matter' | 'case' },
  act: KeyAct,
  pointer: string,
): void {
  const { command } = orderOf(data.keyId, state.caseId, 'markKey', data, act);
  const today = maxDate(state.lastDay, civilDateOf(Date.parse(act.recordedAt)));
  try {
    decide(state, command, { today, rules: policy, calendar });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.rule, error.code, pointer, error.message);
  }
}

const tell = ({ ledger, cases }: ApiDeps, about: string) =>
  giveOrders(ledger, (caseId, command) => cases.send(caseId, command), { about });

async function matterAnswer(deps: ApiDeps, matterId: string, status: 200 | 201): Promise<Answer> {
  await tell(deps, matterId);
  const [matter] = await readMatters(deps.ledger, 'all', await deps.clock.today(), matterId);
  if (!matter) throw new Problem('not-found', '没有这项重点事项');
  return { status, headers: { Location: `/key-matters/${matterId}` }, body: showMatter(matter) };
}

async function caseAnswer(deps: ApiDeps, keyId: string, status: 200 | 201): Promise<Answer> {
  await tell(deps, keyId);
  const [found] = await readKeyCases(deps.ledger, 'all', { keyId }, await deps.clock.today());
  if (!found) throw new Problem('not-found', '没有这件重点处理件');
  return { status, headers: { Location: `/key-cases?unit=${found.unit}` }, body: showKeyCase(found) };
}
