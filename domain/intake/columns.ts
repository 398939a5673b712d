import { repairLine } from './text';

/** What a column of a session's list can hold. */
export type Field =
  | 'number'
  | 'series'
  | 'kind'
  | 'level'
  | 'body'
  | 'term'
  | 'session'
  | 'outOfSession'
  | 'title'
  | 'text'
  | 'subject'
  | 'leadProposer'
  | 'jointProposers'
  | 'proposerType'
  | 'delegation'
  | 'address'
  | 'telephone'
  | 'mail'
  | 'login'
  | 'lead'
  | 'coHandlers'
  | 'separate'
  | 'reference'
  | 'assignedOn'
  | 'assignedBy'
  | 'replyBy'
  | 'opinionBy'
  | 'submissionBy'
  | 'referenceBy'
  | 'limitsSetBy'
  | 'copies'
  | 'departments'
  | 'categories'
  | 'publish'
  | 'ministry'
  | 'ministryOpinionBy'
  | 'secret';

/** A column of the list at hand: where it is, and the heading as the list writes it. */
export interface Column {
  index: number;
  heading: string;
}

export type Columns = Partial<Record<Field, Column>>;

/** The columns of a heading row, and the headings that mean nothing here. */
export interface HeadingRow {
  columns: Columns;
  unknown: Column[];
  /** Two columns for the same thing: nobody can say which one counts. */
  twice: Column[];
}

/** Headings in use, the usual one first. Blanks and remarks in brackets do not count. */
export const HEADINGS: Readonly<Record<Field, readonly string[]>> = {
  number: ['编号', '案号', '建议编号', '提案编号', '建议号', '提案号', '建议提案编号', '件号', 'number'],
  series: ['编号系列', '系列', 'series'],
  kind: ['类别', '类型', '件别', '建议提案类别', '种类', 'kind'],
  level: ['级别', '层级', 'level'],
  body: ['会议机构', '所属机构', '机构', 'body'],
  term: ['届', '届数', 'term'],
  session: ['届次', '次', '次数', '会议', '会次', '会议名称', '届次会议', 'session'],
  outOfSession: ['闭会期间', '是否闭会期间', '是否闭会', 'outOfSession'],
  title: ['标题', '案由', '题目', '名称', '建议标题', '提案标题', '事由', '建议提案标题', 'title'],
  text: ['内容', '正文', '建议内容', '提案内容', '具体内容', '原文', '建议提案内容', 'text'],
  subject: ['主题', '主题分类', '分类', '主题类别', '内容分类', 'subject'],
  leadProposer: [
    '领衔代表',
    '第一提案人',
    '领衔人',
    '提案人',
    '第一提案者',
    '提案者',
    '代表姓名',
    '委员姓名',
    '领衔',
    '提出人',
    '建议人',
    '领衔代表或第一提案人',
    '代表委员',
    'leadProposer',
  ],
  jointProposers: [
    '联名',
    '联名代表',
    '联名人',
    '附议人',
    '联名委员',
    '附议代表',
    '联名提案人',
    '联名提案者',
    '联名代表委员',
    'jointProposers',
  ],
  proposerType: ['提出者类型', '提案人类型', '提案者类型', 'proposerType'],
  delegation: ['代表团', '界别', '代表团或界别', '所属代表团', '代表团界别', 'delegation'],
  address: ['地址', '通讯地址', '通信地址', '联系地址', 'address'],
  telephone: ['电话', '联系电话', '手机', '手机号', '联系方式', '电话号码', 'telephone'],
  mail: ['邮箱', '电子邮箱', '电子邮件', 'mail'],
  login: ['登录身份', '登录账号', '统一身份', 'login'],
  lead: ['主办单位', '主办', '承办单位', '牵头单位', 'lead'],
  coHandlers: ['会办单位', '会办', '协办单位', '协办', 'coHandlers'],
  separate: ['分办', '分办单位', '分别办理单位', 'separate'],
  reference: ['参阅', '参阅单位', 'reference'],
  assignedOn: ['交办日期', '交办时间', '交办日', 'assignedOn'],
  assignedBy: ['交办机关', '交办单位', '交办部门', '交办机构', 'assignedBy'],
  replyBy: ['答复期限', '答复时限', '办理期限', '办理时限', 'replyBy'],
  opinionBy: ['会办期限', '会办时限', '会办意见期限', 'opinionBy'],
  submissionBy: ['报送期限', '报送时限', 'submissionBy'],
  referenceBy: ['参阅期限', '参阅时限', '参阅意见期限', 'referenceBy'],
  limitsSetBy: ['期限规定机关', '时限规定机关', '规定期限的机关', 'limitsSetBy'],
  copies: ['抄送', '抄送机构', '抄送机关', 'copies'],
  departments: ['相关部门', '反馈部门', '须反馈部门', 'departments'],
  categories: ['标注类别', '答复类别', 'categories'],
  publish: ['是否公开', '答复是否公开', '公开', 'publish'],
  ministry: ['主办部委', '国家部委', '主办国家部委', 'ministry'],
  ministryOpinionBy: ['我省会办期限', '我省会办时限', '我省会办意见期限', 'ministryOpinionBy'],
  secret: ['是否涉密', '涉密', '密级', 'secret'],
};

/** The usual heading of every column that a list can have, in the order in which lists have them. */
export const LIST_HEADINGS: readonly string[] = Object.values(HEADINGS).flatMap(([usual]) => usual ?? []);

/** Columns that lists carry for their own use: known, and left alone. */
const LEFT_ALONE = ['序号', '备注', '说明', '编号类别', 'remarks'];

const fieldOf = new Map<string, Field | null>([
  ...Object.entries(HEADINGS).flatMap(([field, headings]) =>
    headings.map((heading): [string, Field] => [heading.toLowerCase(), field as Field]),
  ),
  ...LEFT_ALONE.map((heading): [string, null] => [heading, null]),
]);

/** Reads one row as headings. */
export function readHeadings(cells: readonly string[]): HeadingRow {
  const row: HeadingRow = { columns: {}, unknown: [], twice: [] };
  cells.forEach((cell, index) => {
    const heading = repairLine(cell).text;
    if (heading === '') return;
    const field = lookUp(heading);
    if (field === undefined) row.unknown.push({ index, heading });
    else if (field !== null && row.columns[field]) row.twice.push({ index, heading });
    else if (field !== null) row.columns[field] = { index, heading };
  });
  return row;
}

/** `null`: known and left alone; `undefined`: unknown. */
function lookUp(heading: string): Field | null | undefined {
  const packed = heading.replace(/[\s*＊:：]+/gu, '').toLowerCase();
  const field = fieldOf.get(packed);
  if (field !== undefined) return field;
  // 类别(建议/提案), 领衔代表（第一提案人）: what is in brackets explains the heading.
  return fieldOf.get(packed.replace(/[(（【[].*$/u, ''));
}

/** How many known headings the best of these rows has. */
export function knownHeadings(rows: readonly (readonly string[])[]): number {
  return Math.max(0, ...rows.map((cells) => Object.keys(readHeadings(cells).columns).length));
}
