import { z } from 'zod';
import type { AssignedCase } from '../domain/case';
import { missingOpinions } from '../domain/case/letters';
import { gatheringTrack, partRuleOf } from '../domain/case/lookups';
import { refuseUnchecked } from '../domain/case/publication';
import type { Letter } from '../domain/case/state';
import { unitMark } from '../domain/marks';
import { findSlips, listedInMerged, missingInMerged } from '../domain/letters';
import { readDocument } from '../ledger/documents';
import type { Db } from '../ledger/pool';
import { readProposers } from '../ledger/reads/case';
import type { CaseRules } from '../ledger/rules';
import { readTexts } from '../ledger/texts';
import { documentText } from '../platform/document-text';
import type { Command, CommandOf } from '../schemas/commands';
import type { PolicyRules } from '../schemas/policy';
import { answeredTogether } from './merge-reads';

/** Something that may be amiss; it never blocks. */
export const warning = z
  .object({ code: z.string(), pointer: z.string(), message: z.string(), rule: z.string().optional() })
  .meta({ id: 'Warning' });
export type Warning = z.infer<typeof warning>;

/**
 * What may be amiss with an accepted command: slips in a letter or its number, a reply that no research went before
 * [R2.4], or that co-handlers' opinions are missing from [R3.4], a number that was used already, a file that goes up
 * unread [R5.8]. `body` is the request's, with its words still in it.
 */
export async function warningsOf(
  db: Db,
  state: AssignedCase,
  command: Command,
  body: unknown,
  { policy }: CaseRules,
): Promise<Warning[]> {
  switch (command.type) {
    case 'draftLetter':
      return [
        ...(await unlisted(db, state, command.data)),
        ...researchWarning(state, command, policy),
        ...(await slips(db, state, command.data.document)),
      ];
    case 'reviseLetter':
      return [
        ...(await unlisted(db, state, { ...state.letters[command.data.letterId], ...command.data })),
        ...(await slips(db, state, command.data.document)),
      ];
    case 'issueLetter': {
      const document = state.letters[command.data.letterId]?.content.document;
      const { documentNumber } = body as { documentNumber: string };
      return [
        ...opinionWarning(state, command),
        ...(await numberWarning(db, state, command, documentNumber)),
        ...(await slips(db, state, document, documentNumber)),
      ];
    }
    case 'publishLetter':
      return (await isReadable(db, state, command.data.letterId)) ? [] : [UNREAD];
    default:
      return [];
  }
}

/** A letter's file goes up as it is where the platform cannot read it; the pages are looked at by people. */
export const UNREAD: Warning = {
  code: 'unread-file',
  pointer: '/checked',
  message: '平台读不出该文件的文字，未作隐去处理，文件将原样公开；个人电话、住址等须逐页核对',
  rule: 'R5.8',
};

/** Refuses to publish a file that nobody can have looked through but people, and nobody says that they did [R5.8]. */
export async function refuseUnread(db: Db, state: AssignedCase, command: Command): Promise<void> {
  if (command.type !== 'publishLetter') return;
  refuseUnchecked({ readable: await isReadable(db, state, command.data.letterId) }, command.data);
}

/** Whether there are words in a letter's file that a machine can read; pages that are pictures have none. */
async function isReadable(db: Db, state: AssignedCase, letterId: string): Promise<boolean> {
  const document = state.letters[letterId]?.content.document;
  return document !== undefined && (await letterText(db, document)).trim() !== '';
}

/** A merged letter lists the numbers of all cases that it answers, and the names that the rule asks for [R3.10]. */
async function unlisted(
  db: Db,
  state: AssignedCase,
  { trackId = '', product, together, document }: Partial<Letter> & { document: string },
): Promise<Warning[]> {
  const track = state.tracks[trackId];
  if (state.merge?.role !== 'host' || track === undefined || product === undefined) return [];
  const cases = await answeredTogether(db, state, { unit: track.unit, part: track.part, product, together });
  if (cases.length < 2) return [];
  const text = await letterText(db, document);
  const missing = text === '' ? [] : missingInMerged(text, listedInMerged(cases));
  const shown = missing.slice(0, 20).join('、');
  return missing.length === 0
    ? []
    : [
        {
          code: 'merged-unlisted',
          pointer: '/document',
          message: `并案文稿未列明 ${missing.length} 项编号或姓名：${shown}`,
          rule: 'R3.10',
        },
      ];
}

