import type { Command, CommandData, CommandType } from '../../schemas/commands';
import type { ObligationKind } from '../obligation';
import { refuseUnless } from '../refusal';
import { entryOf } from './context';
import type { AssignedCase, Contact } from './state';

interface Bound<T extends CommandType> {
  rule: string;
  pointer: string;
  most: number;
  what: string;
  /** How many there would be once the command is taken. */
  count: (state: AssignedCase, data: CommandData[T]) => number;
}

/**
 * How often one and the same act can be repeated in a case. Generous: no case of good faith comes near. A case's state
 * travels whole with its run, into the next run and to every reader, so that nothing in it may grow for ever. What is
 * not here is bounded by what it is keyed by (proposers, units, elements, deliveries of a letter) or by an act that is.
 */
const BOUNDS: { readonly [T in CommandType]?: Bound<T> } = {
  reassign: {
    rule: 'setting',
    pointer: '/unit',
    most: 200,
    what: '承办部分（含已改派、撤销的）',
    count: ({ tracks }) => size(tracks) + 1,
  },
  addCoHandler: {
    rule: 'setting',
    pointer: '/unit',
    most: 200,
    what: '承办部分（含已改派、撤销的）',
    count: ({ tracks }) => size(tracks) + 1,
  },
  returnTrack: {
    rule: 'setting',
    pointer: '/reason',
    most: 20,
    what: '同一承办部分的签收期限',
    count: (state, { trackId }) => owed(state, trackId, ['sign']),
  },
  swapLead: {
    rule: 'R3.4',
    pointer: '/trackId',
    most: 100,
    what: '同一承办部分的会办、答复期限',
    count: (state, { trackId }) => owed(state, trackId, ['opinion', 'reply', 'submission']) + 1,
  },
  assignDivision: {
    rule: 'R1.1',
    pointer: '/division',
    most: 100,
    what: '同一承办部分交承办处室',
    count: (state, { trackId }) => owed(state, trackId, ['internal']) + 1,
  },
  passOn: {
    rule: 'R2.2',
    pointer: '/bureaus',
    most: 300,
    what: '同一承办部分交所属部门',
    count: (state, { trackId, bureaus }) => owed(state, trackId, ['bureau']) + bureaus.length,
  },
  recordContact: {
    rule: 'R6.2',
    pointer: '/proposers',
    most: 6000,
    what: '本件沟通联系所及代表委员、走访人员、联合走访单位（人次）',
    count: ({ contacts }, data) => weightOf(contacts) + weightOf([data]),
  },
  recordReworkVisit: {
    rule: 'R7.4',
    pointer: '/proposers',
    most: 6000,
    what: '本件沟通联系所及代表委员、走访人员、联合走访单位（人次）',
    count: ({ contacts }, data) => weightOf(contacts) + weightOf([data]),
  },
  recordDrawnOn: {
    rule: 'R3.8',
    pointer: '/use',
    most: 100,
    what: '同一承办部分的研究参考情况',
    count: ({ tracks }, { trackId }) => (entryOf(tracks, trackId)?.drawnOn ?? []).length + 1,
  },
  requestContactException: {
    rule: 'R6.1',
    pointer: '/proposer',
    most: 10,
    what: '同一代表委员的沟通例外申请',
    count: ({ exceptions }, { proposer }) =>
      Object.values(exceptions).filter((exception) => exception.proposer === proposer).length + 1,
  },
  markKey: {
    rule: 'R4.1',
    pointer: '/keyId',
    most: 60,
    what: '同一承办部分列为重点（含已取消的）',
    count: ({ tracks }, { trackId, keyId }) => size({ ...entryOf(tracks, trackId)?.key, [keyId]: undefined }),
  },
  draftLetter: {
    rule: 'setting',
    pointer: '/product',
    most: 100,
    what: '同一承办部分的文稿（含已撤回、退回的）',
    count: ({ letters }, { trackId }) => ofTrack(letters, trackId) + 1,
  },
  reviseLetter: {
    rule: 'R5.1',
    pointer: '/document',
    most: 100,
    what: '同一文稿的修改',
    count: ({ letters }, { letterId }) => entryOf(letters, letterId)?.version ?? 0,
  },
  mergeCases: {
    rule: 'R3.10',
    pointer: '/cases',
    most: 200,
    what: '并入本件的件（含已撤出的）',
    count: ({ merge }, { cases }) =>
      new Set([...(merge?.role === 'host' ? Object.keys(merge.members) : []), ...cases]).size,
  },
  askInstructions: {
    rule: 'R3.11',
    pointer: '/question',
    most: 50,
    what: '同一承办部分的请示',
    count: ({ instructions }, { trackId }) => ofTrack(instructions, trackId) + 1,
  },
  requestExtension: {
    rule: 'setting',
    pointer: '/until',
    most: 30,
    what: '同一承办部分的延期申请',
    count: ({ extensions, obligations }, { obligationId }) => {
      const track = entryOf(obligations, obligationId)?.trackId;
      return (
        Object.values(extensions).filter((one) => entryOf(obligations, one.obligationId)?.trackId === track)
          .length + 1
      );
    },
  },
  openSupervision: {
    rule: 'R7.2',
    pointer: '/form',
    most: 50,
    what: '同一承办部分的督办',
    count: ({ supervisions }, { trackId }) => ofTrack(supervisions, trackId) + 1,
  },
  assignRework: {
    rule: 'R7.4',
    pointer: '/objectors',
    most: 50,
    what: '本件的再次办理',
    count: ({ reworks }) => size(reworks) + 1,
  },
};

/** How often a proposer can speak about one letter: the last word counts, the earlier ones stay on record. */
export const FEEDBACK_PER_LETTER = 20;

/** Refuses what would be one too many: nothing in a case grows for ever. */
export function refuseBeyondBounds(state: AssignedCase, { type, data }: Command): void {
  const bound = BOUNDS[type] as Bound<CommandType> | undefined;
  if (bound === undefined) return;
  const { rule, pointer, most, what, count } = bound;
  refuseUnless(
    count(state, data) <= most,
    rule,
    'wrong-state',
    pointer,
    `${what}以 ${most} 次为限，已达上限，不能再增`,
  );
}

const size = (entries: object): number => Object.keys(entries).length;

const ofTrack = (entries: Record<string, { trackId: string }>, trackId: string): number =>
  Object.values(entries).filter((entry) => entry.trackId === trackId).length;

const owed = ({ obligations }: AssignedCase, trackId: string, kinds: readonly ObligationKind[]): number =>
  Object.values(obligations).filter((one) => one.trackId === trackId && kinds.includes(one.kind)).length;

/** A contact weighs what it names, and itself. */
const weightOf = (contacts: readonly Pick<Contact, 'proposers' | 'visitors' | 'withUnits'>[]): number =>
  contacts.reduce(
    (sum, { proposers, visitors = [], withUnits = [] }) =>
      sum + 1 + proposers.length + visitors.length + withUnits.length,
    0,
  );
