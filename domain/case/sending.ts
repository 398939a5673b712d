import type { PartRule } from '../../schemas/policy';
import { type CivilDate } from '../dates';
import type { Obligation } from '../obligation';
import { type Chronicle, entryOf } from './context';
import {
  deliveriesOf,
  fullySent,
  hasDied,
  partRuleOf,
  requiredDeliveries,
  unsentOf,
  versionsOf,
} from './lookups';
import { endInner } from './inner-limits';
import {
  type BY_RULES,
  cancel,
  findOpen,
  letterRule,
  meet,
  open,
  openObligations,
  type Owed,
  underPolicy,
} from './obligations';
import type { AssignedCase, Delivery, Letter, TextId, Track } from './state';

/**
 * Why a copy is owed: a rework's by R7.4; of a national case by its letter; of a provincial one by the notice, save
 * those out of session whom it does not name (R3.7, setting).
 */
function copyBasis(
  { facts }: AssignedCase,
  letter: Letter,
  { copies }: PartRule,
  { recipient }: Delivery,
): { rule: string; settled: boolean } {
  if (letter.product === 'result') return { rule: 'R7.4', settled: true };
  const byLetter = letterRule(facts);
  if (byLetter !== undefined && facts.level === 'national') return { rule: byLetter, settled: true };
  const byNotice = copies?.[facts.kind]?.some((body) => body === recipient.id) ?? false;
  if (byLetter !== undefined && !byNotice) return { rule: byLetter, settled: false };
  return { rule: letter.product === 'opinion' ? 'R3.4' : 'R3.5', settled: true };
}

/** A delivery went out: the one place where sending meets what was owed. */
export function send(
  chronicle: Chronicle,
  deliveryId: string,
  {
    way,
    on,
    ...rest
  }: {
    way: Delivery['way'] & string;
    on: CivilDate;
    messageId?: string;
    electronicVersion?: string;
    evidence?: TextId;
  },
): void {
  const delivery = chronicle.case.deliveries[deliveryId] as Delivery;
  const letter = chronicle.case.letters[delivery.letterId] as Letter;
  const before = firstDispatch(chronicle.case, letter.id);
  chronicle.add('deliverySent', { deliveryId, way, on, ...rest }, on);
  if (delivery.purpose === 'copy') {
    meet(
      chronicle,
      openObligations(chronicle.case).filter(({ kind, about }) => kind === 'copy' && about === deliveryId),
      on,
    );
    return;
  }
  if (before === undefined) startClocks(chronicle, letter, on);
  else if (on < before) restartClocks(chronicle, letter, on);
  if (fullySent(chronicle.case, letter.id)) conclude(chronicle, letter);
}

/** The day of the first dispatch so far, copies aside. */
function firstDispatch(state: AssignedCase, letterId: string): CivilDate | undefined {
  const days = deliveriesOf(state, letterId).flatMap(({ purpose, sentOn }) =>
    purpose !== 'copy' && sentOn !== undefined ? [sentOn] : [],
  );
  return days.sort()[0];
}

/**
 * The day of replying is the first dispatch (setting): copies are due that day [R3.4, R3.5], and publication
 * [R5.8] and the feedback windows count from it.
 */
export function startClocks(chronicle: Chronicle, letter: Letter, on: CivilDate): void {
  const { rules } = chronicle.context;
  const track = chronicle.case.tracks[letter.trackId] as Track;
  const owed = { trackId: track.id, owedBy: { type: 'unit', id: track.unit } as const, start: on };
  const part = partRuleOf(chronicle.case, track, rules);
  for (const delivery of deliveriesOf(chronicle.case, letter.id)) {
    const { id, purpose, sentOn } = delivery;
    if (purpose !== 'copy') continue;
    const copy = open(chronicle, {
      ...owed,
      kind: 'copy',
      ...copyBasis(chronicle.case, letter, part, delivery),
      limit: { unit: 'fixed', date: on },
      about: id,
    });
    if (sentOn !== undefined)
      meet(
        chronicle,
        openObligations(chronicle.case).filter((obligation) => obligation.id === copy),
        sentOn,
      );
  }
  if (letter.product !== 'reply' && letter.product !== 'result') return;
  // A merged letter may be up, or withheld, before this case has sent it to anybody [R3.10].
  const decided = letter.publication.status !== 'not-owed';
  if (letter.product === 'reply' && part.publish && !decided) owePublication(chronicle, letter, on);
  for (const { recipient, purpose, status } of deliveriesOf(chronicle.case, letter.id)) {
    if (purpose !== 'copy' && status !== 'cancelled')
      open(chronicle, {
        ...owed,
        kind: 'feedback',
        owedBy: { type: 'proposer', id: recipient.id },
        ...underPolicy(rules.limits.feedback),
        about: letter.id,
      });
  }
}

