import { addDays, addMonths, type CivilDate } from '../../domain/dates';
import { counterpartOf, handlerOf } from './fields';

/** One row of samples/source/real-cases.csv: facts of a published case, without names. */
export interface RealCase {
  case_id: string;
  level: string;
  province: string;
  kind: string;
  session: string;
  term_no: string;
  meeting_no: string;
  number: string;
  title: string;
  proposer_type: string;
  proposer_count: string;
  main_unit: string;
  co_units: string;
  mode: string;
}

/** The headings of the sample list, in their order. */
export const HEADINGS = [
  '编号', '类别', '级别', '届次', '标题', '内容', '主题',
  '领衔代表（第一提案人）', '提出者类型', '联名', '代表团（界别）', '地址', '电话', '邮箱', '登录身份',
  '主办单位', '会办单位', '分办', '参阅', '交办日期', '交办机关', '报送期限', '会办期限', '答复期限',
  '参阅期限', '期限规定机关', '抄送', '相关部门', '标注类别', '是否公开', '主办部委', '我省会办期限', '备注',
] as const;
export type Heading = (typeof HEADINGS)[number];
export type SampleRow = Readonly<Record<Heading, string>>;

/** Until a list says otherwise: a working day after the sessions of the year. */
export const DEFAULT_ASSIGNED_ON: CivilDate = '2026-02-05';

const TEXT = '（示例内容，原文未公开）';
/** Numbers of other real cases, in forms that lists hold: given to cases whose own number was not published. */
const ODD_NUMBERS: Readonly<Record<string, string>> = { 'RC-PH002': '一号提案', 'RC-X036': 'B〔2017〕062号' };
/** Left without a number: the platform makes a substitute. */
const UNNUMBERED = new Set(['RC-X033', 'RC-X042']);
/** Cases that get co-handlers of our choice, for want of published ones. */
const CO_HANDLERS: Readonly<Record<string, string>> = {
  'RC-PH001': '河北省财政厅',
  'RC-XH001': '河北省财政厅；河北省发展和改革委员会',
  'RC-XH003': '河北省财政厅',
  'RC-X055': '河北省生态环境厅',
};

/**
 * Makes a session's list out of real cases: numbers, titles and units are real, what a published case lacks is filled
 * in, and 备注 says which is which. Cases of other places keep their titles and go to the unit of Hebei in their field.
 */
export function sessionList(cases: readonly RealCase[], assignedOn: CivilDate = DEFAULT_ASSIGNED_ON): SampleRow[] {
  return cases.map((real, index) => rowOf(real, index + 1, assignedOn));
}

function rowOf(real: RealCase, position: number, assignedOn: CivilDate): SampleRow {
  const filled = ['内容', '提出者姓名及联系方式', '交办日期'];
  const changed: string[] = [];
  const national = real.level === 'national';
  const login = `${real.kind === '提案' ? 'member' : 'deputy'}-${position}`;
  const units = unitsOf(real, changed, filled);
  const session = sessionOf(real, changed, filled);
  const number = numberOf(real, position, filled);
  if (real.title === '') filled.push('标题');
  if (national) filled.push('报送、会办、答复期限');
  return {
    编号: number,
    类别: real.kind,
    级别: national ? '全国' : '省',
    届次: session,
    标题: real.title || `关于${units.field}工作的${real.kind}（示例标题，原题未载）`,
    内容: TEXT,
    主题: units.field,
    ...proposersOf(real, position),
    地址: '河北省石家庄市示例路1号（示例）',
    电话: `0311-0000${String(position).padStart(4, '0')}`,
    邮箱: `${login}@proposers.example`,
    登录身份: login,
    主办单位: units.lead,
    会办单位: units.coHandlers,
    分办: units.separate,
    参阅: '',
    交办日期: assignedOn,
    交办机关: '河北省人民政府办公厅',
    报送期限: national ? addMonths(assignedOn, 2) : '',
    会办期限: national && units.coHandlers !== '' ? addDays(assignedOn, 30) : '',
    答复期限: national ? addMonths(assignedOn, 3) : '',
    // What else a letter of assignment can state; none was published with a case.
    参阅期限: '',
    期限规定机关: '',
    抄送: '',
    相关部门: '',
    标注类别: '',
    是否公开: '',
    主办部委: '',
    我省会办期限: '',
    备注: [`来源${real.case_id}`, `示例填补：${filled.join('、')}`, ...changed].join('；'),
  };
}

function sessionOf(real: RealCase, changed: string[], filled: string[]): string {
  const proposal = real.kind === '提案';
  const held = real.level === 'national' || (real.level === 'provincial' && real.province === '河北');
  if (held && real.term_no !== '') return real.session;
  if (real.level === 'national') {
    filled.push('届次');
    return proposal ? '政协第十三届全国委员会第五次会议' : '第十三届全国人民代表大会第五次会议';
  }
  changed.push(`原届次：${real.session}`);
  return proposal ? '政协河北省第十二届委员会第五次会议' : '河北省第十三届人民代表大会第五次会议';
}

function numberOf(real: RealCase, position: number, filled: string[]): string {
  if (real.number !== '' || UNNUMBERED.has(real.case_id)) return real.number;
  filled.push('编号');
  return ODD_NUMBERS[real.case_id] ?? `示例${String(position).padStart(4, '0')}`;
}

function unitsOf(real: RealCase, changed: string[], filled: string[]) {
  const { unit, field } = handlerOf(real.main_unit, real.title);
  if (real.main_unit === '') filled.push('主办单位');
  else if (real.main_unit !== unit) changed.push(`原主办单位：${real.main_unit}`);
  const named = real.co_units.split(';').filter((name) => name !== '');
  const others = [...new Set(named.map((name) => counterpartOf(name)?.unit).filter((name) => name !== undefined))].filter((name) => name !== unit);
  if (named.join() !== others.join()) changed.push(`原${real.mode === '分办' ? '分办' : '会办'}单位：${named.join('、')}`);
  if (real.mode === '分办') return { field, lead: '', coHandlers: '', separate: [unit, ...others].join('；') };
  const chosen = CO_HANDLERS[real.case_id];
  if (chosen !== undefined) filled.push('会办单位');
  return { field, lead: unit, coHandlers: chosen ?? others.join('；'), separate: '' };
}

/** Made-up names that nobody can take for real ones. */
function proposersOf(real: RealCase, position: number): Pick<SampleRow, '领衔代表（第一提案人）' | '提出者类型' | '联名' | '代表团（界别）'> {
  const proposal = real.kind === '提案';
  const title = proposal ? '示例委员' : '示例代表';
  const organization = ORGANIZATIONS[real.proposer_type];
  const joint = real.proposer_type === 'joint' || real.proposer_type === 'merged_mixed' ? Number(real.proposer_count || '3') - 1 : 0;
  return {
    '领衔代表（第一提案人）': organization ?? `${title}${position}号`,
    提出者类型: organization === undefined ? (proposal ? '委员' : '代表') : '单位',
    联名: Array.from({ length: joint }, (_, index) => `${title}${position}号之${index + 2}`).join('、'),
    '代表团（界别）': proposal ? '示例界别' : '示例代表团',
  };
}

const ORGANIZATIONS: Readonly<Record<string, string>> = {
  delegation: '河北代表团',
  committee: '示例专门委员会',
  party_group: '示例民主党派省委',
};
