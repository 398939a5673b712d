import type { CommandData } from '../../schemas/commands';
import type { Category } from '../../schemas/common';
import type { FollowedLetter, FollowedStage } from '../../schemas/merge';
import { entryOf } from './context';
import { REPLYING } from './follows';
import { categoriesOf, deliveriesOf, liveTracks, procedureOf, wantsPages } from './lookups';
import type { AssignedCase, HostMerge, Letter, MergeMember, Told } from './state';

/** The merge of a host. */
export const hostOf = ({ merge }: AssignedCase): HostMerge | undefined =>
  merge?.role === 'host' ? merge : undefined;

/** Asked, in, or on its way out. */
export const isIn = (member: MergeMember | undefined): member is MergeMember =>
  member !== undefined && member.status !== 'refused' && member.status !== 'left';

/** What a host still has to tell a case: to join, to leave, or how far a letter has come. */
export interface Tell {
  member: string;
  since: number;
  letter?: { letterId: string; stage: FollowedStage; category?: Category };
}

/** Read from the state: what was not told yet is told, by whichever run finds it. */
export function tellsOf(state: AssignedCase): Tell[] {
  return Object.entries(hostOf(state)?.members ?? {}).flatMap(([member, { status, since, told }]): Tell[] => {
    if (status === 'asked' || status === 'leaving') return [{ member, since }];
    if (status !== 'joined') return [];
    return Object.values(state.letters).flatMap((letter) => {
      const last = told[letter.id];
      const stage = stageOf(letter, member, takenStage(last) !== undefined);
      const category = letter.categoryCheck?.toMembers && letter.categoryCheck.category;
      if (stage === undefined || (last?.stage === stage && last.category === category)) return [];
      return [{ member, since, letter: { letterId: letter.id, stage, ...(category ? { category } : {}) } }];
    });
  });
}

/** How far a member has come with a letter of the host; undefined where it has none of it. */
export const takenStage = (told: Told | undefined): FollowedStage | undefined =>
  told?.outcome === 'taken' ? told.stage : told?.before;

function stageOf(letter: Letter, member: string, known: boolean): FollowedStage | undefined {
  if (letter.product === 'result' && !letter.together?.includes(member)) return undefined;
  // What was sent back is in force nowhere any more, as if it were recalled.
  const ended = letter.status === 'recalled' || (letter.status === 'sent-back' && letter.toMembers);
  if (ended) return known ? 'recalled' : undefined;
  if (letter.status !== 'issued') return undefined;
  const { status } = letter.publication;
  return status === 'published' || status === 'withheld' || status === 'taken-down' ? status : 'issued';
}

/** The command that tells it. Texts in it are still the host's. */
export function tellCommand(
  state: AssignedCase,
  { member, since, letter: about }: Tell,
):
  | { type: 'joinMerge'; data: CommandData['joinMerge'] }
  | { type: 'leaveMerge'; data: CommandData['leaveMerge'] }
  | { type: 'followLetter'; data: CommandData['followLetter'] }
  | undefined {
  const host = state.caseId;
  const present = entryOf(hostOf(state)?.members ?? {}, member);
  if (present === undefined) return undefined;
  if (about === undefined) {
    if (present.status === 'leaving') return { type: 'leaveMerge', data: { host, since } };
    const { decidedBy, unit } = present;
    const { kind, level } = state.facts;
    const procedure = procedureOf(state.facts);
    const categories = [...categoriesOf(state.facts)];
    const parts = liveTracks(state)
      .filter((track) => REPLYING.has(track.part))
      .map((track) => ({ unit: track.unit, part: track.part }));
    return {
      type: 'joinMerge',
      data: { host, since, kind, level, decidedBy, parts, procedure, categories, ...(unit ? { unit } : {}) },
    };
  }
  const letter = entryOf(state.letters, about.letterId);
  const track = entryOf(state.tracks, letter?.trackId);
  if (letter?.issuedOn === undefined || track === undefined) return undefined;
  const { publication, endedOn } = letter;
  const deliveries = deliveriesOf(state, letter.id);
  const electronicVersion = deliveries.find((delivery) => delivery.electronicVersion)?.electronicVersion;
  const sentTo = deliveries.flatMap(({ recipient: { type, id } }) =>
    type === 'proposer' ? [] : [{ type, id }],
  );
  const on =
    about.stage === 'issued' ? letter.issuedOn : about.stage === 'recalled' ? endedOn : publication.on;
  return {
    type: 'followLetter',
    data: {
      host,
      since,
      letterId: letter.id,
      unit: track.unit,
      part: track.part,
      product: letter.product,
      stage: about.stage,
      ...letter.content,
      documentNumber: letter.documentNumber ?? '',
      ...(electronicVersion ? { electronicVersion } : {}),
      issuedOn: letter.issuedOn,
      on: on ?? letter.issuedOn,
      ...(publication.url ? { url: publication.url } : {}),
      ...(wantsPages(state.facts) ? {} : { pageless: true as const }),
      ...checkOf(letter, present.told[letter.id]),
      sentTo,
      doneOn: about.stage === 'recalled' ? (endedOn ?? letter.issuedOn) : letter.issuedOn,
    },
  };
}

/** What the office found of a letter's category, unless it was told already: the member's own may have been checked since. */
function checkOf({ categoryCheck: check }: Letter, told: Told | undefined): Partial<FollowedLetter> {
  const known = told?.outcome !== 'refused' && told?.category === check?.category;
  if (!check?.toMembers || known) return {};
  const { category: checkedCategory, on: checkedOn, reason } = check;
  return { checkedCategory, checkedOn, ...(reason ? { checkReason: reason } : {}) };
}

/** Whether the page of a host's letter is a member's too: its own letter of assignment wants one, and it has no other word. */
export function sharesPage({ facts, letters }: AssignedCase, host: string, letterId: string): boolean {
  const own = Object.values(letters).findLast(
    ({ follows }) => follows?.caseId === host && follows.letterId === letterId,
  );
  if (own === undefined || !wantsPages(facts)) return false;
  const { status, own: apart } = own.publication;
  return !apart && status !== 'withheld' && status !== 'requested';
}

/**
 * How a case took what it was told, read from what it is now: a letter of the host that none of its own repeats says
 * nothing for it ("apart"). Whoever was told no more than that was not answered.
 */
export function takenBy(
  member: AssignedCase,
  told: { type: string; data: { host: string; letterId?: string } },
): 'taken' | 'apart' {
  if (told.type !== 'followLetter') return 'taken';
  const { host, letterId } = told.data;
  return Object.values(member.letters).some(
    ({ follows }) => follows?.caseId === host && follows.letterId === letterId,
  )
    ? 'taken'
    : 'apart';
}
