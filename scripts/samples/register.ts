import type { Body, Person, Register, Unit } from '../../schemas/register';

type Kind = Unit['kind'];
/** Id, full name, names that it had before. */
type UnitRow = readonly [id: string, name: string, ...formerNames: string[]];

/** Real units of Hebei; whoever works there is made up. */
const UNITS: Readonly<Partial<Record<Kind, readonly UnitRow[]>>> = {
  'provincial-office': [['hebei-szfbgt', '河北省人民政府办公厅']],
  department: [
    ['hebei-fgw', '河北省发展和改革委员会', '河北省发展计划委员会'],
    ['hebei-jyt', '河北省教育厅'],
    ['hebei-kjt', '河北省科学技术厅'],
    ['hebei-gxt', '河北省工业和信息化厅'],
    ['hebei-mzj', '河北省民族宗教事务委员会', '河北省民族宗教事务厅'],
    ['hebei-gat', '河北省公安厅'],
    ['hebei-mzt', '河北省民政厅'],
    ['hebei-sft', '河北省司法厅'],
    ['hebei-czt', '河北省财政厅'],
    ['hebei-rst', '河北省人力资源和社会保障厅', '河北省人事厅', '河北省劳动和社会保障厅'],
    ['hebei-zrzyt', '河北省自然资源厅', '河北省国土资源厅'],
    ['hebei-sthjt', '河北省生态环境厅', '河北省环境保护厅'],
    ['hebei-zjt', '河北省住房和城乡建设厅', '河北省建设厅'],
    ['hebei-jtt', '河北省交通运输厅', '河北省交通厅'],
    ['hebei-slt', '河北省水利厅'],
    ['hebei-nynct', '河北省农业农村厅', '河北省农业厅'],
    ['hebei-swt', '河北省商务厅'],
    ['hebei-wlt', '河北省文化和旅游厅', '河北省文化厅', '河北省旅游发展委员会'],
    ['hebei-wjw', '河北省卫生健康委员会', '河北省卫生和计划生育委员会', '河北省卫生厅'],
    ['hebei-tyjrt', '河北省退役军人事务厅'],
    ['hebei-yjt', '河北省应急管理厅', '河北省安全生产监督管理局'],
    ['hebei-sjt', '河北省审计厅'],
    ['hebei-gzw', '河北省人民政府国有资产监督管理委员会'],
    ['hebei-scjgj', '河北省市场监督管理局', '河北省工商行政管理局', '河北省质量技术监督局', '河北省食品药品监督管理局'],
    ['hebei-gdj', '河北省广播电视局', '河北省新闻出版广电局'],
    ['hebei-tyj', '河北省体育局'],
    ['hebei-tjj', '河北省统计局'],
    ['hebei-ybj', '河北省医疗保障局'],
    ['hebei-lcj', '河北省林业和草原局', '河北省林业厅'],
    ['hebei-wwj', '河北省文物局'],
    ['hebei-jrj', '河北省地方金融监督管理局'],
  ],
  party: [
    ['hebei-zzb', '中共河北省委组织部'],
    ['hebei-xcb', '中共河北省委宣传部'],
    ['hebei-zfw', '中共河北省委政法委员会'],
  ],
  'mass-organization': [
    ['hebei-tsw', '共青团河北省委'],
    ['hebei-fl', '河北省妇女联合会'],
  ],
  enterprise: [['hebei-gwdl', '国网河北省电力有限公司']],
  other: [
    ['hebei-gxs', '河北省供销合作总社'],
    ['hebei-swj', '国家税务总局河北省税务局', '河北省国家税务局', '河北省地方税务局'],
  ],
  city: [
    ['hebei-sjz', '石家庄市人民政府'],
    ['hebei-ts', '唐山市人民政府'],
    ['hebei-qhd', '秦皇岛市人民政府'],
    ['hebei-hd', '邯郸市人民政府'],
    ['hebei-xt', '邢台市人民政府'],
    ['hebei-bd', '保定市人民政府'],
    ['hebei-zjk', '张家口市人民政府'],
    ['hebei-cd', '承德市人民政府'],
    ['hebei-cz', '沧州市人民政府'],
    ['hebei-lf', '廊坊市人民政府'],
    ['hebei-hs', '衡水市人民政府'],
    ['hebei-dz', '定州市人民政府'],
    ['hebei-xj', '辛集市人民政府'],
  ],
  'new-area': [['hebei-xa', '河北雄安新区管理委员会']],
  bureau: [
    ['hebei-sjz-slj', '石家庄市水利局'],
    ['hebei-sjz-jyj', '石家庄市教育局'],
  ],
};

/** The city government that a bureau belongs to [R2.2]: its id begins with the city's. */
const partOf = (kind: Kind, id: string): Pick<Unit, 'partOf'> => (kind === 'bureau' ? { partOf: id.replace(/-[^-]+$/, '') } : {});

const BODIES: readonly Body[] = [
  { id: 'hebei-congress', name: '河北省人民代表大会', chamber: 'congress', level: 'provincial' },
  { id: 'hebei-cppcc', name: '中国人民政治协商会议河北省委员会', chamber: 'cppcc', level: 'provincial' },
  { id: 'national-congress', name: '全国人民代表大会', chamber: 'congress', level: 'national' },
  { id: 'national-cppcc', name: '中国人民政治协商会议全国委员会', chamber: 'cppcc', level: 'national' },
  { id: 'ministry-water', name: '中华人民共和国水利部', mail: 'office@ministry-water.example' },
  { id: 'provincial-office', name: '河北省人民政府办公厅', mail: 'office@provincial-office.example' },
  { id: 'congress-committee', name: '河北省人大常委会选举任免代表工作委员会', mail: 'office@congress-committee.example' },
  { id: 'cppcc-committee', name: '河北省政协提案委员会', mail: 'office@cppcc-committee.example' },
];

const DIVISIONS = [
  ['d1', '业务一处（示例）'],
  ['d2', '业务二处（示例）'],
] as const;

/** The sample register: real units and bodies of Hebei, people as plainly made-up holders of posts. */
export function sampleRegister(): Register {
  const units = Object.entries(UNITS).flatMap(([kind, rows]) => rows.map((row) => unitOf(kind as Kind, row)));
  const people = units.flatMap(peopleOf).map((person, index) => ({ ...person, telephone: `100${String(index + 1).padStart(8, '0')}` }));
  return { units, people, bodies: [...BODIES] };
}

function unitOf(kind: Kind, [id, name, ...formerNames]: UnitRow): Unit {
  return { id, name, kind, divisions: DIVISIONS.map(([division, title]) => ({ id: `${id}-${division}`, name: title })), formerNames, ...partOf(kind, id) };
}

/** The four duties of "3+1" [R1.1], for each division. Telephone numbers beginning with 100 belong to nobody. */
function peopleOf({ id, name, divisions }: Unit): Person[] {
  const person = (key: string, post: Person['post'], title: string, division?: string): Person => ({
    id: `${id}-${key}`,
    name: `${name}${title}（示例）`,
    unit: id,
    ...(division !== undefined && { division }),
    post,
    mail: `${key}@${id}.example`,
    subject: `${id}-${key}`,
  });
  return [
    person('principal', 'principal', '主要负责同志'),
    person('leader', 'leaderInCharge', '分管负责同志'),
    person('office', 'office', '办公室联系人'),
    ...divisions.flatMap((division, index) => [
      person(`division-${index + 1}`, 'division', `业务${'一二'[index] ?? ''}处负责人`, division.id),
      person(`officer-${index + 1}`, 'officer', `业务${'一二'[index] ?? ''}处承办人`, division.id),
    ]),
  ];
}
