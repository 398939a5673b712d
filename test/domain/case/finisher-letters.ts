import { type AssignedCase, type Context } from '../../../domain/case';
import { approvalsOf } from '../../../domain/case/letters';
import {
  categoriesOf,
  fullySent,
  isSecret,
  issuedLetter,
  lettersOf,
  partRuleOf,
  tracksOf,
  unconsulted,
} from '../../../domain/case/lookups';
import { findOpen, openObligations } from '../../../domain/case/obligations';
import { REPLYING } from '../../../domain/case/follows';
import { offLineOf } from '../../../domain/case/secret';
import { isForReference, untold } from '../../../domain/case/reference';
import type { Letter, MemberMerge, Track } from '../../../domain/case/state';
import type { ReviewLevel } from '../../../schemas/common';
import type { PartRule } from '../../../schemas/policy';
import type { CommandData } from '../../../schemas/commands';
import { actors, criteria } from './scenario';
import { actorOn, first, HASH, inPerson, move, type Move, REVIEWER, unitActor } from './move';

export function products(
  state: AssignedCase,
  track: Track,
  rules: Context['rules'],
  withOthers: boolean,
): Move | undefined {
  const rule = partRuleOf(state, track, rules);
  if (isSecret(state)) return offLine(state, track, rule.limit);
  if (isForReference(state, track, rules)) return reference(state, track);
  if (rule.product === undefined) return undefined;
  const cameIn = Object.values(state.letters).some(
    ({ id, product: made, status }) => made === rule.awaits && status === 'issued' && fullySent(state, id),
  );
  const waits = rule.awaits !== undefined && !cameIn;
  const owed = openObligations(state).filter(({ trackId }) => trackId === track.id);
  const wanted: { product: Letter['product']; reworkId?: string }[] = [];
  if (
    !waits &&
    !issuedLetter(state, track.id, rule.product) &&
    owed.some(({ kind }) => kind === rule.limit || kind === 'reissue')
  )
    wanted.push({ product: rule.product });
  for (const rework of Object.values(state.reworks))
    if (
      rework.trackId === track.id &&
      rework.status !== 'withdrawn' &&
      owed.some(({ kind }) => kind === 'rework' || kind === 'reissue')
    )
      wanted.push({ product: 'result', reworkId: rework.id });
  return first(wanted, (want) => product(state, track, want, rule.contact === true, withOthers));
}

/** What is owed was done off line [R3.12]. */
function offLine(state: AssignedCase, track: Track, limit: PartRule['limit']): Move | undefined {
  const owes =
    (limit !== undefined && !offLineOf(track, limit)) ||
    findOpen(state, track.id, 'rework', 'reissue').length > 0;
  return owes ? move(actorOn(track, 'unit-office'), 'recordOffLine', { trackId: track.id }) : undefined;
}

/** Drawn on, and everyone told [R3.8]. */
function reference(state: AssignedCase, track: Track): Move | undefined {
  const { id: trackId, unit } = track;
  if (track.status === 'done') return undefined;
  if (!track.drawnOn) return move(unitActor(unit, 'unit-office'), 'recordDrawnOn', { trackId, use: 'x' });
  const proposers = untold(state, track).map(({ id }) => id);
  return proposers.length === 0
    ? undefined
    : move(unitActor(unit, 'unit-office'), 'recordContact', {
        trackId,
        stage: 'during',
        way: 'visit',
        visitors: [`${track.unit}-2`],
        proposers,
        attendees: [],
        opinion: 'x',
        told: 'x',
        documents: [],
      });
}

