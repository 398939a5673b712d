import type { CivilDate } from '../dates';
import { refuseUnless } from '../refusal';
import { change, type Chronicle, type Deciders, entryOf, type Evolvers, named, notBefore } from './context';
import { answeredProposers, hasException, leadTrack, tracksOf, workingTrack } from './lookups';
import { findOpen, meet } from './obligations';
import type { AssignedCase, Duty, Track } from './state';

/** "3+1" [R1.1], the case leader [R1.2], and the responsibility assignment form [R2.3]. */
export const responsibilityDeciders = {
  nameResponsibility(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    const { principal, leaderInCharge, office, division, officer } = data;
    refuseUnless(
      principal !== leaderInCharge,
      'R1.1',
      'conflict',
      '/leaderInCharge',
      '主要负责同志与分管负责同志应为不同的人',
    );
    chronicle.add('responsibilityNamed', {
      trackId: track.id,
      responsibility: { principal, leaderInCharge, office, division, officer },
    });
  },

  /** One person's duties in a part go to another for good: reminders follow, and both are on record. */
  handOver(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    const { from, to, reason } = data;
    refuseUnless(from !== to, 'R1.1', 'conflict', '/to', '移交人与接手人应为不同的人');
    const duties = dutiesOf(track, from);
    refuseUnless(duties.length > 0, 'R1.1', 'wrong-state', '/from', `${from} 在本件没有职责`);
    const after = withHands(track, from, to).responsibility;
    refuseUnless(
      !after || after.principal !== after.leaderInCharge,
      'R1.1',
      'conflict',
      '/to',
      '主要负责同志与分管负责同志应为不同的人',
    );
    chronicle.add('dutiesHandedOver', { trackId: track.id, from, to, duties, reason });
  },

  nameCaseLeader(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    chronicle.add('caseLeaderNamed', { trackId: track.id, person: data.person });
  },

  sendForm(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    data.proposers.forEach((id, index) => knownProposer(chronicle, id, `/proposers/${index}`));
    chronicle.add('formSent', { trackId: track.id, proposers: data.proposers, way: data.way });
    meetForms(chronicle, track);
  },

  confirmForm(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    knownProposer(chronicle, data.proposer, '/proposer');
    const sentOn = track.form.sentTo[data.proposer];
    refuseUnless(sentOn !== undefined, 'R2.3', 'out-of-order', '/proposer', '请先寄送责任分解表，再沟通确认');
    notBefore(chronicle, sentOn, '寄送日期');
    chronicle.add('formConfirmed', { trackId: track.id, proposer: data.proposer, way: data.way });
    meetForms(chronicle, track);
  },

  coverForm(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    refuseUnless(
      track.part === 'co-handler' && leadTrack(chronicle.case),
      'R2.3',
      'wrong-state',
      '/trackId',
      '只有会办单位可以由主办单位的责任分解表一并涵盖',
    );
    chronicle.add('formCovered', { trackId: track.id });
    meetForm(chronicle, track.id, chronicle.on);
  },
} satisfies Partial<Deciders>;

export const responsibilityEvolvers = {
  responsibilityNamed: (state, { trackId, responsibility }) =>
    change(state, 'tracks', trackId, { responsibility, officer: responsibility.officer }),
  dutiesHandedOver: (state, { trackId, from, to }) => {
    const track = entryOf(state.tracks, trackId);
    return track ? change(state, 'tracks', trackId, withHands(track, from, to)) : state;
  },
  caseLeaderNamed: (state, { trackId, person }) => change(state, 'tracks', trackId, { caseLeader: person }),
  formSent: (state, { trackId, proposers }, { on }) =>
    changeForm(
      entryOf(state.tracks, trackId),
      (form) => ({
        ...form,
        sentTo: { ...form.sentTo, ...Object.fromEntries(proposers.map((id) => [id, form.sentTo[id] ?? on])) },
      }),
      state,
    ),
  formConfirmed: (state, { trackId, proposer }, { on }) =>
    changeForm(
      entryOf(state.tracks, trackId),
      (form) => ({
        ...form,
        confirmedBy: { ...form.confirmedBy, [proposer]: form.confirmedBy[proposer] ?? on },
      }),
      state,
    ),
  formCovered: (state, { trackId }) =>
    changeForm(entryOf(state.tracks, trackId), (form) => ({ ...form, covered: true }), state),
} satisfies Partial<Evolvers>;

