import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { workflowIdOf } from '../domain/identity';
import { commandUpdate } from '../workflows/contract';
import { LEAD, CO_HANDLER, type Cast } from './cast';
import { suggestion } from './cases';
import { atMost, exactly, told, type Figure } from './figures';
import { countByType, historyOf, pendingTimers, settled, taskCosts } from './history';
import type { Stage } from './stage';

const CRITERIA = { objective: true, concrete: true, lawful: true, concise: true, inForm: true };

interface Act {
  who: keyof Cast;
  path: string;
  body: unknown;
}

const QUIET_EFFECT = 'delivery or publication that moves no date (average)';

/** The standard case, act by act, after its intake: 17 commands, 7 effects, 2 signals. */
function actsOf(document: string): Act[] {
  const act = (who: keyof Cast, path: string, body: unknown = {}): Act => ({ who, path, body });
  const staff = (unit: string) => ({
    principal: `${unit}-principal`,
    leaderInCharge: `${unit}-leader`,
    office: `${unit}-office`,
    division: `${unit}-division-1`,
    officer: `${unit}-officer-1`,
  });
  const contact = (proposer: string) => ({
    stage: 'before',
    way: 'visit',
    visitors: [`${LEAD}-officer-1`],
    proposers: [proposer],
    opinion: '（示例）希望尽快见效。',
    plan: '（示例）三月调研，四月答复。',
  });
  const review = (who: keyof Cast, letter: string, level: string) =>
    act(who, `/letters/${letter}/reviews`, { level, decision: 'approve', criteria: CRITERIA });
  const feedback = (who: keyof Cast, proposer: string) =>
    act(who, '/feedback', { proposer, attitude: 'satisfied', result: 'satisfied' });
  return [
    act('office', '/tracks/t1/signature'),
    act('coOffice', '/tracks/t2/signature'),
    act('office', '/tracks/t1/responsibility', staff(LEAD)),
    act('coOffice', '/tracks/t2/responsibility', staff(CO_HANDLER)),
    act('office', '/tracks/t1/division', { division: `${LEAD}-d1`, officer: `${LEAD}-officer-1` }),
    act('officer', '/tracks/t1/contacts', contact('p1')),
    act('officer', '/tracks/t1/contacts', contact('p2')),
    act('coOffice', '/tracks/t2/letters', { product: 'opinion', document, mark: 'public' }),
    review('coLeader', 'l1', 'leaderInCharge'),
    act('coOffice', '/letters/l1/issue', { documentNumber: '冀财建函〔2026〕12号' }),
    act('officer', '/tracks/t1/letters', { product: 'reply', document, category: 'A', mark: 'public' }),
    review('division', 'l2', 'division'),
    review('office', 'l2', 'office'),
    review('leader', 'l2', 'leaderInCharge'),
    review('principal', 'l2', 'principal'),
    act('office', '/letters/l2/issue', { documentNumber: '冀教建字〔2026〕8号' }),
    act('office', '/letters/l2/publication', { coHandlers: [{ trackId: 't2', opinion: 'public' }] }),
    feedback('firstDeputy', 'p1'),
    feedback('secondDeputy', 'p2'),
  ];
}

