import { nextDue, openDoorOf, type AssignedCase, type Context } from '../../../domain/case';
import { approvalsOf } from '../../../domain/case/letters';
import {
  answeredProposers,
  categoriesOf,
  deliveriesOf,
  fullySent,
  hasException,
  isSecret,
  issuedLetter,
  lettersOf,
  liveTracks,
  partRuleOf,
  tracksOf,
  unconsulted,
} from '../../../domain/case/lookups';
import { tellsOf } from '../../../domain/case/tells';
import { findOpen, openObligations } from '../../../domain/case/obligations';
import { REPLYING } from '../../../domain/case/follows';
import { offLineOf } from '../../../domain/case/secret';
import { isForReference, untold } from '../../../domain/case/reference';
import type { Letter, MemberMerge, Track } from '../../../domain/case/state';
import type { Actor, ReviewLevel, Role } from '../../../schemas/common';
import type { PartRule } from '../../../schemas/policy';
import type { CommandData, CommandType } from '../../../schemas/commands';
import { actors, criteria, staff } from './scenario';

/** A command that is still without id and instant. */
export type Move = { [T in CommandType]: { actor: Actor; type: T; data: CommandData[T] } }[CommandType];

export const move = <T extends CommandType>(actor: Actor, type: T, data: CommandData[T]): Move =>
  ({ actor, type, data }) as Move;

export const unitActor = (unit: string, role: Role, subject = `${unit}-${role}`): Actor => ({
  subject,
  role,
  unit,
});

/** Whoever does a role's work on a part: on the provincial office's own, somebody of the office. */
export const actorOn = ({ part, unit }: Track, role: Role, subject = `${unit}-${role}`): Actor =>
  part === 'office' ? { subject, role: 'provincial-office' } : unitActor(unit, role, subject);

/** The last level is reviewed by the principal in person [R5.1]. */
export const inPerson = ({ responsibility }: Track, level: ReviewLevel, actor: Actor): Actor =>
  level === 'principal' && responsibility ? { ...actor, person: responsibility.principal } : actor;

const HASH = 'b'.repeat(64);
export const REVIEWER: Record<ReviewLevel, Role> = {
  division: 'unit-division',
  office: 'unit-office',
  leaderInCharge: 'unit-leader',
  principal: 'unit-leader',
};

/**
 * What somebody who wants the case closed does next: one command that its state calls for; a tick where only time
 * helps; undefined where nothing is left to do. Whoever follows it comes to a closed case, or has found a dead end.
 * `withOthers`: the cases that it is merged with are there, and say for themselves what else is made up here.
 */
export function nextMove(
  state: AssignedCase,
  { rules }: Pick<Context, 'rules'>,
  withOthers = false,
): Move | undefined {
  if (state.status !== 'open') return undefined;
  return (
    decisions(state) ??
    (withOthers ? undefined : merges(state)) ??
    first(liveTracks(state), (track) => staffing(state, track)) ??
    first(liveTracks(state), (track) => forms(state, track)) ??
    first(liveTracks(state), (track) => openDoors(state, track)) ??
    reworks(state) ??
    first(liveTracks(state), (track) => products(state, track, rules, withOthers)) ??
    sending(state) ??
    publications(state, rules, withOthers) ??
    answers(state) ??
    leftovers(state) ??
    (nextDue(state, rules) === undefined ? undefined : move(actors.system, 'tick', {}))
  );
}

const first = <T>(list: T[], find: (entry: T) => Move | undefined): Move | undefined => {
  for (const entry of list) {
    const found = find(entry);
    if (found) return found;
  }
  return undefined;
};

function decisions(state: AssignedCase): Move | undefined {
  const exception = Object.values(state.exceptions).find(({ status }) => status === 'requested');
  if (exception)
    return move(actors.office, 'decideContactException', { exceptionId: exception.id, outcome: 'approved' });
  const asked = Object.values(state.instructions).find(({ status }) => status === 'open');
  if (asked) return move(actors.office, 'answerInstructions', { requestId: asked.id, answer: 'x' });
  const supervision = Object.values(state.supervisions).find(({ status }) => status === 'open');
  if (supervision)
    return move(actors.office, 'closeSupervision', { supervisionId: supervision.id, result: 'x' });
  return undefined;
}

/** Cases that are to be told something take it. */
function merges(state: AssignedCase): Move | undefined {
  const [tell] = tellsOf(state);
  return tell && move(actors.system, 'reportTold', { ...tell, outcome: 'taken' });
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
    ...(product === 'reply' ? { category: 'A' as const } : {}),
    documentNumber: 'x',
    electronicVersion: HASH,
    issuedOn: state.lastDay,
    on: state.lastDay,
  });
}

