import type { BodyId } from '../../schemas/common';
import { refuseUnless } from '../refusal';
import { change, type Chronicle, type Deciders, type Evolvers, named, notBefore } from './context';
import { hasEnded } from './letters';
import { lettersOf } from './lookups';
import { cancel, openObligations } from './obligations';
import type { AssignedCase, Rework } from './state';

/**
 * A rework that was assigned by mistake is taken back for as long as its result is not out [R7.4]: the part is again as
 * it was, and what the rework alone began ends with it.
 */
export const reworkWithdrawalDeciders = {
  withdrawRework(chronicle, { data, actor }) {
    const rework = named(chronicle.case.reworks, data.reworkId, '/reworkId', '再次办理');
    const assigners = new Set<string>(rework.assigners);
    refuseUnless(
      actor.role === 'provincial-office' || (assigners.has(actor.role) && assigners.size === 1),
      'R7.4',
      'not-permitted',
      '/reworkId',
      '再次办理由交办的一方撤回；双方都已交办的，由省政府办公厅撤回',
    );
    const letters = lettersOf(chronicle.case, rework.trackId).filter(
      ({ reworkId }) => reworkId === rework.id,
    );
    refuseUnless(
      rework.status === 'open' && !letters.some(({ status }) => status === 'issued'),
      'R7.4',
      'wrong-state',
      '/reworkId',
      '该轮再次办理的结果已印发或已撤回，不能再撤回',
    );
    notBefore(chronicle, rework.receivedOn, '接到交办反馈意见的日期');
    chronicle.add('reworkWithdrawn', { reworkId: rework.id, by: actor.role as BodyId, reason: data.reason });
    const about = new Set<string | undefined>([rework.id, ...letters.map(({ id }) => id)]);
    const ends = openObligations(chronicle.case).filter(
      (duty) => (duty.kind === 'rework' || duty.kind === 'reissue') && about.has(duty.about),
    );
    cancel(chronicle, ends, 'rework-withdrawn', { reason: data.reason });
    for (const { id, status } of letters)
      if (!hasEnded(status))
        chronicle.add('letterDiscarded', { letterId: id, why: 'rework-withdrawn', reason: data.reason });
    endSupervision(chronicle, rework, data.reason);
  },
} satisfies Partial<Deciders>;

/** What the assignment alone opened ends, unless a subject or somebody's own word asks for it, too [R7.2]. */
function endSupervision(chronicle: Chronicle, rework: Rework, reason: string): void {
  if (isDissatisfied(chronicle.case, rework.trackId)) return;
  for (const { id, status, reworkId, subject } of Object.values(chronicle.case.supervisions))
    if (status === 'open' && reworkId === rework.id && subject === undefined)
      chronicle.add('supervisionClosed', { supervisionId: id, result: reason });
}

/** Whether anybody's last word on a part's answers is dissatisfaction. */
function isDissatisfied({ feedback }: AssignedCase, trackId: string): boolean {
  const last = new Map(
    feedback.filter((given) => given.trackId === trackId).map((given) => [given.proposer, given]),
  );
  return [...last.values()].some(
    ({ attitude, result }) => attitude === 'dissatisfied' || result === 'dissatisfied',
  );
}

export const reworkWithdrawalEvolvers = {
  reworkWithdrawn: (state, { reworkId }) => change(state, 'reworks', reworkId, { status: 'withdrawn' }),
} satisfies Partial<Evolvers>;
