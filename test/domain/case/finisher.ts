import { nextDue, openDoorOf, type AssignedCase, type Context } from '../../../domain/case';
import {
  answeredProposers,
  deliveriesOf,
  hasException,
  isSecret,
  liveTracks,
} from '../../../domain/case/lookups';
import { tellsOf } from '../../../domain/case/tells';
import { findOpen, openObligations } from '../../../domain/case/obligations';
import type { Track } from '../../../domain/case/state';
import { actors, staff } from './scenario';
import { actorOn, first, HASH, move, type Move, unitActor } from './move';
import { products, publications, sending } from './finisher-letters';

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
