import type { Actor, Kind, ReviewLevel, Role } from '../../schemas/common';
import type { Command, CommandType } from '../../schemas/commands';
import { Refusal } from '../refusal';
import { bureauOf } from './bureaus';
import { entryOf } from './context';
import { answeringTracks, gatheringTrack, heldBackBy, lineage } from './lookups';
import type { AssignedCase, Track } from './state';

/**
 * How far a role reaches: the whole case; the track that the command is about, where it is one's own, or what a bureau
 * of it gives to it (`bureau`); a case whose opinions one gathers (`lead`, or one's own track besides:
 * `lead-or-track`), to whom a letter was handed in (`addressee`), or whose proposers one answers (`answering`: where a track is named, that one); or only one's own
 * affairs.
 */
type Scope = 'case' | 'track' | 'bureau' | 'lead' | 'lead-or-track' | 'addressee' | 'answering' | 'self';
type Grant = Partial<Record<Role, Scope>>;

const OFFICE: Grant = { 'provincial-office': 'case' };
const ENGINE: Grant = { system: 'case' };
const UNIT_OFFICE: Grant = { 'unit-office': 'track' };
const UNIT_WORK: Grant = { 'unit-office': 'track', 'unit-division': 'track' };
const UNIT_LEADERS: Grant = { 'unit-office': 'track', 'unit-leader': 'track' };
/** What the provincial office does on its own part [R3.1] as a unit does on its. */
const andOwn = (grant: Grant): Grant => ({ ...grant, 'provincial-office': 'track' });
const all = (scope: Scope): Grant => ({
  'unit-office': scope,
  'unit-division': scope,
  'provincial-office': scope,
});

/** Who may do what: one row a command. Roles that a row does not name are refused. */
const GRANTS: Record<CommandType, Grant> = {
  signFor: UNIT_OFFICE,
  returnTrack: UNIT_LEADERS,
  decideReturn: OFFICE,
  reassign: OFFICE,
  addCoHandler: OFFICE,
  dropCoHandler: OFFICE,
  changePart: OFFICE,
  swapLead: OFFICE,
  passOn: UNIT_OFFICE,
  takeBack: UNIT_OFFICE,
  recordBureauOpinion: { 'unit-office': 'bureau', 'unit-division': 'bureau' },
  assignDivision: andOwn(UNIT_OFFICE),
  returnFromDivision: { 'unit-division': 'track' },
  assignOfficer: andOwn(UNIT_WORK),
  nameResponsibility: andOwn(UNIT_LEADERS),
  handOver: UNIT_LEADERS,
  nameCaseLeader: andOwn(UNIT_LEADERS),
  sendForm: UNIT_WORK,
  confirmForm: UNIT_WORK,
  coverForm: UNIT_OFFICE,
  // A lead presses its co-handlers, and every unit its own divisions [R7.3].
  remindUnit: { ...OFFICE, 'unit-office': 'lead-or-track', 'unit-division': 'lead' },
  recordContact: andOwn(UNIT_WORK),
  recordDrawnOn: UNIT_WORK,
  recordResearch: andOwn(UNIT_WORK),
  markKey: { ...OFFICE, ...UNIT_OFFICE },
  unmarkKey: { ...OFFICE, ...UNIT_OFFICE },
  recordOpenDoor: UNIT_WORK,
  fileSpecialReport: UNIT_OFFICE,
  requestContactException: andOwn(UNIT_WORK),
  decideContactException: OFFICE,
  draftLetter: andOwn(UNIT_WORK),
  reviseLetter: andOwn(UNIT_WORK),
  reviewLetter: andOwn({ ...UNIT_WORK, 'unit-leader': 'track' }),
  discardLetter: andOwn(UNIT_WORK),
  issueLetter: andOwn(UNIT_OFFICE),
  recallLetter: andOwn(UNIT_OFFICE),
  acceptOpinion: all('addressee'),
  sendBackOpinion: all('addressee'),
  checkCategory: OFFICE,
  recordDispatch: andOwn(UNIT_WORK),
  recordReceipt: {
    ...UNIT_WORK,
    'provincial-office': 'case',
    // A committee signs for what it was sent itself.
    'congress-committee': 'track',
    'cppcc-committee': 'track',
  },
  confirmDisclosure: andOwn(UNIT_WORK),
  publishLetter: andOwn(UNIT_OFFICE),
  withholdLetter: andOwn(UNIT_OFFICE),
  takeDownLetter: { ...UNIT_OFFICE, 'provincial-office': 'case' },
  askOriginalView: all('answering'),
  answerOriginalView: { proposer: 'self', ...all('answering') },
  askInstructions: andOwn(UNIT_OFFICE),
  answerInstructions: OFFICE,
  withdrawInstructions: andOwn(UNIT_OFFICE),
  requestExtension: UNIT_LEADERS,
  decideExtension: OFFICE,
  waiveObligation: OFFICE,
  openSupervision: { ...OFFICE, 'unit-office': 'track' },
  recordSupervision: { ...OFFICE, 'unit-office': 'track' },
  closeSupervision: { ...OFFICE, 'unit-office': 'track' },
  trackSubject: ENGINE,
  recordGuidance: OFFICE,
  withdrawCase: { ...OFFICE, 'congress-committee': 'case', 'cppcc-committee': 'case' },
  recordOffLine: andOwn(UNIT_OFFICE),
  giveFeedback: { proposer: 'self', 'provincial-office': 'case', 'unit-office': 'answering' },
  assignRework: { ...OFFICE, 'cppcc-committee': 'case' },
  withdrawRework: { ...OFFICE, 'cppcc-committee': 'case' },
  recordReworkCause: andOwn(UNIT_WORK),
  recordReworkVisit: andOwn(UNIT_WORK),
  tick: ENGINE,
  wake: { ...ENGINE, intake: 'case', 'provincial-office': 'case' },
  reportDelivery: ENGINE,
  reportPublication: ENGINE,
  adoptRules: { ...ENGINE, 'provincial-office': 'case', operations: 'case' },
  discardMessage: ENGINE,
  mergeCases: { ...OFFICE, 'unit-office': 'lead' },
  unmergeCase: { ...OFFICE, 'unit-office': 'lead' },
  retellMember: { ...OFFICE, 'unit-office': 'lead' },
  joinMerge: ENGINE,
  leaveMerge: ENGINE,
  memberGone: ENGINE,
  followLetter: ENGINE,
  reportTold: ENGINE,
};

