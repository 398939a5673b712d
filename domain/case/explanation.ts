import type { Product } from '../../schemas/common';
import type { Calendar } from '../calendar';
import { daysBetween } from '../dates';
import { due as dueOf, explain } from '../due';
import type { Obligation, ObligationKind } from '../obligation';
import type { AssignedCase } from './state';

const SOURCES: Readonly<Record<Obligation['source'], string>> = {
  policy: '办理要求',
  letter: '交办函',
  office: '省政府办公厅另定',
  extension: '批准延期',
  internal: '本单位内部时限',
};
const OUTER: Partial<Record<ObligationKind, string>> = {
  opinion: '会办意见',
  reply: '答复',
  submission: '答复意见报送',
};
const SENT: Readonly<Record<Product, string>> = {
  opinion: '会办意见',
  reply: '答复',
  submission: '答复意见',
  result: '再次办理结果',
};

/** How the date of an obligation came about (D6): whose limit it is, then the reckoning itself. */
export function explanationOf(obligation: Obligation, state: AssignedCase, calendar: Calendar): string {
  const { kind, rule, settled, start, limit, due } = obligation;
  // Internal limits were once recorded as the office's.
  const source = kind === 'internal' ? 'internal' : obligation.source;
  const named = settled ? `（${rule}）` : '（平台设置）';
  const basis = [
    `依据：${SOURCES[source]}${source === 'office' ? '' : named}`,
    ...historyOf(obligation, state),
  ].join('。');
  const reckoned = dueOf(start, limit, calendar);
  // A date that was reckoned with another calendar keeps its own date; today's reckoning would explain another.
  if (reckoned.due !== due) return `${basis}。期限 ${due}。`;
  return `${basis}。${explain(reckoned.explanation, originOf(obligation, state))}`;
}

/**
 * How a duty came to be this unit's, and from when it counts: whom it was taken over from, and whether the office stated
 * another day. Read from what never changes again, so that it reads the same whenever it is asked.
 */
function historyOf(
  { id, kind, trackId, source, openedOn, about }: Obligation,
  state: AssignedCase,
): string[] {
  if (OUTER[kind] === undefined) return [];
  const before = Object.values(state.obligations).find(({ supersededBy }) => supersededBy === id);
  if (!before) return about || openedOn === state.facts.assignedOn ? [] : ['起算日由省政府办公厅确定'];
  const limit = `原期限 ${before.due}`;
  if (before.trackId === trackId) return [limit];
  const how = state.tracks[trackId]?.replaces === before.trackId ? '改派' : '主办、会办对调';
  if (source === 'extension') return [`${how}后沿用已批准的延期`];
  const same = before.openedOn === openedOn ? '起算日不变' : '起算日由省政府办公厅另定';
  return [`${how}后接续办理，${limit}，${same}`];
}

/** What a fixed date was taken from, where that is another date of the case. */
function originOf({ kind, due, about, outer: ahead }: Obligation, state: AssignedCase): string | undefined {
  if (kind === 'copy') {
    const letter = state.letters[state.deliveries[about ?? '']?.letterId ?? ''];
    return letter && `与${SENT[letter.product]}寄出同日，即`;
  }
  const outer = kind === 'internal' ? state.obligations[ahead ?? ''] : undefined;
  if (!outer) return undefined;
  const days = daysBetween(due, outer.due);
  const limit = `${OUTER[outer.kind] ?? ''}期限（${outer.due}）`;
  if (days < 0) return `${limit}已过，为交处室之日，即`;
  return days === 0 ? `与${limit}同日，即` : `较${limit}提前 ${days} 日，即`;
}