/** Walks one standard case over the API and counts what it cost. */
export async function measureStandardCase(stage: Stage, cast: Cast): Promise<Map<string, Figure[]>> {
  const { api, client } = stage;
  const letter = Buffer.from('（示例）文稿');
  const upload = (who: keyof Cast) =>
    api.upload<{ hash: string }>(cast[who], '/documents?name=letter.txt', letter, 'text/plain');
  await upload('coOffice');
  const { body: uploaded } = await upload('officer');
  const intake = await api.ask<{ id: string; url: string }>(
    cast.intake,
    '/cases',
    suggestion('bench-standard'),
  );
  if (intake.status !== 201) throw new Error(`intake: ${intake.status} ${JSON.stringify(intake.body)}`);
  const { id: caseId, url } = intake.body;
  const workflowId = workflowIdOf(caseId);
  const asleep = (await historyOf(client, workflowId)).length;

  const byAct: Figure[] = [];
  let length = asleep;
  let parked = 0;
  let refused: { byApi: number; byRun: number } | undefined;
  for (const { who, path, body } of actsOf(uploaded.hash)) {
    const answer = await api.ask<unknown>(cast[who], url + path, body);
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    await delay(20);
    const now = await settled(client, workflowId);
    byAct.push(told(path, now - length));
    length = now;
    if (refused === undefined) {
      parked = pendingTimers(await historyOf(client, workflowId));
      refused = await countRefused(stage, cast, caseId, url);
    }
  }

  const events = await historyOf(client, workflowId);
  const description = await client.workflow.getHandle(workflowId).describe();
  const tasks = taskCosts(events);
  const most = (cause: 'command' | 'signal', movedDate: boolean) =>
    Math.max(0, ...tasks.filter((t) => t.cause === cause && t.movedDate === movedDate).map((t) => t.events));
  const commands = tasks.filter(({ cause }) => cause === 'command').length;
  const signals = tasks.filter(({ cause }) => cause === 'signal').length;
  const effects = tasks.reduce((sum, task) => sum + task.effects, 0);
  /** Undefined where no effect was of that sort: which ones move a date depends on what ends with what. */
  const perEffect = (movedDate: boolean) => {
    const ended = tasks.filter((task) => task.cause === 'effect' && task.movedDate === movedDate);
    const sum = (what: 'events' | 'effects') => ended.reduce((total, task) => total + task[what], 0);
    return sum('effects') === 0 ? undefined : sum('events') / sum('effects');
  };
  const quiet = perEffect(false);
  return new Map([
    [
      'Standard case (1 lead, 1 co-handler, 2 deputies)',
      [
        atMost('history events', events.length, 180),
        told('history bytes', description.historySize ?? 0),
        told('commands · signals · effects', `${commands} · ${signals} · ${effects}`),
        ...[...countByType(events)].map(([type, count]) => told(`  ${type}`, count)),
      ],
    ],
    ['Events by act, with what it sets off', byAct],
    [
      'Events for each step',
      [
        atMost('command that moves no date (most)', most('command', false), 6),
        atMost('command that moves a date (most)', most('command', true), 8),
        told('signal that moves no date (most)', most('signal', false)),
        quiet === undefined ? told(QUIET_EFFECT, 'none in this run') : atMost(QUIET_EFFECT, quiet, 7),
        told('delivery or publication that moves a date (average)', perEffect(true) ?? 'none in this run'),
        exactly('refused command, by the API', refused?.byApi ?? NaN, 0),
        exactly('refused command, by the run', refused?.byRun ?? NaN, 0),
        exactly('pending timers of a parked case', parked, 1),
        exactly('events of a case that nobody has touched', asleep, 1),
      ],
    ],
  ]);
}

/** Events that a refused command adds: one that the API refuses, and one that reaches the run past it. */
async function countRefused(
  { api, client }: Stage,
  cast: Cast,
  caseId: string,
  url: string,
): Promise<{ byApi: number; byRun: number }> {
  const workflowId = workflowIdOf(caseId);
  const length = async () => (await historyOf(client, workflowId)).length;
  const before = await length();
  const again = await api.ask(cast.office, `${url}/tracks/t1/signature`, {});
  if (again.status !== 409) throw new Error(`signing twice answered ${again.status}, 409 was expected`);
  const between = await length();
  const id = 'bench-refused';
  const actor = { subject: `${LEAD}-office`, role: 'unit-office', unit: LEAD } as const;
  const recordedAt = new Date().toISOString();
  const error: unknown = await client.workflow
    .getHandle(workflowId)
    .executeUpdate(commandUpdate, {
      updateId: id,
      args: [{ id, type: 'signFor', actor, recordedAt, data: { trackId: 't1' } }],
    })
    .catch((failure: unknown) => failure);
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error('the run has taken a second signature');
  return { byApi: between - before, byRun: (await length()) - between };
}
