/** The unit of Hebei that handles a field: the words of a unit's name or of a title that mean it, in the order of precedence. */
const FIELDS: readonly (readonly [words: RegExp, unit: string, field: string])[] = [
  [/文物/u, '河北省文物局', '文物保护'],
  [/宣传部/u, '中共河北省委宣传部', '宣传'],
  [/组织部/u, '中共河北省委组织部', '人才'],
  [/政法委/u, '中共河北省委政法委员会', '综治'],
  [/共青团/u, '共青团河北省委', '青少年'],
  [/妇联|妇女联合会/u, '河北省妇女联合会', '妇女儿童'],
  [/税务/u, '国家税务总局河北省税务局', '税务'],
  [/银保监|金融/u, '河北省地方金融监督管理局', '金融'],
  [/财政/u, '河北省财政厅', '财政'],
  [/文化和旅游|文化旅游|文化公园/u, '河北省文化和旅游厅', '文化旅游'],
  [/生态环境|节能减排/u, '河北省生态环境厅', '生态环境'],
  [/林业/u, '河北省林业和草原局', '林业'],
  [/医疗保障/u, '河北省医疗保障局', '医疗保障'],
  [/农业/u, '河北省农业农村厅', '农业农村'],
  [/供销/u, '河北省供销合作总社', '供销合作'],
  [/交通运输|客运/u, '河北省交通运输厅', '交通运输'],
  [/水利|水务/u, '河北省水利厅', '水利'],
  [/卫生/u, '河北省卫生健康委员会', '卫生健康'],
  [/人力资源/u, '河北省人力资源和社会保障厅', '人力资源'],
  [/教育/u, '河北省教育厅', '教育'],
  [/公安/u, '河北省公安厅', '公安'],
  [/民政/u, '河北省民政厅', '民政'],
  [/发展和改革/u, '河北省发展和改革委员会', '发展改革'],
  [/商务/u, '河北省商务厅', '商务'],
  [/自然资源|规划局|矿种/u, '河北省自然资源厅', '自然资源'],
  [/住房|城乡建设|城市管理|老旧小区/u, '河北省住房和城乡建设厅', '城乡建设'],
  [/审计/u, '河北省审计厅', '审计'],
  [/食品安全/u, '河北省市场监督管理局', '市场监管'],
];

const OTHERWISE = { unit: '河北省发展和改革委员会', field: '经济社会发展' };

/** Who handles it in Hebei, by the name of the unit that handled it, else by the title. */
export function handlerOf(unitName: string, title: string): { unit: string; field: string } {
  return counterpartOf(unitName) ?? counterpartOf(title) ?? OTHERWISE;
}

/** The unit of Hebei for the field that a text names; undefined when it names none. */
export function counterpartOf(text: string): { unit: string; field: string } | undefined {
  const found = FIELDS.find(([words]) => words.test(text));
  return found && { unit: found[1], field: found[2] };
}