/** What one person holds in a part. */
export function dutiesOf({ responsibility, officer, caseLeader }: Track, person: string): Duty[] {
  const held = [...Object.entries(responsibility ?? {}), ['officer', officer], ['caseLeader', caseLeader]];
  return [...new Set(held.filter(([, holder]) => holder === person).map(([duty]) => duty as Duty))];
}

/** The hands of a part with one person in the place of another. */
function withHands(
  { responsibility, officer, caseLeader }: Track,
  from: string,
  to: string,
): Pick<Track, 'responsibility' | 'officer' | 'caseLeader'> {
  const hand = (person: string) => (person === from ? to : person);
  return {
    ...(responsibility
      ? {
          responsibility: {
            principal: hand(responsibility.principal),
            leaderInCharge: hand(responsibility.leaderInCharge),
            office: hand(responsibility.office),
            division: hand(responsibility.division),
            officer: hand(responsibility.officer),
          },
        }
      : {}),
    ...(officer ? { officer: hand(officer) } : {}),
    ...(caseLeader ? { caseLeader: hand(caseLeader) } : {}),
  };
}

function changeForm(
  track: Track | undefined,
  edit: (form: Track['form']) => Track['form'],
  state: Parameters<typeof change>[0],
) {
  return track ? change(state, 'tracks', track.id, { form: edit(track.form) }) : state;
}

/** A part's form, and those of the co-handlers that it covers. */
function meetForms(chronicle: Chronicle, { id, part }: Track): void {
  meetForm(chronicle, id);
  if (part === 'lead')
    for (const covered of tracksOf(chronicle.case, 'co-handler')) meetForm(chronicle, covered.id);
}

/**
 * Met by both: sent to every one to be answered, and confirmed with the lead proposer at least (R2.3, setting).
 * Those for whom an exception is approved [R6.1] are not waited for; where the lead proposer is one of them, one
 * of the others confirms, and where nobody is left, as after a sole proposer's death, the exceptions settle it. A co-handler that the lead's form covers is
 * done when that one is; no earlier than `from`, the day that it came to be covered.
 */
export function meetForm(chronicle: Chronicle, trackId: string, from?: CivilDate): void {
  const obligations = findOpen(chronicle.case, trackId, 'form');
  const track = entryOf(chronicle.case.tracks, trackId);
  if (!track || obligations.length === 0) return;
  const covers = track.part === 'co-handler' && track.form.covered ? leadTrack(chronicle.case) : undefined;
  // Nobody is left to be sent anything: the day is that of the last exception.
  if (awaited(chronicle.case).length === 0) return meet(chronicle, obligations);
  const form = [track, covers].find((by) => by && isSettled(chronicle.case, by.form))?.form;
  if (!form) return;
  const days = [...Object.values(form.sentTo), ...Object.values(form.confirmedBy), from ?? ''].sort();
  meet(chronicle, obligations, days.at(-1));
}

/** Whom a form is for. */
const awaited = (state: AssignedCase) =>
  answeredProposers(state).filter(({ id }) => !hasException(state, id));

function isSettled(state: AssignedCase, form: Track['form']): boolean {
  const recipients = awaited(state);
  const [lead] = recipients.filter(({ role }) => role === 'lead');
  const confirmed = (lead ? [lead] : recipients).some(({ id }) => form.confirmedBy[id]);
  return recipients.every(({ id }) => form.sentTo[id]) && confirmed;
}

export function knownProposer(chronicle: Chronicle, id: string, pointer: string): void {
  named(
    Object.fromEntries(chronicle.case.proposers.map((proposer) => [proposer.id, proposer])),
    id,
    pointer,
    '代表委员',
  );
}
