import type { FollowedLetter } from '../../schemas/merge';
import { refuseUnless } from '../refusal';
import { mayAnswer } from './answering';
import { type Chronicle, type Deciders, entryOf, nextId, reopen } from './context';
import { REPLYING } from './follows';
import { issue, openReissue, recall } from './issue';
import { contentIsComplete, contentOf as letterContent } from './letter-content';
import { categoriesOf, issuedLetter, lettersOf, liveTracks, partRuleOf, staffedTrack } from './lookups';
import { meet } from './obligations';
import { confirmedByAll, owedPublication, takenDown } from './publication';
import { deliveriesFor } from './recipients';
import type { AssignedCase, Letter, Track } from './state';

/** How a member follows the letters of its host [R3.10]: they become its own, by its own rules. */
export const followingDeciders = {
  followLetter(chronicle, { data }) {
    const { merge } = chronicle.case;
    refuseUnless(
      merge?.role === 'member' && merge.host === data.host,
      'R3.10',
      'wrong-state',
      '',
      '该件已不在这一并案之中',
    );
    const standing = Object.values(chronicle.case.letters).find(
      ({ follows, status }) =>
        follows?.caseId === data.host && follows.letterId === data.letterId && status === 'issued',
    );
    if (data.stage === 'recalled') {
      if (standing) {
        // It may have ended with the letter that its host takes back.
        reopen(chronicle, 'recalled');
        recall(chronicle, standing, data.reason ?? '');
        followTakeDown(chronicle, standing, data.reason ?? '');
        openReissue(chronicle, standing);
      }
      return;
    }
    if (!standing && speaksApart(chronicle.case, data)) return;
    const letter = standing ?? followed(chronicle, data);
    if (data.stage !== 'issued') followPublication(chronicle, letter, data);
    followCheck(chronicle, letter, data);
  },
} satisfies Partial<Deciders>;

export const replyingParts = (state: AssignedCase): Track[] =>
  liveTracks(state).filter(({ part }) => REPLYING.has(part));

/**
 * The part of a member that a letter of the host speaks for: the same unit's in the same part, or in which it replies
 * too; for the lead's letter, which may answer for other leads by the office's decision, whoever replies alone there.
 */
export function counterpart(
  state: AssignedCase,
  { unit, part }: Pick<FollowedLetter, 'unit' | 'part'>,
): Track | undefined {
  const same = liveTracks(state).find((track) => track.unit === unit && track.part === part);
  if (same || part === 'office' || !REPLYING.has(part)) return same;
  const replying = replyingParts(state).filter((track) => track.part !== 'office');
  const alone = part === 'lead' && replying.length === 1 ? replying[0] : undefined;
  return replying.find((track) => track.unit === unit) ?? alone;
}

/**
 * Whether a letter of the host is none of a member's: nobody of the member is spoken for by it, or whoever is has
 * said there by itself what it has to say. A result names whom it answers: it never is.
 */
function speaksApart(state: AssignedCase, data: Pick<FollowedLetter, 'unit' | 'part' | 'product'>): boolean {
  if (data.product === 'result') return false;
  const track = counterpart(state, data);
  if (track === undefined) return true;
  const own = issuedLetter(state, track.id, data.product);
  return own !== undefined && (data.product === 'opinion' || own.follows === undefined);
}

/** A letter of a host as far as it says whom it answers: whose it is, and of a result the cases that it names. */
export type Answering = Pick<FollowedLetter, 'host' | 'unit' | 'part' | 'product'> & {
  together?: readonly string[];
};

/** Whether a letter of the host answers a member, or would: only then does it list its number and names [R3.10]. */
export function isAnsweredBy(member: AssignedCase, letter: Answering): boolean {
  if (letter.product === 'result') return letter.together?.includes(member.caseId) === true;
  const track = counterpart(member, letter);
  const own = track && issuedLetter(member, track.id, letter.product);
  return own?.follows?.caseId === letter.host || !speaksApart(member, letter);
}

