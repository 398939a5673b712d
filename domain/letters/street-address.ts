/** A place in a text, in UTF-16 units. */
export interface Span {
  at: number;
  length: number;
}

const HAN = '\\p{Script=Han}';
const NUMBER = '(?:\\d{1,5}(?:-\\d{1,4})?|[〇零一二三四五六七八九十百]{1,5})';
const PART = `[ \\t,，-]{0,2}[\\dA-Za-z甲乙丙丁〇零一二三四五六七八九十]{1,4}[ \\t]?(?:号楼|号院|栋|幢|座|单元|层|楼|室|号|户|门)`;

/** What a street, village or estate is called at its end; roads between towns have no houses. */
const STREET = '(?:(?<!公|铁|高速)路|街|大道|巷|胡同|弄|村|小区|社区|花园|家园|公寓|苑)';
/** From a street's last character on: its number, then yard, estate, building, stairway and room. */
const HOUSE = new RegExp(
  `${STREET}[东西南北中]?段?[ \\t]?${NUMBER}[ \\t]?号(?!线|文|令|桥|井|建议|提案|公路|地块)[院楼]?` +
    `(?:${HAN}{1,10}?(?:小区|花园|家园|公寓|苑|大院|宿舍)(?=[ \\t]?\\d))?(?:${PART}){0,6}(?:[ \\t-]?\\d{3,4}(?!\\d))?`,
  'gu',
);

/** The words that lead up to a place, labels among them: what follows the last of them is its name, and none is cut in two. */
const LEADS =
  /位于|坐落于|居于|住于|地处|来自|寄往|寄至|送往|我们|地址|[住现]址|住所|住处|所在地|居住地|户籍|单位|学校|公司|建议|提案|反映|关于|[在到是的住我您]/gu;
const LONGEST_NAME = 40;
/** A province, city, district or county, those within it, and the street; the first one's name is short, or words before it would go too. */
const IN_DISTRICT = new RegExp(
  `${HAN}{1,4}(?:省|自治区|市|区|县|旗)(?:${HAN}{1,9}(?:市|区|县|旗|镇|乡|街道|办事处))*${HAN}{0,8}$`,
  'u',
);
const STREET_NAME = new RegExp(`${HAN}{1,4}$`, 'u');
/** Without a district only what goes down to stairway or room is an address. */
const HOME = /单元|[室户]$/u;

/**
 * Addresses of houses, without any word that says so: `石家庄市桥西区中山东路10号院2号楼`, `谈固东街12号3单元401室`. A street
 * alone, or a number on a road without a district, is a place that everybody knows. The text is of usual width.
 */
export function streetAddresses(text: string): Span[] {
  return [...text.matchAll(HOUSE)].flatMap(({ 0: house, index }) => {
    const before = text.slice(Math.max(0, index - LONGEST_NAME), index);
    const lead = [...before.matchAll(LEADS)].at(-1);
    const named = lead ? before.slice(lead.index + lead[0].length) : before;
    const name = IN_DISTRICT.exec(named) ?? (HOME.test(house) ? STREET_NAME.exec(named) : null);
    return name ? [{ at: index - name[0].length, length: name[0].length + house.length }] : [];
  });
}