/** A reply that is to be public: published within the limit from a day on, or withheld as its mark says [R5.5, R5.8]. */
export function owePublication(
  chronicle: Chronicle,
  { id, trackId, content }: Letter,
  on: CivilDate,
  why?: typeof BY_RULES,
): void {
  if (content.mark === 'withheld') {
    chronicle.add('letterWithheld', { letterId: id, ground: content.withholdingGround ?? 'mark' }, on);
    return;
  }
  const owed: Owed = {
    kind: 'publication',
    trackId,
    owedBy: { type: 'unit', id: chronicle.case.tracks[trackId]?.unit ?? '' },
    start: on,
    ...underPolicy(chronicle.context.rules.limits.publication),
    about: id,
  };
  open(chronicle, owed, why);
}

/** An earlier dispatch was entered after a later one (D8): what counts from the first dispatch counts anew. */
function restartClocks(chronicle: Chronicle, letter: Letter, on: CivilDate): void {
  const copies = new Set(deliveriesOf(chronicle.case, letter.id).map(({ id }) => id));
  const counted = ({ kind, about }: Obligation) =>
    kind === 'copy'
      ? copies.has(about ?? '')
      : (kind === 'publication' || kind === 'feedback') && about === letter.id;
  for (const old of openObligations(chronicle.case).filter(counted)) {
    const { kind, trackId, owedBy, rule, settled, about, limit } = old;
    const by = open(chronicle, {
      kind,
      trackId,
      owedBy,
      rule,
      settled,
      start: on,
      limit: limit.unit === 'fixed' ? { unit: 'fixed', date: on } : limit,
      ...(about ? { about } : {}),
    });
    chronicle.add('obligationSuperseded', { obligationId: old.id, by, why: 'earlier-dispatch' });
  }
}

/** The letter is out to every required recipient: what was owed is met on the day of the last of them. */
export function conclude(chronicle: Chronicle, letter: Letter): void {
  const days = requiredDeliveries(chronicle.case, letter.id).flatMap(({ sentOn }) => sentOn ?? []);
  const on = days.sort().at(-1) ?? chronicle.on;
  meet(chronicle, owedReissue(chronicle, letter), on);
  endInner(chronicle, letter.trackId, on);
  if (letter.product === 'result') answerRework(chronicle, letter, on);
  else meet(chronicle, findOpen(chronicle.case, letter.trackId, letter.product), on);
}

/** The duty to issue this letter again, or one that it replaces. */
export function owedReissue(chronicle: Chronicle, letter: Letter): Obligation[] {
  const versions = versionsOf(chronicle.case, letter);
  return findOpen(chronicle.case, letter.trackId, 'reissue').filter(({ about }) => versions.has(about ?? ''));
}

/**
 * An approved exception also reaches letters that are out already [R6.1]: nothing waits for one who is out of
 * reach while others are to be sent the letter, and nothing at all goes to one who died.
 */
export function excuse(chronicle: Chronicle, proposer: string): void {
  const died = hasDied(chronicle.case, proposer);
  if (died)
    cancel(
      chronicle,
      openObligations(chronicle.case).filter(
        ({ kind, owedBy }) => kind === 'feedback' && owedBy.type === 'proposer' && owedBy.id === proposer,
      ),
      'died',
    );
  for (const letter of Object.values(chronicle.case.letters)) {
    const unsent = unsentOf(chronicle.case, letter.id).find(
      ({ recipient }) => recipient.type === 'proposer' && recipient.id === proposer,
    );
    if (letter.status !== 'issued' || !unsent) continue;
    const others = requiredDeliveries(chronicle.case, letter.id).filter(({ id }) => id !== unsent.id);
    if (died) chronicle.add('deliveryCancelled', { deliveryId: unsent.id });
    else if (unsent.required && others.length > 0)
      chronicle.add('deliveryExcused', { deliveryId: unsent.id });
    if (!fullySent(chronicle.case, letter.id)) continue;
    if (firstDispatch(chronicle.case, letter.id) === undefined) startClocks(chronicle, letter, chronicle.on);
    conclude(chronicle, letter);
  }
}

function answerRework(chronicle: Chronicle, letter: Letter, on: CivilDate): void {
  const rework = entryOf(chronicle.case.reworks, letter.reworkId);
  if (!rework || rework.status !== 'open') return;
  chronicle.add('reworkAnswered', { reworkId: rework.id }, on);
  meet(
    chronicle,
    openObligations(chronicle.case).filter(({ id }) => id === rework.obligationId),
    on,
  );
}