/** Makes the host's letter the member's own: by its own rules, to its own proposers, meeting its own deadlines. */
function followed(chronicle: Chronicle, data: FollowedLetter): Letter {
  refuseUnless(chronicle.case.status === 'open', 'R3.10', 'wrong-state', '', '该件已办结');
  const found = counterpart(chronicle.case, data);
  refuseUnless(found, 'R3.10', 'wrong-state', '', '该件没有与主件对应的承办部分');
  const track = staffedTrack(chronicle.case, found.id);
  const { product } = data;
  const rework =
    product === 'result'
      ? Object.values(chronicle.case.reworks).findLast(
          ({ trackId, status }) => trackId === track.id && status === 'open',
        )
      : undefined;
  refuseUnless(
    product !== 'result' || rework,
    'R7.4',
    'wrong-state',
    '',
    '该件没有待答复的再次办理，请修改文稿，不一并答复该件',
  );
  refuseUnless(
    product === 'result' || partRuleOf(chronicle.case, track, chronicle.context.rules).product === product,
    'R3.10',
    'wrong-state',
    '',
    '该件的承办部分不形成这类文稿',
  );
  const before = lettersOf(chronicle.case, track.id).filter(
    (letter) => letter.product === product && letter.reworkId === rework?.id,
  );
  refuseUnless(
    !before.some(({ status }) => status === 'issued'),
    'R3.10',
    'duplicate',
    '',
    '该件的承办部分已自行行文',
  );
  const content = contentOf(chronicle.case, data);
  contentIsComplete(chronicle, track, product, content);
  mayAnswer(chronicle, track, { product, ...(rework ? { reworkId: rework.id } : {}) }, '/product');
  // Its own draft has no use any more: beside a letter that answers, it would hold up the next one.
  for (const { id, status } of before)
    if (status === 'in-review' || status === 'returned' || status === 'approved')
      chronicle.add('letterDiscarded', { letterId: id, why: 'followed' });
  const letterId = nextId('l', chronicle.case.letters);
  const replaces = before.findLast(({ status }) => status === 'recalled' || status === 'sent-back')?.id;
  chronicle.add('letterDrafted', {
    letterId,
    trackId: track.id,
    product,
    ...(rework ? { reworkId: rework.id } : {}),
    ...(replaces ? { replaces } : {}),
    chain: [],
    content,
    drafter: data.host,
    follows: {
      caseId: data.host,
      letterId: data.letterId,
      ...(data.pageless ? { pageless: true } : {}),
    },
  });
  const drafted = chronicle.case.letters[letterId] as Letter;
  const rule = partRuleOf(chronicle.case, track, chronicle.context.rules);
  // One letter, one copy: whom the host does not send it to, only this case's rules and letter name.
  issue(chronicle, drafted, deliveriesFor(chronicle, drafted, rule, data.sentTo), data);
  return chronicle.case.letters[letterId] as Letter;
}

/**
 * What the letter says as the member's own: where its letter of assignment names no categories it bears none, whatever
 * the host's bears [R5.3, R3.1].
 */
function contentOf({ facts }: AssignedCase, data: FollowedLetter): Letter['content'] {
  if (categoriesOf(facts).length > 0) return letterContent(data);
  const { category: _category, plan: _plan, ground: _ground, ...rest } = data;
  return letterContent(rest);
}

/**
 * The host's page is the member's too [R5.8], where its own letter of assignment wants one [R3.1]; it goes up after the
 * member's own co-handlers were asked [R5.6].
 */
function followPublication(
  chronicle: Chronicle,
  letter: Letter,
  { stage, on, url, withholdingGround }: FollowedLetter,
): void {
  const { status, own } = letter.publication;
  if (stage === 'taken-down') {
    if (status === 'published' && !own) takenDown(chronicle, letter, on);
    return;
  }
  // A word of its own stands, also while it is on its way.
  if (status !== 'not-owed' && status !== 'owed' && status !== 'taken-down') return;
  const track = entryOf(chronicle.case.tracks, letter.trackId);
  if (!track || partRuleOf(chronicle.case, track, chronicle.context.rules).publish !== true) return;
  if (stage === 'withheld')
    chronicle.add('letterWithheld', { letterId: letter.id, ground: withholdingGround ?? 'host' }, on);
  else {
    confirmedByAll(chronicle.case, letter, '');
    chronicle.add('letterPublished', { letterId: letter.id, ...(url ? { url } : {}) }, on);
  }
  meet(chronicle, owedPublication(chronicle, letter), on);
}

/** Nothing recalled stays up: a page of its own is to come down, the host's does so there. */
function followTakeDown(chronicle: Chronicle, { id: letterId, publication }: Letter, reason: string): void {
  const { status, own } = publication;
  if (status === 'requested' || (status === 'published' && own))
    chronicle.add('takeDownRequested', { letterId, reason });
  else if (status === 'published') chronicle.add('letterTakenDown', { letterId });
}

/** What the office found of the letter's category is so in every case that it answers [R5.4], where it bears one. */
function followCheck(chronicle: Chronicle, letter: Letter, data: FollowedLetter): void {
  const { checkedCategory: category, checkedOn, checkReason: reason } = data;
  const before = letter.categoryCheck?.category ?? letter.content.category;
  if (category === undefined || before === undefined || before === category) return;
  // What its own letter of assignment does not know says nothing of it, and a check of its own that is newer stands.
  const { on = checkedOn } = letter.categoryCheck ?? {};
  if (!categoriesOf(chronicle.case.facts).includes(category) || (on ?? '') > (checkedOn ?? '')) return;
  const checked = { letterId: letter.id, category, before, ...(reason ? { reason } : {}) };
  chronicle.add('categoryChecked', checked, checkedOn);
}

/** The pages of a host that is a secret from now on are down [R3.12]: its members owe another word on them [R5.8]. */
export function pageIsGone(chronicle: Chronicle, host: string): void {
  if (chronicle.case.status === 'withdrawn') return;
  for (const letter of Object.values(chronicle.case.letters))
    if (
      letter.follows?.caseId === host &&
      letter.publication.status === 'published' &&
      !letter.publication.own
    )
      takenDown(chronicle, letter);
}
