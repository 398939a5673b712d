import type { Limit, Part } from '../../schemas/common';
import type { PartRule, DecidingRules } from '../../schemas/policy';
import type { CivilDate } from '../dates';
import type { Obligation } from '../obligation';
import { refuseUnless } from '../refusal';
import { entryOf, named } from './context';
import type { AssignedCase, Delivery, Facts, InstructionRequest, Letter, Proposer, Track } from './state';

/** Tracks that still count: not reassigned and not dropped. */
export const liveTracks = (state: AssignedCase): Track[] =>
  Object.values(state.tracks).filter((track) => track.status !== 'reassigned' && track.status !== 'dropped');

/** A unit handles a case once; one whose return was upheld is asked no more until its part has gone to another. */
export function notYetHandling(state: AssignedCase, unit: string): void {
  const own = liveTracks(state).find((track) => track.unit === unit);
  const released = own?.status === 'returned' && own.return?.outcome === 'upheld';
  refuseUnless(
    !own,
    'setting',
    released ? 'wrong-state' : 'duplicate',
    '/unit',
    released ? '该单位的退回已获同意，不能再交其承办' : '该单位已承办本件',
  );
}

export const tracksOf = (state: AssignedCase, ...parts: Part[]): Track[] =>
  liveTracks(state).filter((track) => parts.includes(track.part));

export const leadTrack = (state: AssignedCase): Track | undefined => tracksOf(state, 'lead')[0];

/** The part to which co-handlers give their opinions: the lead's, or the office's where the lead is a ministry [R3.1]. */
export const gatheringTrack = (state: AssignedCase): Track | undefined =>
  leadTrack(state) ?? (state.facts.letter?.coHandles ? tracksOf(state, 'office')[0] : undefined);

/** The parts whose products are the case's answer: the provincial office's own where it has one [R3.1], else lead or separate. */
export function answeringTracks(state: AssignedCase): Track[] {
  const own = tracksOf(state, 'office');
  return own.length > 0 ? own : tracksOf(state, 'lead', 'separate');
}

const OWES_NOTHING: PartRule = {};

/** Handled off line [R3.12]: only number, units and dates are here. */
export const isSecret = ({ facts }: { facts: Pick<Facts, 'secret'> }): boolean => facts.secret === true;

/** A row of the policy's table of parts, through the name of another. */
export function partRow({ parts }: DecidingRules, name: string): PartRule | undefined {
  const row = parts[name];
  const named = typeof row === 'string' ? parts[row] : row;
  return typeof named === 'string' ? undefined : named;
}

/** Whose table of parts a case follows: the province's, the nation's, or that of a ministry which the province helps. */
export const procedureOf = ({ level, letter }: Pick<Facts, 'level' | 'letter'>): string =>
  letter?.coHandles ? 'ministry' : level;

/**
 * What this track's part owes: one row of the policy's table, with what it leaves to the letter of assignment [R3.1].
 * Of a secret only the limit runs here: its letters, contacts and form are off line [R3.12].
 */
export function partRuleOf(
  { facts }: AssignedCase,
  track: Pick<Track, 'part'>,
  rules: DecidingRules,
): PartRule {
  const row = partRow(rules, `${procedureOf(facts)}.${track.part}`) ?? OWES_NOTHING;
  if (facts.secret) return row.limit ? { limit: row.limit } : OWES_NOTHING;
  if (!row.byLetter) return row;
  const { categories = [], publish = false } = facts.letter ?? {};
  return { ...row, category: categories.length > 0, publish };
}

/** The limit that a letter of assignment names for a part: for this one alone, else for all of its kind. */
export const namedLimit = (
  { limits }: Pick<Track, 'limits'>,
  facts: Pick<Facts, 'limits'>,
  kind: NonNullable<PartRule['limit']>,
): Limit | undefined => limits?.[kind] ?? facts.limits?.[kind];

/** The categories that a case's letters may bear [R5.3]: the notice's three, or those of a national case's letter. */
export const categoriesOf = ({ level, letter }: AssignedCase['facts']): readonly string[] =>
  level === 'national' ? (letter?.categories ?? []) : ['A', 'B', 'C'];

/** Whether a case's replies are published at all [R5.8]: those of a national case as its letter of assignment says. */
export const wantsPages = ({ level, letter }: Pick<Facts, 'level' | 'letter'>): boolean =>
  level !== 'national' || letter?.publish === true;

/** A track that a unit still has: not reassigned and not dropped. */
export function liveTrack(state: AssignedCase, trackId: string, pointer = '/trackId'): Track {
  const track = named(state.tracks, trackId, pointer, '承办部分');
  refuseUnless(
    track.status !== 'reassigned' && track.status !== 'dropped',
    '—',
    'wrong-state',
    pointer,
    '该承办部分已改派或撤销，不能再办理',
  );
  return track;
}

/** A track that its unit can work on: signed for, and not returned, reassigned or dropped. */
export function workingTrack(state: AssignedCase, trackId: string, pointer = '/trackId'): Track {
  const track = liveTrack(state, trackId, pointer);
  refuseUnless(
    track.status !== 'returned',
    '—',
    'wrong-state',
    pointer,
    '该承办部分已退回，待省政府办公厅决定',
  );
  refuseUnless(track.status !== 'assigned', 'setting', 'out-of-order', pointer, '请先签收');
  return track;
}

/**
 * A {@link workingTrack} whose four duties are named [R1.1]: named before work goes on. The provincial office's own
 * part is its daily business: it may name them.
 */
