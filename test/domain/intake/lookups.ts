import { unitIndex, type Lookups } from '../../../domain/intake';

/** A small register for reading lists: four units, one of them renamed, the four bodies of sessions and two others. */
export const lookups: Lookups = {
  units: unitIndex([
    { id: 'hebei-jtt', name: '河北省交通运输厅', formerNames: ['河北省交通厅'] },
    { id: 'hebei-wlt', name: '河北省文化和旅游厅', formerNames: ['河北省文化厅', '河北省旅游发展委员会'] },
    { id: 'hebei-czt', name: '河北省财政厅', formerNames: [] },
    { id: 'hebei-fgw', name: '河北省发展和改革委员会', formerNames: ['省发展改革委'] },
  ]),
  bodies: [
    { id: 'hebei-congress', name: '河北省人民代表大会', chamber: 'congress', level: 'provincial' },
    { id: 'hebei-cppcc', name: '中国人民政治协商会议河北省委员会', chamber: 'cppcc', level: 'provincial' },
    { id: 'national-congress', name: '全国人民代表大会', chamber: 'congress', level: 'national' },
    { id: 'national-cppcc', name: '中国人民政治协商会议全国委员会', chamber: 'cppcc', level: 'national' },
    { id: 'congress-committee', name: '河北省人大常委会选举任免代表工作委员会' },
    { id: 'ministry-transport', name: '交通运输部' },
  ],
};

const HEADINGS = [
  '编号',
  '类别',
  '届次',
  '标题',
  '内容',
  '领衔代表',
  '主办单位',
  '会办单位',
  '交办日期',
  '交办机关',
] as const;
const GOOD: Readonly<Record<string, string>> = {
  编号: '0186',
  类别: '建议',
  届次: '十三届五次',
  标题: '关于乡间路维护的建议',
  内容: '（示例内容）',
  领衔代表: '代表甲',
  主办单位: '河北省交通运输厅',
  会办单位: '',
  交办日期: '2022-01-29',
  交办机关: '省政府办公厅',
};

/** A table of rows that differ from a good one in what is given; further headings come behind the usual ones. */
export function tableOf(...rows: Readonly<Record<string, string>>[]): string[][] {
  const headings = [...new Set([...HEADINGS, ...rows.flatMap((row) => Object.keys(row))])];
  return [headings, ...rows.map((row) => headings.map((heading) => ({ ...GOOD, ...row })[heading] ?? ''))];
}
