import type { AssignedCase } from '../domain/case';
import { REPLYING } from '../domain/case/follows';
import { liveTracks } from '../domain/case/lookups';
import { dutiesOf } from '../domain/case/responsibility';
import type { Letter } from '../domain/case/state';
import type { Handed } from '../ledger/scope';
import type { Actor, Role } from '../schemas/common';

/**
 * How much of a case somebody sees: all of it, as a `body` what has gone out and by when (not how units came to it), the
 * tracks of their unit (a lead also what co-handlers deliver to it), or what concerns themselves as its proposer. `opinions` are parts whose issued letters are for them,
 * `answersFor` those whose proposers a letter of theirs answers in the host of the case [R3.10]; `supervises` are the
 * joint supervisions that their unit takes part in [R7.2].
 */
export type View =
  | { type: 'whole' }
  | { type: 'body' }
  | {
      type: 'unit';
      own: ReadonlySet<string>;
      opinions: ReadonlySet<string>;
      answersFor?: ReadonlySet<string>;
      passed?: PassedOn;
      supervises?: ReadonlySet<string>;
    }
  | { type: 'proposer'; id: string };

/** Parts of others that were passed on to a unit as their bureau [R2.2]: it sees what is asked of it, and its answer. */
interface PassedOn {
  unit: string;
  tracks: ReadonlySet<string>;
}

/** Where somebody of a unit stands beside their role. */
export interface Standing {
  /** What was handed to somebody of a division. */
  handed?: Handed;
  /** Their unit answers the host of this case, or a member of it [R3.10]. */
  answers?: 'host' | 'member';
}

/** What everyone in a case may know of it: its facts, and who handles it. */
export const OUTLINE: View = { type: 'unit', own: new Set(), opinions: new Set() };

/** Roles that may read cases at all; intake hands in and operations sees to the machine. */
export const READERS: readonly Role[] = [
  'provincial-office',
  'congress-committee',
  'cppcc-committee',
  'unit-office',
  'unit-division',
  'unit-leader',
  'proposer',
  'auditor',
];

/** Roles that read the names and contacts of proposers: those who deliver to them. */
export const DELIVERERS: readonly Role[] = ['provincial-office', 'unit-office', 'unit-division'];

/** Whether a view is that of somebody who delivers to the proposers of a case: who handles it, or answers it in its host. */
export const deliversIn = ({ tracks }: AssignedCase, view: View): boolean =>
  view.type === 'whole' ||
  (view.type === 'unit' &&
    [...view.own, ...(view.answersFor ?? [])].some(
      (id) => !['reassigned', 'dropped'].includes(tracks[id]?.status ?? 'dropped'),
    ));

/**
 * What of a case an actor sees; undefined for nothing. A committee has the cases of its own chamber, a unit those that it
 * handles, people of a division those that were handed to them, a proposer their own. A proposer's `person` is their id
 * in the case.
 */
export function viewOf(state: AssignedCase, actor: Actor, standing: Standing = {}): View | undefined {
  switch (actor.role) {
    case 'provincial-office':
    case 'auditor':
      return { type: 'whole' };
    case 'congress-committee':
      return state.facts.kind === 'suggestion' ? { type: 'body' } : undefined;
    case 'cppcc-committee':
      return state.facts.kind === 'proposal' ? { type: 'body' } : undefined;
    case 'unit-office':
    case 'unit-leader':
    case 'unit-division':
      return unitView(state, actor, standing);
    case 'proposer':
      return actor.person === undefined ? undefined : { type: 'proposer', id: actor.person };
    case 'intake':
    case 'operations':
    case 'system':
      return undefined;
  }
}