function product(
  state: AssignedCase,
  track: Track,
  want: { product: Letter['product']; reworkId?: string },
  contact: boolean,
  withOthers: boolean,
): Move | undefined {
  const missing = unconsulted(state, track).map(({ id }) => id);
  if (contact && want.product !== 'result' && missing.length > 0)
    return move(actorOn(track, 'unit-office'), 'recordContact', {
      trackId: track.id,
      stage: 'before',
      way: 'visit',
      visitors: [`${track.unit}-4`],
      proposers: missing,
      attendees: [],
      opinion: 'x',
      plan: 'x',
      documents: [],
    });
  const letters = lettersOf(state, track.id).filter(
    ({ product: made, reworkId }) => made === want.product && reworkId === want.reworkId,
  );
  const letter = letters.at(-1);
  const [category] = categoriesOf(state.facts);
  const content = {
    document: HASH,
    mark: 'public' as const,
    ...(want.product === 'reply' && category ? { category } : {}),
  };
  const follows = state.merge?.role === 'member' && want.product !== 'result' && REPLYING.has(track.part);
  if (follows && !withOthers) return hostLetter(state, track, want.product, 'issued');
  if (follows && track.part !== 'separate') return undefined;
  const answered = want.reworkId === undefined || state.reworks[want.reworkId]?.status === 'answered';
  if (!letter || ['recalled', 'sent-back', 'discarded'].includes(letter.status)) {
    const again = openObligations(state).some(({ about }) => about === letter?.id);
    return want.reworkId !== undefined && answered && !again
      ? undefined
      : move(actorOn(track, 'unit-division', `drafter-${track.id}`), 'draftLetter', {
          trackId: track.id,
          ...want,
          ...content,
        });
  }
  if (letter.status === 'returned')
    return move(actorOn(track, 'unit-division', `drafter-${track.id}`), 'reviseLetter', {
      letterId: letter.id,
      ...content,
    });
  if (letter.status === 'in-review') {
    const level = letter.chain[approvalsOf(letter).length] as ReviewLevel;
    const reviewer = inPerson(track, level, actorOn(track, REVIEWER[level], `reviewer-${level}`));
    return move(reviewer, 'reviewLetter', { letterId: letter.id, level, decision: 'approve', criteria });
  }
  return letter.status === 'approved'
    ? move(actorOn(track, 'unit-office'), 'issueLetter', {
        letterId: letter.id,
        documentNumber: 'x',
        electronicVersion: HASH,
        sent: [],
      })
    : undefined;
}

/** A letter of the host, as a case that is merged into it is told of it. */
function hostLetter(
  state: AssignedCase,
  { unit, part }: Track,
  product: Letter['product'],
  stage: CommandData['followLetter']['stage'],
  letterId = `h${Object.keys(state.letters).length + 1}`,
): Move {
  const { host, since } = state.merge as MemberMerge;
  const [category] = categoriesOf(state.facts);
  return move(actors.system, 'followLetter', {
    host,
    since,
    letterId,
    unit,
    part,
    product,
    stage,
    document: HASH,
    mark: 'public',
    ...(product === 'reply' && category ? { category } : {}),
    documentNumber: 'x',
    electronicVersion: HASH,
    issuedOn: state.lastDay,
    on: state.lastDay,
  });
}

export function sending(state: AssignedCase): Move | undefined {
  const pending = Object.values(state.deliveries).find(({ status }) => status === 'pending');
  if (pending)
    return move(actors.system, 'reportDelivery', { deliveryId: pending.id, outcome: 'sent', way: 'mail' });
  const back = Object.values(state.deliveries).find(({ status }) => status === 'unreachable');
  const track = state.tracks[state.letters[back?.letterId ?? '']?.trackId ?? ''];
  return back && track !== undefined
    ? move(actorOn(track, 'unit-office'), 'recordDispatch', {
        deliveryId: back.id,
        way: 'post',
        electronicVersion: HASH,
      })
    : undefined;
}

export function publications(
  state: AssignedCase,
  rules: Context['rules'],
  withOthers: boolean,
): Move | undefined {
  return first(Object.values(state.letters), (letter) => {
    const { id: letterId, publication } = letter;
    const track = state.tracks[letter.trackId] as Track;
    if (publication.status === 'requested')
      return move(actors.system, 'reportPublication', { letterId, outcome: 'published' });
    if (publication.status === 'taking-down')
      return move(actors.system, 'reportPublication', { letterId, outcome: 'taken-down' });
    const open =
      letter.product === 'reply' &&
      letter.status === 'issued' &&
      partRuleOf(state, track, rules).publish &&
      letter.content.mark !== 'withheld' &&
      fullySent(state, letterId) &&
      ['not-owed', 'owed', 'taken-down'].includes(publication.status);
    if (!open) return undefined;
    const actor = actorOn(track, 'unit-office');
    const coHandlers = tracksOf(state, 'co-handler').map(({ id }) => ({
      trackId: id,
      opinion: 'public' as const,
      reason: 'x',
    }));
    const itself =
      letter.follows === undefined || letter.follows.pageless || publication.status === 'taken-down';
    if (itself || state.merge?.role !== 'member')
      return move(actor, 'publishLetter', { letterId, coHandlers, withOriginal: false });
    if (coHandlers.some(({ trackId }) => letter.confirmed[trackId] !== 'public'))
      return move(actor, 'confirmDisclosure', { letterId, coHandlers });
    return withOthers
      ? undefined
      : hostLetter(state, track, letter.product, 'published', letter.follows?.letterId);
  });
}