/** The bodies that act on one kind alone; a rework that they misdirect is put on record [R7.4]. */
const CHAMBER_KIND: Partial<Record<Role, Kind>> = {
  'congress-committee': 'suggestion',
  'cppcc-committee': 'proposal',
};

const REVIEW_ROLES: Record<ReviewLevel, Role> = {
  division: 'unit-division',
  office: 'unit-office',
  leaderInCharge: 'unit-leader',
  principal: 'unit-leader',
};

/** The levels that share a role: who reviews them is told apart by person. */
const LEADERS: ReadonlySet<ReviewLevel> = new Set(['leaderInCharge', 'principal']);

/** The roles that may ever give a command: what a route can refuse before it looks at the case. */
export const rolesFor = (type: CommandType): Role[] => Object.keys(GRANTS[type]) as Role[];

/**
 * Why an actor may not give this command to this case; undefined when it may. A unit acts only on its own part, and
 * so does the provincial office where it does a unit's work; a lead on what it leads, a proposer for themselves.
 */
export function permission(command: Command, state: AssignedCase): Refusal | undefined {
  const { actor, type } = command;
  const scope = GRANTS[type][actor.role];
  if (scope === undefined) return new Refusal('—', 'not-permitted', '', '您的角色不能办理此事项');
  // All of the provincial office act in one role: on its own part the levels are told apart by person.
  if (
    type === 'reviewLetter' &&
    actor.role !== 'provincial-office' &&
    REVIEW_ROLES[command.data.level] !== actor.role
  )
    return new Refusal('R5.1', 'not-permitted', '/level', '您的角色不能作这一级审核');
  if (!isInPerson(command, state))
    return new Refusal(
      'R5.1',
      'not-permitted',
      '/level',
      actor.person === undefined
        ? '这一级由“3+1”中的主要负责同志本人审核，登录身份须写明是哪一位'
        : '这一级由“3+1”中的主要负责同志本人审核',
    );
  if (isKeptForLater(command, state))
    return new Refusal(
      'R5.1',
      'not-permitted',
      '/level',
      '主要负责同志只作最后一级审核；这一级由“3+1”中的分管负责同志审核',
    );
  if (
    CHAMBER_KIND[actor.role] !== undefined &&
    CHAMBER_KIND[actor.role] !== state.facts.kind &&
    type !== 'assignRework'
  )
    return new Refusal('—', 'not-permitted', '', '人大机构只办理代表建议事项，政协机构只办理政协提案事项');
  if (
    (scope === 'track' || scope === 'bureau') &&
    !receives(actor, command, state) &&
    !(scope === 'bureau' && isBureau(actor, command, state)) &&
    !actsFor(actor, handsOf(state, command), state)
  )
    return new Refusal(
      '—',
      'not-permitted',
      '',
      notTheirs(actor, type, entryOf(state.tracks, trackOf(state, command))),
    );
  if (scope === 'lead-or-track' && !leads(actor, state) && !actsFor(actor, trackOf(state, command), state))
    return new Refusal('—', 'not-permitted', '', '只能催办本单位承办的部分，主办单位可催办会办单位');
  if (scope === 'lead' && !leads(actor, state))
    return new Refusal('—', 'not-permitted', '', '只有主办单位可以办理此事项');
  if (scope === 'addressee') {
    const submission = isSubmission(command, state);
    if (submission ? actor.role !== 'provincial-office' : !leads(actor, state))
      return new Refusal(
        submission ? 'R3.1' : 'R3.4',
        'not-permitted',
        '',
        submission ? '报送的答复意见由省政府办公厅审核、退回' : '会办意见由收到意见的主办单位接收、退回',
      );
  }
  if (scope === 'answering' && !answers(actor, trackOf(state, command), state))
    return new Refusal('—', 'not-permitted', '', '只有答复代表委员的单位可以办理此事项，且只限本单位的答复');
  if (scope === 'self' && actor.person !== (command.data as { proposer?: string }).proposer)
    return new Refusal('—', 'not-permitted', '/proposer', '只能为本人办理');
  return undefined;
}

