import { lightOf } from '../../domain/case';
import { daysBetween, type CivilDate } from '../../domain/dates';
import { caseText } from '../../domain/naming';
import type { Light, Obligation } from '../../domain/obligation';
import type { Digest, DigestItem } from '../../ledger/digests';
import { dateText, OBLIGATIONS } from './labels';
import type { Message, Table } from './message';
import { newsText } from './news';

/** What a digest says, and to whom it is called. */
export interface DigestText {
  subject: string;
  message: Message;
  /** The same for an SMS. */
  short: string;
}

/** One line of a digest, with the obligation as it stands now. */
export interface Line {
  item: DigestItem;
  obligation?: Obligation;
}

const LIGHTS: Record<Light, string> = { red: '红灯', yellow: '黄灯', green: '绿灯', grey: '已了结' };
const UNADDRESSED = '（该单位此岗位尚未登记人员，请转告）';
const WHERE_TO_LOOK = '请登录建议提案办理系统，按编号查阅。';
const SIGN_IN = '请登录建议提案办理系统办理。';
const SHORT_LINES = 3;
/** Before the name of somebody for whom the reader stands in; where it is the reader's own affair as well, 并. */
const STEAD = { alone: '代', too: '并代' };

/** The mail of a digest, as of a day; without pages for officials it says where to look. */
export function digestText(
  digest: Digest,
  lines: readonly Line[],
  today: CivilDate,
  casePageOf?: (caseId: string) => string,
): DigestText {
  const text = digest.kind === 'rung' ? reminderText(lines, today) : newsDigestText(lines);
  const { name = '', type } = digest.recipient;
  const rows = lines.map(({ item }, index) => ({
    cells: text.cells[index] ?? [],
    link: casePageOf?.(item.caseId),
  }));
  return {
    subject: text.subject,
    message: {
      salutation: type === 'person' ? officialSalutation(name) : `${name}：`,
      paragraphs: text.paragraphs,
      table: { head: text.head, rows },
      after: casePageOf || type === 'proposer' ? [] : [WHERE_TO_LOOK],
      closing: ['人大代表建议政协提案办理平台', dateText(today)],
    },
    short: `${text.short}${type === 'proposer' ? '' : SIGN_IN}`,
  };
}

/** Posts that a register may have in a name's place: nobody is called 负责人同志. A note in brackets at the end says nothing of it. */
const SAYS_WHO =
  /(同志|负责人|联系人|承办人|经办人|(?:省|市|县|区|州|厅|局|处|科|院|校|行|所|会|组|秘书|部)长|主任|书记|(?:巡视|调研|科)员)(?:（[^（）]*）)?$/u;

/** How an official is spoken to: by name and 同志, which is not said twice. */
export const officialSalutation = (name: string): string => `${name}${SAYS_WHO.test(name) ? '' : '同志'}：`;

interface Words {
  subject: string;
  paragraphs: string[];
  head: Table['head'];
  cells: string[][];
  short: string;
}

function reminderText(lines: readonly Line[], today: CivilDate): Words {
  const late = lines.filter(({ obligation }) => obligation && lightOf(obligation, today) === 'red').length;
  const count = `${lines.length}项待办${late > 0 ? `，其中${late}项逾期` : ''}`;
  const cells = lines.map(({ item, obligation }) => [
    caseText(item, item),
    item.title + inStead(item) + unaddressed(item),
    item.unitName ?? '',
    obligation ? OBLIGATIONS[obligation.kind] : '',
    obligation?.due ?? '',
    obligation ? LIGHTS[lightOf(obligation, today)] : '',
    obligation ? daysText(obligation.due, today) : '',
  ]);
  return {
    subject: `【办理提醒】${dateText(today)}：${count}`,
    paragraphs: [`截至${dateText(today)}，您有${count}，请抓紧办理。`, ...standingIn(lines)],
    head: ['编号', '标题', '承办单位', '事项', '期限', '灯号', '剩余或逾期'],
    cells,
    short: shortText(
      `您有${count}`,
      lines.map(
        ({ item, obligation }) =>
          `${caseText(item, item)}${obligation ? `${OBLIGATIONS[obligation.kind]}${daysText(obligation.due, today)}` : ''}`,
      ),
    ),
  };
}

function newsDigestText(lines: readonly Line[]): Words {
  const [first] = lines;
  const subject =
    lines.length === 1 && first
      ? `【办理通知】${caseText(first.item, first.item)}：${newsText(first.item.template)}`
      : `【办理通知】${lines.length}项`;
  return {
    subject,
    paragraphs: [`您有${lines.length}项新的办理情况：`, ...standingIn(lines)],
    head: ['编号', '标题', '承办单位', '情况'],
    cells: lines.map(({ item, obligation }) => [
      caseText(item, item),
      item.title,
      item.unitName ?? '',
      newsText(item.template) +
        (obligation ? `：${OBLIGATIONS[obligation.kind]}期限${obligation.due}` : '') +
        inStead(item) +
        unaddressed(item),
    ]),
    short: shortText(
      `您有${lines.length}项新的办理情况`,
      lines.map(({ item }) => `${caseText(item, item)}${newsText(item.template)}`),
    ),
  };
}

const unaddressed = ({ data }: DigestItem): string => (data['unaddressed'] === true ? UNADDRESSED : '');

function inStead({ insteadOf = [], ownToo }: DigestItem): string {
  if (insteadOf.length === 0) return '';
  return `（${ownToo === true ? STEAD.too : STEAD.alone}${insteadOf.join('、')}）`;
}

/** Says for whom the reader stands in, where there is anybody. */
function standingIn(lines: readonly Line[]): string[] {
  const others = lines.filter(({ item }) => item.insteadOf !== undefined);
  if (others.length === 0) return [];
  const names = [...new Set(others.flatMap(({ item }) => item.insteadOf ?? []))].join('、');
  return [`其中${others.length}项系${names}不在岗期间由您代办，已在表中注明。`];
}

function daysText(due: CivilDate, today: CivilDate): string {
  const left = daysBetween(today, due);
  if (left === 0) return '今日到期';
  return left > 0 ? `还有${left}天` : `逾期${-left}天`;
}

/** A few lines, for a telephone's screen and a message's price. */
function shortText(opening: string, lines: readonly string[]): string {
  const rest = lines.length > SHORT_LINES ? '等' : '';
  return `【建议提案办理】${opening}：${lines.slice(0, SHORT_LINES).join('；')}${rest}。`;
}