/** A unit keeps sight of the part that it had and lost: its own, not what its successor does. */
function unitView(state: AssignedCase, actor: Actor, { handed, answers }: Standing): View | undefined {
  const tracks = Object.values(state.tracks);
  const own = tracks.filter(
    (track) => track.unit === actor.unit && (actor.role !== 'unit-division' || isHanded(track, handed)),
  );
  const passed = actor.unit === undefined ? undefined : passedTo(tracks, actor.unit);
  const supervises = supervisedBy(state, actor);
  if (own.length === 0 && !passed && answers === undefined && supervises.size === 0) return undefined;
  const leads = own.some(({ part, status }) => part === 'lead' && status !== 'reassigned');
  const live = liveTracks(state);
  const replying = live.filter(({ part }) => REPLYING.has(part)).map(({ id }) => id);
  const opinions = [
    ...(leads ? tracks.filter(({ part }) => part === 'co-handler').map(({ id }) => id) : []),
    // One letter answers all: whoever writes it has what was said in every member, and they have the letter.
    ...(answers === 'host' ? live.map(({ id }) => id) : []),
    ...(answers === 'member' ? replying : []),
  ];
  return {
    type: 'unit',
    own: withFormer(state, own),
    opinions: new Set(opinions),
    ...(answers === 'host' ? { answersFor: new Set(replying) } : {}),
    ...(passed ? { passed } : {}),
    ...(supervises.size > 0 ? { supervises } : {}),
  };
}

/** The joint supervisions that name somebody's unit [R7.2]: its office's and its leaders' affair, handed to no division. */
function supervisedBy({ supervisions }: AssignedCase, { role, unit }: Actor): ReadonlySet<string> {
  const joint = Object.values(supervisions).filter(
    ({ form, units }) => form === 'joint-supervision' && unit !== undefined && units?.includes(unit),
  );
  return new Set(role === 'unit-division' ? [] : joint.map(({ id }) => id));
}

/** In a division of theirs, or naming one of the people whom they answer for. */
const isHanded = (track: AssignedCase['tracks'][string], handed: Handed | undefined): boolean =>
  handed !== undefined &&
  (handed.divisions.includes(track.division ?? '') ||
    handed.people.some((person) => dutiesOf(track, person).length > 0));

function passedTo(tracks: AssignedCase['tracks'][string][], unit: string): PassedOn | undefined {
  const passed = tracks.filter(({ bureaus }) => Object.hasOwn(bureaus ?? {}, unit)).map(({ id }) => id);
  return passed.length > 0 ? { unit, tracks: new Set(passed) } : undefined;
}

/** Tracks with those that they replace: who takes a case over reads what was done before. */
function withFormer(state: AssignedCase, tracks: readonly { id: string; replaces?: string }[]): Set<string> {
  const ids = new Set<string>();
  const queue = [...tracks];
  for (let track = queue.pop(); track !== undefined; track = queue.pop()) {
    if (ids.has(track.id)) continue;
    ids.add(track.id);
    const former = track.replaces === undefined ? undefined : state.tracks[track.replaces];
    if (former) queue.push(former);
  }
  return ids;
}

const keep = <T>(entries: Record<string, T>, wanted: (entry: T) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).filter(([, entry]) => wanted(entry)));

/** The case as a view shows it: entries that are none of theirs are not in it. Who handles it is shown to everyone in it. */
export function seen(state: AssignedCase, view: View): AssignedCase {
  switch (view.type) {
    case 'whole':
      return state;
    case 'body':
      return seenByBody(state);
    case 'unit':
      return seenByUnit(state, view);
    case 'proposer':
      return seenByProposer(state, view.id);
  }
}

/** Whether a letter has been issued: what became of it later, a committee that had its copy may know. */
const wentOut = (letter: Letter | undefined): boolean => letter?.issuedOn !== undefined;

/**
 * A committee reads facts, tracks and dates, letters that were issued, what was published, answered, assigned anew and
 * supervised, with the dates that were put off and why; drafts and their reviews, requests for instructions, and talks with
 * proposers are between those.
 */
function seenByBody(state: AssignedCase): AssignedCase {
  const letters = mapEntries(keep(state.letters, wentOut), (letter) => ({
    ...letter,
    drafters: [],
    reviews: [],
    chain: [],
  }));
  return {
    ...state,
    tracks: mapEntries(state.tracks, ({ bureaus, ...track }) => ({
      ...track,
      ...(bureaus ? { bureaus: mapEntries(bureaus, ({ opinion: _, ...bureau }) => bureau) } : {}),
    })),
    letters,
    deliveries: keep(state.deliveries, ({ letterId }) => letters[letterId] !== undefined),
    contacts: [],
    exceptions: {},
    instructions: {},
    reworks: mapEntries(state.reworks, (rework) => ({ ...rework, visited: [] })),
  };
}