/** The named principal of the part that a leader's review is about; undefined for any other command [R1.1, R5.1]. */
export function principalOf(command: Command, state: AssignedCase): string | undefined {
  return command.type === 'reviewLetter' && LEADERS.has(command.data.level)
    ? entryOf(state.tracks, trackOf(state, command))?.responsibility?.principal
    : undefined;
}

/** The person of the register whose own act a command is; undefined where the role is enough [R1.1, R5.1]. */
export const personBound = (command: Command, state: AssignedCase): string | undefined =>
  command.type === 'reviewLetter' && command.data.level === 'principal'
    ? principalOf(command, state)
    : undefined;

/**
 * Leaders share a role: the one who is named principal [R1.1] is told apart by the person whom the token names, so that
 * one which names nobody is nobody's. Who stands in for them may act in their stead.
 */
function isInPerson(command: Command, state: AssignedCase): boolean {
  const bound = personBound(command, state);
  const { person, for: absent } = command.actor;
  return bound === undefined || person === bound || absent === bound;
}

/**
 * Different people review level by level: the principal, who alone does the last one, leaves the one before it to the
 * leader in charge, or nobody could do the last. Of an opinion, which has no such level, they may do any.
 */
function isKeptForLater(command: Command, state: AssignedCase): boolean {
  if (command.type !== 'reviewLetter' || command.data.level === 'principal') return false;
  const { actor, data } = command;
  return (
    data.decision === 'approve' &&
    actor.person !== undefined &&
    actor.person === principalOf(command, state) &&
    entryOf(state.letters, data.letterId)?.chain.includes('principal') === true
  );
}

/** Whoever was sent something signs for it: the lead for an opinion, a body for its copy. */
function receives(actor: Actor, command: Command, state: AssignedCase): boolean {
  if (command.type !== 'recordReceipt') return false;
  const recipient = entryOf(state.deliveries, command.data.deliveryId)?.recipient;
  if (recipient?.type === 'body') return recipient.id === actor.role;
  return recipient?.type === 'unit' && recipient.id === actor.unit;
}

