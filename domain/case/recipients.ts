import type { PartRule } from '../../schemas/policy';
import { refuseUnless } from '../refusal';
import { type Chronicle, entryOf } from './context';
import {
  answeredProposers,
  answeringTracks,
  hasDied,
  hasException,
  leadProposer,
  leadTrack,
} from './lookups';
import type { AssignedCase, Delivery, Letter, Track } from './state';

/** A delivery as the issue of its letter brings it in. */
export type NewDelivery = Omit<Delivery, 'status'>;
type Recipient = Delivery['recipient'];

/**
 * Recipients are computed, never typed in [R3.9]; copies by product and kind are the policy's [R3.4, R3.5, R7.4].
 * `byHost`: whom the host of a merge sends this letter to, where it follows one; they get no second copy of it [R3.10]. A
 * host of old that does not say so sends them all.
 */
export function deliveriesFor(
  chronicle: Chronicle,
  letter: Letter,
  rule: PartRule,
  byHost?: readonly Recipient[],
): NewDelivery[] {
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
  } else if (rule.to !== undefined)
    to.push({
      recipient: {
        type: 'body',
        id: rule.to === 'ministry' ? (state.facts.letter?.coHandles?.ministry ?? '') : rule.to,
      },
      purpose: letter.product === 'opinion' ? 'opinion' : 'submit',
      required: true,
      electronic,
    });
  const copies =
    letter.product === 'result'
      ? asBodies(state.reworks[letter.reworkId ?? '']?.assigners ?? [])
      : letter.follows && byHost === undefined
        ? []
        : copyRecipients(state, rule, letter).filter(
            ({ type, id }) => !byHost?.some((had) => had.type === type && had.id === id),
          );
  const sender = entryOf(state.tracks, letter.trackId);
  for (const recipient of copies)
    if (!isSender(sender, recipient)) to.push({ recipient, purpose: 'copy', required: false, electronic });
  return to.map((delivery, index) => ({ ...delivery, id: `d${base + index + 1}`, letterId: letter.id }));
}

const asBodies = (ids: readonly string[]): Recipient[] =>
  [...new Set(ids)].map((id) => ({ type: 'body', id }));

/** Nobody gets a copy of their own letter. */
const isSender = (track: Track | undefined, { type, id }: Recipient): boolean =>
  type === 'unit' ? id === track?.unit : track?.part === 'office' && id === 'provincial-office';

/**
 * The policy's copies; and of what answers the case, those that the letter of assignment names [R3.1], the departments
 * concerned that it names, and out of session a provincial case's assigner (R3.7, setting).
 */
function copyRecipients(state: AssignedCase, rule: PartRule, letter: Letter): Recipient[] {
  const { kind, level, outOfSession, assignedBy, letter: assignment = {} } = state.facts;
  const byRule = rule.copies?.[kind] ?? [];
  if (!answeringTracks(state).some(({ id }) => id === letter.trackId)) return asBodies(byRule);
  const assigner = outOfSession && level === 'provincial' ? [assignedBy] : [];
  return [
    ...asBodies([...byRule, ...assigner, ...(assignment.copies ?? [])]),
    ...[...new Set(assignment.departments ?? [])].map((id): Recipient => ({ type: 'unit', id })),
  ];
}

/** Those who objected, and for a joint proposal the lead proposer too [R7.4]. */
function resultRecipients(state: AssignedCase, letter: Letter): string[] {
  const objectors = entryOf(state.reworks, letter.reworkId)?.objectors ?? [];
  const lead =
    state.facts.kind === 'proposal' && state.proposers.length > 1 ? leadProposer(state) : undefined;
  return [...new Set([...objectors, ...(lead ? [lead.id] : [])])].filter((id) => !hasDied(state, id));
}
