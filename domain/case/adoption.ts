import type { Limit } from '../../schemas/common';
import type { DecidingRules } from '../../schemas/policy';
import type { Obligation, ObligationKind } from '../obligation';
import { type Chronicle, type Deciders, entryOf, type Evolvers } from './context';
import { internalDue } from './inner-limits';
import { isKey, oweSpecialReport } from './key';
import { lettersOf, liveTracks } from './lookups';
import {
  BY_RULES,
  cancel,
  datesOf,
  filingLimit,
  limitOf,
  isNew,
  openForm,
  openObligations,
  partOf,
} from './obligations';
import { meetForm } from './responsibility';
import { owePublication } from './sending';
import type { AssignedCase, Letter, Track } from './state';

export const adoptionDeciders = {
  /**
   * Another calendar or policy [D5]. What its rules ask for no longer ends, every other open deadline is computed again
   * under `context`, and what is asked for only now begins; the old and the new date are kept with the reason, and an
   * obligation that goes on keeps its fired rungs. A date named in a letter stays. Rules that the case has already, and
   * that change nothing, are no event.
   */
  adoptRules(chronicle, { data }) {
    const { calendar, rules } = chronicle.context;
    endDuties(chronicle);
    for (const obligation of openObligations(chronicle.case)) {
      const to = datesOf(obligation.openedOn, presentLimit(chronicle.case, obligation, rules), calendar);
      const moved =
        to.rawDue !== obligation.rawDue ||
        to.due !== obligation.due ||
        to.lastWorkingDay !== obligation.lastWorkingDay ||
        to.provisional !== obligation.provisional;
      if (moved)
        chronicle.add('obligationMoved', {
          obligationId: obligation.id,
          from: { rawDue: obligation.rawDue, due: obligation.due },
          to,
          why: data.reason,
        });
    }
    beginDuties(chronicle);
    const { facts } = chronicle.case;
    const held = facts.calendarVersion === calendar.version && facts.policyVersion === rules.version;
    if (held && chronicle.events.length === 0) return;
    chronicle.add('rulesAdopted', {
      calendarVersion: calendar.version,
      policyVersion: rules.version,
      reason: data.reason,
    });
  },
} satisfies Partial<Deciders>;

/**
 * Whether the rules ask a part for a duty of a kind. Kinds without a line follow from an act, not from a row of the
 * policy (a case that was assigned is signed for, a letter that was issued has its copies and its feedback), or are what
 * the part is there for, which no version of a policy takes away.
 */
const ASKED: Partial<Record<ObligationKind, (chronicle: Chronicle, track: Track) => boolean>> = {
  form: (chronicle, track) => partOf(chronicle, track).form === true,
  publication: (chronicle, track) => partOf(chronicle, track).publish === true,
  'special-report': ({ context }) => context.rules.specialReport !== undefined,
};

/** What is open and no longer asked for, with the limits inside the unit that lay ahead of it, is owed no more. */
function endDuties(chronicle: Chronicle): void {
  const open = openObligations(chronicle.case);
  const ended = open.filter(({ kind, trackId }) => {
    const track = entryOf(chronicle.case.tracks, trackId);
    return track !== undefined && ASKED[kind]?.(chronicle, track) === false;
  });
  const ids = new Set(ended.map(({ id }) => id));
  const within = open.filter(({ outer }) => outer !== undefined && ids.has(outer));
  cancel(chronicle, [...ended, ...within], BY_RULES);
}

/**
 * What is asked for only now is owed from today: nobody is late for what nobody owed, and a rule that was dropped by
 * mistake comes back with its duties. A part that is done stays done.
 */
function beginDuties(chronicle: Chronicle): void {
  const { on } = chronicle;
  for (const { id, status } of liveTracks(chronicle.case)) {
    if (status === 'done') continue;
    const track = () => chronicle.case.tracks[id] as Track;
    if (partOf(chronicle, track()).form && isNew(chronicle.case, id, 'form')) {
      openForm(chronicle, track(), on, BY_RULES);
      meetForm(chronicle, id);
    }
    if (isKey(track()) && isNew(chronicle.case, id, 'special-report'))
      oweSpecialReport(chronicle, id, BY_RULES);
    if (partOf(chronicle, track()).publish)
      for (const letter of lettersOf(chronicle.case, id))
        if (isUnspoken(chronicle.case, letter)) owePublication(chronicle, letter, on, BY_RULES);
  }
}

/** A reply in force that went out, and whose page nobody owes a word about [R5.8]. */
const isUnspoken = (state: AssignedCase, { id, product, status, repliedOn, publication }: Letter): boolean =>
  product === 'reply' &&
  status === 'issued' &&
  repliedOn !== undefined &&
  (publication.status === 'not-owed' || publication.status === 'taken-down') &&
  !openObligations(state).some(({ kind, about }) => kind === 'publication' && about === id);

const POLICY_LIMITS: Partial<Record<Obligation['kind'], keyof DecidingRules['limits']>> = {
  sign: 'sign',
  opinion: 'opinion',
  submission: 'reply',
  reply: 'reply',
  publication: 'publication',
  rework: 'rework',
  feedback: 'feedback',
  reissue: 'reissue',
};

/**
 * The limit that an obligation has today: what the policy set moves with it, an internal limit with the duty that it
 * lies ahead of (an older one, moved before it), what a letter or the office set stays.
 */
function presentLimit(state: AssignedCase, obligation: Obligation, rules: DecidingRules): Limit {
  const { kind, source, openedOn, about } = obligation;
  const own = limitOf(obligation);
  const outer = entryOf(state.obligations, obligation.outer);
  if (outer?.status === 'open')
    return { unit: 'fixed', date: internalDue(outer, rules.internalAheadDays, openedOn) };
  if (source !== 'policy') return own;
  const filings = { form: rules.form, 'special-report': rules.specialReport, reference: rules.reference };
  const filing = Object.hasOwn(filings, kind) ? filings[kind as keyof typeof filings] : undefined;
  if (filing) return filingLimit(openedOn, filing).limit;
  // An opinion or a submission about another one is the second after the first was sent back.
  const again = (kind === 'opinion' || kind === 'submission') && about !== undefined;
  const name = again ? 'opinionAgain' : POLICY_LIMITS[kind];
  if (name === undefined) return own;
  const { amount, unit } = rules.limits[name];
  return { amount, unit };
}

export const adoptionEvolvers = {
  rulesAdopted: (state, { calendarVersion, policyVersion }) => ({
    ...state,
    facts: { ...state.facts, calendarVersion, policyVersion },
  }),
} satisfies Partial<Evolvers>;