/** A bureau of the part speaks for itself [R2.2]. */
function isBureau({ unit }: Actor, command: Command, state: AssignedCase): boolean {
  const track = entryOf(state.tracks, trackOf(state, command));
  return (
    track !== undefined &&
    bureauOf(track, unit) !== undefined &&
    (command.data as { bureau?: string }).bureau === unit
  );
}

/** What the office's own unit handles, its people do in the hat of a unit, and are told so. */
function notTheirs({ role, unit }: Actor, type: CommandType, track: Track | undefined): string {
  if (role !== 'provincial-office' || unit === undefined || track?.unit !== unit)
    return '只能办理本单位承办的部分';
  const hats = rolesFor(type).filter((each) => each.startsWith('unit-'));
  return `办公厅作为承办单位的部分，须以承办单位的身份办理（令牌角色：${hats.join('、')}）`;
}

function actsFor(actor: Actor, trackId: string | undefined, state: AssignedCase): boolean {
  const track = entryOf(state.tracks, trackId);
  // An id that names nothing is refused as such by the command itself; it opens no door.
  return track === undefined || isTheirs(actor, track);
}

/** What a lead hands in is the provincial office's to review [R3.1], an opinion that of whoever gathers them [R3.4]. */
const isSubmission = ({ data }: Command, state: AssignedCase): boolean =>
  entryOf(state.letters, (data as { letterId?: string }).letterId)?.product === 'submission';

/** A unit's part is its people's, the provincial office's own is the office's, whatever unit they are of. */
const isTheirs = (actor: Actor, { part, unit }: Track): boolean =>
  part === 'office'
    ? actor.role === 'provincial-office'
    : actor.role !== 'provincial-office' && unit === actor.unit;

function leads(actor: Actor, state: AssignedCase): boolean {
  const gathers = gatheringTrack(state);
  return (gathers ? [gathers] : answeringTracks(state)).some((track) => isTheirs(actor, track));
}

/** The parts through which somebody's unit answers the proposers, with those that they replace: their letters are its own. */
export function answersThrough(actor: Actor, state: AssignedCase): ReadonlySet<string> {
  const own = answeringTracks(state).filter((track) => isTheirs(actor, track));
  return new Set(own.flatMap((track) => [...lineage(state, track)]));
}

/** Of a separately handled case each unit takes in what is said of its own answer [R3.3]. */
function answers(actor: Actor, trackId: string | undefined, state: AssignedCase): boolean {
  const own = answersThrough(actor, state);
  return trackId === undefined ? own.size > 0 : own.has(trackId);
}

/** The track that a command is about, through whatever it names. */
export function trackOf(state: AssignedCase, command: Command): string | undefined {
  const data = command.data as Partial<
    Record<
      | 'trackId'
      | 'letterId'
      | 'deliveryId'
      | 'requestId'
      | 'obligationId'
      | 'supervisionId'
      | 'reworkId'
      | 'exceptionId',
      string
    >
  >;
  if (data.trackId !== undefined) return data.trackId;
  if (data.letterId !== undefined) return entryOf(state.letters, data.letterId)?.trackId;
  if (data.deliveryId !== undefined)
    return entryOf(state.letters, entryOf(state.deliveries, data.deliveryId)?.letterId)?.trackId;
  if (data.obligationId !== undefined) return entryOf(state.obligations, data.obligationId)?.trackId;
  if (data.supervisionId !== undefined) return entryOf(state.supervisions, data.supervisionId)?.trackId;
  if (data.reworkId !== undefined) return entryOf(state.reworks, data.reworkId)?.trackId;
  if (data.exceptionId !== undefined) return entryOf(state.exceptions, data.exceptionId)?.trackId;
  if (data.requestId === undefined) return undefined;
  return (
    entryOf(state.instructions, data.requestId)?.trackId ??
    entryOf(state.obligations, entryOf(state.extensions, data.requestId)?.obligationId)?.trackId
  );
}

/** The part whose people may act on it: a request for instructions is a matter of whoever it holds back now [R3.11]. */
function handsOf(state: AssignedCase, command: Command): string | undefined {
  const { requestId } = command.data as { requestId?: string };
  const asked = entryOf(state.instructions, requestId);
  return asked ? heldBackBy(state, asked) : trackOf(state, command);
}
