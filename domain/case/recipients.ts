import type { PartRule } from '../../schemas/policy';
import { refuseUnless } from '../refusal';
import { type Chronicle, entryOf } from './context';
import { answeredProposers, hasDied, hasException, leadProposer, leadTrack } from './lookups';
import type { AssignedCase, Delivery, Letter } from './state';

/** A delivery as the issue of its letter brings it in. */
export type NewDelivery = Omit<Delivery, 'status'>;

/** Recipients are computed, never typed in [R3.9]; copies by product and kind are the policy's [R3.4, R3.5, R7.4]. */
export function deliveriesFor(chronicle: Chronicle, letter: Letter, rule: PartRule): NewDelivery[] {
  const state = chronicle.case;
  const electronic = rule.electronic ?? false;
  const base = Object.keys(state.deliveries).length;
  const to: Omit<NewDelivery, 'id' | 'letterId'>[] = [];
  const proposers = (ids: string[], purpose: 'reply' | 'result') => {
    // Required are those in reach; where nobody is, whoever lives: a letter can still be posted.
    const inReach = ids.filter((id) => !hasException(state, id));
    const required = new Set(inReach.length > 0 ? inReach : ids);
    for (const id of ids)
      to.push({
        recipient: { type: 'proposer', id },
        purpose,
        required: required.has(id),
        electronic: false,
      });
  };
  if (letter.product === 'result') proposers(resultRecipients(state, letter), 'result');
  else if (rule.to === 'proposers')
    proposers(
      answeredProposers(state).map(({ id }) => id),
      'reply',
    );
  else if (rule.to === 'lead') {
    const lead = leadTrack(state);
    refuseUnless(lead, 'R3.4', 'wrong-state', '/letterId', '主办单位尚未确定，会办意见暂不能送达');
    to.push({ recipient: { type: 'unit', id: lead.unit }, purpose: 'opinion', required: true, electronic });
  } else if (rule.to === 'provincial-office')
    to.push({
      recipient: { type: 'body', id: 'provincial-office' },
      purpose: 'submit',
      required: true,
      electronic,
    });
  const bodies =
    letter.product === 'result'
      ? (state.reworks[letter.reworkId ?? '']?.assigners ?? [])
      : letter.follows
        ? [] // One letter, one copy: the case that it was written in sends it [R3.10].
        : copyBodies(state, rule, letter);
  for (const id of bodies)
    to.push({
      recipient: { type: 'body', id },
      purpose: 'copy',
      required: false,
      electronic,
    });
  return to.map((delivery, index) => ({ ...delivery, id: `d${base + index + 1}`, letterId: letter.id }));
}

/** The policy's copies, and out of session the assigner too (R3.7, setting). */
function copyBodies(state: AssignedCase, rule: PartRule, letter: Letter) {
  const bodies = [...(rule.copies[state.facts.kind] ?? [])];
  if (state.facts.outOfSession && letter.product === 'reply' && !bodies.includes(state.facts.assignedBy))
    bodies.push(state.facts.assignedBy);
  return bodies;
}

/** Those who objected, and for a joint proposal the lead proposer too [R7.4]. */
function resultRecipients(state: AssignedCase, letter: Letter): string[] {
  const objectors = entryOf(state.reworks, letter.reworkId)?.objectors ?? [];
  const lead =
    state.facts.kind === 'proposal' && state.proposers.length > 1 ? leadProposer(state) : undefined;
  return [...new Set([...objectors, ...(lead ? [lead.id] : [])])].filter((id) => !hasDied(state, id));
}
