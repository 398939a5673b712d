import { statusOf } from '../domain/case';
import { entryOf } from '../domain/case/context';
import type { AssignedCase, Delivery, Track } from '../domain/case/state';
import type { CivilDate } from '../domain/dates';
import { caseText, proposerTitle } from '../domain/naming';
import { isOverdue, type Obligation } from '../domain/obligation';
import type { UnitNames } from './contract';

/** The server keeps what it is given, the UI shows it in one line. */
const SUMMARY_LENGTH = 120;
const MOST_ITEMS = 40;

const KIND_LABELS = { suggestion: '代表建议', proposal: '政协提案' } as const;
const LEVEL_LABELS = { national: '全国', provincial: '省级' } as const;
const BODY_LABELS = {
  'provincial-office': '省政府办公厅',
  'congress-committee': '省人大常委会代表工作委员会',
  'cppcc-committee': '省政协提案委员会',
} as const;
const PART_LABELS = {
  lead: '主办',
  'co-handler': '会办',
  separate: '分办',
  reference: '参阅',
  office: '办公厅',
} as const;
const STATUS_LABELS = {
  assigned: '已交办',
  'in-progress': '办理中',
  replied: '已答复',
  published: '已公开',
  rework: '再次办理',
  closed: '已办结',
  withdrawn: '已撤回',
} as const;
const OBLIGATION_LABELS = {
  sign: '签收',
  form: '责任分解表',
  internal: '内部时限',
  bureau: '所属部门意见',
  reference: '研究参考并告知',
  opinion: '会办意见',
  submission: '报送答复意见',
  reply: '答复',
  copy: '抄送',
  publication: '公开',
  feedback: '反馈',
  rework: '再次办理答复',
  reissue: '重新印发',
  'special-report': '专题报告',
} as const;

/** One line for lists of runs: what people call the case, and its title, at most 120 characters. */
export function summaryOf({ facts }: AssignedCase): string {
  const line = `${caseText(facts.identity, facts)} ${facts.title}`;
  return cut(line.replace(/\s+/gu, ' ').trim(), SUMMARY_LENGTH);
}

/** Whom a delivery goes to, as operators read it: names of people are not known here. */
export function recipientText(
  { proposers }: AssignedCase,
  { type, id }: Delivery['recipient'],
  names: UnitNames,
): string {
  const proposer = type === 'proposer' && proposers.find((each) => each.id === id);
  if (proposer) return `${proposerTitle(proposer)} ${id}`;
  return names[id] ?? entryOf<string>(BODY_LABELS, id) ?? id;
}

/** What does not change, in Markdown. */
export function staticDetailsOf(state: AssignedCase): string {
  const { identity, kind, level, assignedOn, assignedBy } = state.facts;
  return [
    `- 类别：${LEVEL_LABELS[level]}${KIND_LABELS[kind]}`,
    `- 编号：${identity.body} ${identity.term}-${identity.session} ${identity.series} ${identity.number}`,
    `- 交办：${assignedOn}（${BODY_LABELS[assignedBy]}）`,
  ].join('\n');
}

/**
 * What operators see of a running case, in Markdown: the rules that it lives under now, units, who is responsible, what
 * is due, what is late, what is next. A unit without a name shows its id.
 */
export function currentDetailsOf(
  state: AssignedCase,
  today: CivilDate,
  next: CivilDate | undefined,
  names: UnitNames = {},
): string {
  const { policyVersion, calendarVersion } = state.facts;
  let room = MOST_ITEMS;
  let left = 0;
  const parts = Object.values(state.tracks)
    .filter(({ status }) => status !== 'reassigned' && status !== 'dropped')
    .flatMap((track) => {
      const { heading, items } = partOf(track, state, today, names);
      const shown = items.slice(0, room);
      room -= shown.length;
      left += items.length - shown.length;
      return shown.length > 0 ? ['', heading, '', ...shown] : [];
    });
  return [
    // The static summary stays behind when a run continues as new: operators read the case's name here.
    `### ${summaryOf(state)}`,
    '',
    `**${STATUS_LABELS[statusOf(state)]}** · 截至 ${today} · 下次到期检查：${next ?? '无'}`,
    '',
    `规则：${policyVersion} · 日历：${calendarVersion}`,
    ...parts,
    ...(left > 0 ? ['', `…… 另有 ${left} 项`] : []),
  ].join('\n');
}

/** A flat list: the UI draws the columns of a table without any space between them, and no list inside another. */
function partOf(
  track: Track,
  state: AssignedCase,
  today: CivilDate,
  names: UnitNames,
): { heading: string; items: string[] } {
  const { officer, division, responsibility } = track;
  const who = officer ?? responsibility?.officer ?? division ?? responsibility?.office ?? '未明确';
  const open = Object.values(state.obligations)
    .filter(({ trackId, status }) => trackId === track.id && status === 'open')
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))
    .map((owed) => `- ${OBLIGATION_LABELS[owed.kind]}：${owed.due}，${lightOf(owed, today)}`);
  const rest = track.status === 'done' ? '已完成' : '无未了事项';
  return {
    heading: `**${names[track.unit] ?? track.unit}**（${PART_LABELS[track.part]}）· 责任人：${who}`,
    items: open.length > 0 ? open : [`- ${rest}`],
  };
}

function lightOf(obligation: Obligation, today: CivilDate): string {
  if (isOverdue(obligation, today)) return '**逾期**';
  return obligation.due === today ? '今日到期' : '办理中';
}

/** At most so many characters (code points), with an ellipsis when something was cut off. */
function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