export function staffedTrack(state: AssignedCase, trackId: string): Track {
  const track = workingTrack(state, trackId);
  refuseUnless(
    track.responsibility ?? track.part === 'office',
    'R1.1',
    'out-of-order',
    '/trackId',
    '请先明确“3+1”责任人（主要负责同志、分管负责同志、承办处室和承办人员、办公室）',
  );
  return track;
}

export const leadProposer = (state: AssignedCase): Proposer | undefined =>
  state.proposers.find((proposer) => proposer.role === 'lead');

/**
 * Who is answered [R3.9]: a joint suggestion goes to every deputy, a joint proposal to the lead proposer only,
 * one led by an organization to it alone. Those who died are nobody's recipients (required recipients are those
 * living and in reach: approved exceptions).
 */
export function answeredProposers(state: AssignedCase): Proposer[] {
  const lead = leadProposer(state);
  const all = state.facts.kind === 'suggestion' ? state.proposers : lead ? [lead] : [];
  return all.filter(({ id }) => !hasDied(state, id));
}

export const hasDied = (state: AssignedCase, proposer: string): boolean =>
  Object.values(state.exceptions).some(
    (exception) =>
      exception.proposer === proposer && exception.status === 'approved' && exception.ground === 'died',
  );

export const hasException = (state: AssignedCase, proposer: string): boolean =>
  Object.values(state.exceptions).some(
    (exception) => exception.proposer === proposer && exception.status === 'approved',
  );

/** Those among the answered whom nobody of this track had consulted by a day, and for whom no exception is approved [R6.1]. */
export function unconsulted(state: AssignedCase, track: Track, by: CivilDate = state.lastDay): Proposer[] {
  const hands = lineage(state, track);
  const consulted = new Set(
    state.contacts
      .filter(({ trackId, stage, on }) => hands.has(trackId) && stage !== 'after' && on <= by)
      .flatMap((contact) => contact.proposers),
  );
  return answeredProposers(state).filter(({ id }) => !consulted.has(id) && !hasException(state, id));
}

/** A duty as it stands today: the one that took its place, where it was superseded. */
export function standingDuty(state: AssignedCase, obligationId: string): Obligation | undefined {
  const seen = new Set<string>();
  let current = entryOf(state.obligations, obligationId);
  while (current?.supersededBy !== undefined && !seen.has(current.id)) {
    seen.add(current.id);
    current = entryOf(state.obligations, current.supersededBy);
  }
  return current;
}

/** A track and those that it replaces: what the former hands did counts. */
export function lineage(state: AssignedCase, track: Track): Set<string> {
  const ids = new Set<string>();
  for (
    let current: Track | undefined = track;
    current && !ids.has(current.id);
    current = current.replaces ? state.tracks[current.replaces] : undefined
  )
    ids.add(current.id);
  return ids;
}

/** The track that a part is today: the last of those that took it over. */
export const handsNow = (state: AssignedCase, trackId: string): string =>
  Object.values(state.tracks).findLast((track) => lineage(state, track).has(trackId))?.id ?? trackId;

/** The part that a request for instructions holds back [R3.11]: that of whoever asked, or of whoever has its duty now. */
export function heldBackBy(
  state: AssignedCase,
  { trackId, heldBy = trackId }: Pick<InstructionRequest, 'trackId' | 'heldBy'>,
): string {
  return handsNow(state, heldBy);
}

export const lettersOf = (state: AssignedCase, trackId: string): Letter[] =>
  Object.values(state.letters).filter((letter) => letter.trackId === trackId);

export const deliveriesOf = (state: AssignedCase, letterId: string): Delivery[] =>
  Object.values(state.deliveries).filter((delivery) => delivery.letterId === letterId);

export const wasSent = (delivery: Delivery): boolean =>
  delivery.status === 'sent' || delivery.status === 'received';

/** What of a letter is still on its way out, and what came back. */
export const unsentOf = (state: AssignedCase, letterId: string): Delivery[] =>
  deliveriesOf(state, letterId).filter(({ status }) => status === 'pending' || status === 'unreachable');

/** The deliveries of a letter that decide whether it is out. */
export const requiredDeliveries = (state: AssignedCase, letterId: string): Delivery[] =>
  deliveriesOf(state, letterId).filter(({ required, status }) => required && status !== 'cancelled');

/** Issued, and sent to every required recipient; where all died there is none left to send to. */
export const fullySent = (state: AssignedCase, letterId: string): boolean =>
  entryOf(state.letters, letterId)?.issuedOn !== undefined &&
  requiredDeliveries(state, letterId).every(wasSent);

/** A letter and those that it replaces: recalled and sent-back ones of the same product. */
export function versionsOf(state: AssignedCase, letter: Letter): Set<string> {
  const ids = new Set<string>();
  for (
    let current: Letter | undefined = letter;
    current && !ids.has(current.id);
    current = entryOf(state.letters, current.replaces)
  )
    ids.add(current.id);
  return ids;
}

/** The track's product in force: issued, neither recalled nor sent back. */
export const issuedLetter = (
  state: AssignedCase,
  trackId: string,
  product: Letter['product'],
): Letter | undefined =>
  lettersOf(state, trackId).findLast((letter) => letter.product === product && letter.status === 'issued');

/** The track's own product in force, whatever its part owes: a rework's result is none. */
export const issuedProduct = (state: AssignedCase, trackId: string): Letter | undefined =>
  lettersOf(state, trackId).findLast((letter) => letter.product !== 'result' && letter.status === 'issued');