function seenByUnit(
  state: AssignedCase,
  { own, opinions, answersFor, passed, supervises }: View & { type: 'unit' },
): AssignedCase {
  const mine = (entry: { trackId: string }) => own.has(entry.trackId);
  const letters = keep(
    state.letters,
    (letter) => mine(letter) || (opinions.has(letter.trackId) && letter.status === 'issued'),
  );
  const obligations = keep(
    state.obligations,
    (obligation) =>
      mine(obligation) ||
      (opinions.has(obligation.trackId) && obligation.kind === 'opinion') ||
      isPassed(passed, obligation),
  );
  return {
    ...state,
    tracks: mapEntries(state.tracks, (track) =>
      own.has(track.id) ? track : { ...outline(track), ...ownBureau(track, passed) },
    ),
    obligations,
    letters,
    deliveries: keep(state.deliveries, ({ letterId }) => letters[letterId] !== undefined),
    contacts: state.contacts.filter((contact) => mine(contact) || answersFor?.has(contact.trackId)),
    exceptions: keep(state.exceptions, mine),
    instructions: keep(state.instructions, (asked) => mine(asked) || own.has(asked.heldBy ?? '')),
    extensions: keep(state.extensions, ({ obligationId }) =>
      own.has(state.obligations[obligationId]?.trackId ?? ''),
    ),
    feedback: state.feedback.filter(mine),
    reworks: keep(state.reworks, mine),
    supervisions: keep(
      state.supervisions,
      (supervision) => mine(supervision) || supervises?.has(supervision.id) === true,
    ),
  };
}

function seenByProposer(state: AssignedCase, id: string): AssignedCase {
  const toMe = Object.values(state.deliveries).filter(
    ({ recipient, status }) =>
      recipient.type === 'proposer' && recipient.id === id && (status === 'sent' || status === 'received'),
  );
  const letters = new Set(toMe.map(({ letterId }) => letterId));
  return {
    ...state,
    proposers: state.proposers.filter((proposer) => proposer.id === id),
    tracks: mapEntries(state.tracks, outline),
    obligations: keep(state.obligations, ({ owedBy }) => owedBy.type === 'proposer' && owedBy.id === id),
    letters: mapEntries(
      keep(state.letters, (letter) => letters.has(letter.id)),
      (letter) => ({ ...letter, drafters: [], reviews: [], chain: [], confirmed: {} }),
    ),
    deliveries: Object.fromEntries(toMe.map((delivery) => [delivery.id, delivery])),
    contacts: state.contacts
      .filter(({ proposers }) => proposers.includes(id))
      .map((contact) => ({ ...contact, proposers: [id] })),
    exceptions: {},
    instructions: {},
    extensions: {},
    feedback: state.feedback.filter(({ proposer }) => proposer === id),
    reworks: mapEntries(
      keep(state.reworks, ({ objectors }) => objectors.includes(id)),
      (rework) => ({
        ...rework,
        objectors: [id],
        visited: rework.visited.filter((visited) => visited === id),
      }),
    ),
    supervisions: {},
    viewsAskedOn: {},
    originalViews: Object.fromEntries(Object.entries(state.originalViews).filter(([asked]) => asked === id)),
  };
}

const mapEntries = <T>(entries: Record<string, T>, change: (entry: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, change(entry)]));

/** Of somebody else's track: who, in which part, how far. */
function outline({
  id,
  unit,
  part,
  status,
  assignedOn,
  countsFrom,
  replaces,
  signedOn,
}: AssignedCase['tracks'][string]): AssignedCase['tracks'][string] {
  return {
    id,
    unit,
    part,
    status,
    assignedOn,
    countsFrom,
    replaces,
    signedOn,
    form: { sentTo: {}, confirmedBy: {}, covered: false },
    research: 0,
  };
}

const isPassed = (
  passed: PassedOn | undefined,
  { trackId, owedBy }: AssignedCase['obligations'][string],
): boolean => passed !== undefined && passed.tracks.has(trackId) && owedBy.id === passed.unit;

/** Of a part that was passed on, a bureau sees itself. */
function ownBureau({ id, bureaus }: AssignedCase['tracks'][string], passed: PassedOn | undefined) {
  return passed?.tracks.has(id) ? { bureaus: keep(bureaus ?? {}, ({ unit }) => unit === passed.unit) } : {};
}