function staffing(state: AssignedCase, track: Track): Move | undefined {
  const { id: trackId, unit } = track;
  if (track.status === 'returned')
    return track.return?.outcome === undefined
      ? move(actors.office, 'decideReturn', { trackId, outcome: 'upheld', reason: 'x' })
      : move(actors.office, 'reassign', {
          trackId,
          unit: freeUnit(state),
          reason: 'x',
        });
  if (track.status === 'assigned') return move(unitActor(unit, 'unit-office'), 'signFor', { trackId });
  if (!track.responsibility && track.part !== 'office')
    return move(unitActor(unit, 'unit-office'), 'nameResponsibility', { trackId, ...staff(unit) });
  return undefined;
}

/** A unit that has no part in the case: a story may have given any of them one. */
function freeUnit(state: AssignedCase): string {
  const taken = new Set(liveTracks(state).map(({ unit }) => unit));
  let number = 1;
  while (taken.has(`u${number}`)) number += 1;
  return `u${number}`;
}

function forms(state: AssignedCase, track: Track): Move | undefined {
  const [owed] = findOpen(state, track.id, 'form');
  if (!owed) return undefined;
  const actor = unitActor(track.unit, 'unit-office');
  const recipients = answeredProposers(state).filter(({ id }) => !hasException(state, id));
  const unsent = recipients.filter(({ id }) => track.form.sentTo[id] === undefined).map(({ id }) => id);
  if (unsent.length > 0)
    return move(actor, 'sendForm', { trackId: track.id, proposers: unsent, way: 'post' });
  const confirms = recipients.find(({ role }) => role === 'lead') ?? recipients[0];
  return confirms
    ? move(actor, 'confirmForm', { trackId: track.id, proposer: confirms.id, way: 'visit' })
    : move(actors.office, 'waiveObligation', { obligationId: owed.id, reason: 'x' });
}

/** What open-door handling still lacks, and then its report. */
function openDoors(state: AssignedCase, { id: trackId, unit }: Track): Move | undefined {
  if (findOpen(state, trackId, 'special-report').length === 0) return undefined;
  const actor = unitActor(unit, 'unit-office');
  const track = state.tracks[trackId] as Track;
  const missing = openDoorOf(state, track, state.lastDay).find(({ done }) => !done)?.element ?? 'report';
  if (missing === 'leader') return move(actor, 'nameCaseLeader', { trackId, person: `${unit}-1` });
  if (missing === 'research')
    return move(actor, 'recordResearch', { trackId, place: 'x', people: 'x', findings: 'x' });
  if (missing === 'report') return move(actor, 'fileSpecialReport', { trackId, document: HASH });
  return move(actor, 'recordOpenDoor', {
    trackId,
    element: missing,
    people: 'x',
    note: 'x',
    documents: [],
  });
}

function reworks(state: AssignedCase): Move | undefined {
  if (isSecret(state)) return undefined;
  return first(
    Object.values(state.reworks).filter(({ status }) => status === 'open'),
    (rework) => {
      const track = state.tracks[rework.trackId] as Track;
      const actor = actorOn(track, 'unit-division');
      if (!rework.cause)
        return move(actor, 'recordReworkCause', { reworkId: rework.id, cause: 'x', measures: 'x' });
      const proposers = rework.objectors.filter((id) => !rework.visited.includes(id));
      return proposers.length > 0
        ? move(actor, 'recordReworkVisit', {
            reworkId: rework.id,
            proposers,
            visitors: [`${track.unit}-2`],
            opinion: 'x',
          })
        : undefined;
    },
  );
}

function products(
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
    if (rework.trackId === track.id && owed.some(({ kind }) => kind === 'rework' || kind === 'reissue'))
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

function sending(state: AssignedCase): Move | undefined {
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

function publications(state: AssignedCase, rules: Context['rules'], withOthers: boolean): Move | undefined {
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
    if (letter.follows === undefined)
      return move(actor, 'publishLetter', { letterId, coHandlers, withOriginal: false });
    if (coHandlers.some(({ trackId }) => letter.confirmed[trackId] !== 'public'))
      return move(actor, 'confirmDisclosure', { letterId, coHandlers });
    return withOthers
      ? undefined
      : hostLetter(state, track, letter.product, 'published', letter.follows.letterId);
  });
}

function answers(state: AssignedCase): Move | undefined {
  const waiting = openObligations(state).find(
    ({ kind, owedBy, about }) =>
      kind === 'feedback' &&
      deliveriesOf(state, about ?? '').some(
        ({ recipient, status, purpose }) =>
          recipient.id === owedBy.id && purpose !== 'copy' && (status === 'sent' || status === 'received'),
      ),
  );
  return waiting
    ? move(actors.office, 'giveFeedback', {
        proposer: waiting.owedBy.id,
        trackId: waiting.trackId,
        attitude: 'satisfied',
        result: 'satisfied',
        via: 'paper',
      })
    : undefined;
}

/** What nobody will do any more the office lets go. */
function leftovers(state: AssignedCase): Move | undefined {
  const owed = openObligations(state).find(
    ({ kind }) => kind === 'internal' || kind === 'bureau' || kind === 'copy',
  );
  return owed ? move(actors.office, 'waiveObligation', { obligationId: owed.id, reason: 'x' }) : undefined;
}