function researchWarning(
  state: AssignedCase,
  { data }: CommandOf<'draftLetter'>,
  policy: PolicyRules,
): Warning[] {
  const track = state.tracks[data.trackId];
  // Whoever consults the proposers researches: in a national case the lead, before it submits.
  const researches = track && data.product !== 'result' && partRuleOf(state, track, policy).contact;
  if (policy.researchBeforeReply !== 'warn' || !researches || track.research > 0) return [];
  return [{ code: 'no-research', pointer: '/trackId', message: '答复前尚无调研记录', rule: 'R2.4' }];
}

/** A reply, or what is submitted for one, takes in the opinions of the co-handlers: some are still waited for [R3.4]. */
export function opinionWarning(state: AssignedCase, { data }: CommandOf<'issueLetter'>): Warning[] {
  const letter = state.letters[data.letterId];
  const gathers = letter && letter.product !== 'result' && letter.trackId === gatheringTrack(state)?.id;
  const units = gathers ? missingOpinions(state).map(({ owedBy }) => unitMark(owedBy.id)) : [];
  return units.length === 0
    ? []
    : [
        {
          code: 'missing-opinions',
          pointer: '/letterId',
          message: `尚有会办意见未收到：${[...new Set(units)].join('、')}`,
          rule: 'R3.4',
        },
      ];
}

/** A letter that is issued anew under the number of one that was taken back: it may be meant so, or a slip. */
async function numberWarning(
  db: Db,
  state: AssignedCase,
  { data }: CommandOf<'issueLetter'>,
  documentNumber: string,
): Promise<Warning[]> {
  const ended = Object.values(state.letters).filter(
    ({ id, trackId, status }) =>
      id !== data.letterId &&
      trackId === state.letters[data.letterId]?.trackId &&
      (status === 'recalled' || status === 'sent-back'),
  );
  const numbers = ended.flatMap((letter) => letter.documentNumber ?? []);
  if (numbers.length === 0) return [];
  const words = await readTexts(db, state.caseId, numbers);
  const same = ended.find(({ documentNumber: text = '' }) => words[text]?.trim() === documentNumber.trim());
  return same === undefined
    ? []
    : [
        {
          code: 'number-of-ended-letter',
          pointer: '/documentNumber',
          message: `发文字号与已${same.status === 'recalled' ? '撤回' : '退回'}的文稿 ${same.id} 相同，请核对`,
        },
      ];
}

async function slips(
  db: Db,
  state: AssignedCase,
  hash: string | undefined,
  documentNumber?: string,
): Promise<Warning[]> {
  const text = hash === undefined ? '' : await letterText(db, hash);
  const { kind, level, title, identity } = state.facts;
  const proposers = await readProposers(db, state.caseId);
  const found = findSlips({
    text,
    documentNumber,
    kind,
    level,
    title,
    term: identity.term,
    session: identity.session,
    proposers,
  });
  return found.map(({ code, message, at }) => ({
    code,
    message,
    pointer: at === undefined ? '/documentNumber' : '/document',
  }));
}

/** Letters are some pages long; what is beyond this is no letter, and is not looked through while somebody waits. */
const CHECKED_LENGTH = 200_000;

/** The words of a letter, as far as they can be read: what a scan or a PDF says is checked by those who review it. */
async function letterText(db: Db, hash: string): Promise<string> {
  const document = await readDocument(db, hash, 'all');
  return (document && documentText(document))?.slice(0, CHECKED_LENGTH) ?? '';
}
