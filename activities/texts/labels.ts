import type { ObligationKind } from '../../domain/obligation';
import type { Category, Level } from '../../schemas/common';

/** What the notice's categories mean [R5.3]; another alphabet's letters stand for what their letter of assignment says. */
const CATEGORIES: Readonly<Record<Category, string>> = {
  A: 'A类（已经解决或者采纳，年内能够基本解决）',
  B: 'B类（已采纳并列入规划，逐步解决）',
  C: 'C类（因法律政策或者现有条件限制，无法解决）',
};

/** A category as a letter's first page names it. */
export const categoryText = (category: Category, level: Level): string =>
  (level === 'provincial' ? CATEGORIES[category] : undefined) ?? `${category}类`;

/** What is owed, as a person who owes it calls it. */
export const OBLIGATIONS: Record<ObligationKind, string> = {
  sign: '签收',
  form: '寄送并确认责任分解表',
  internal: '单位内部办理',
  bureau: '提出部门意见',
  reference: '研究参考并告知代表委员',
  opinion: '送达会办意见',
  submission: '报送答复意见',
  reply: '答复',
  copy: '抄送',
  publication: '公开答复函',
  feedback: '反馈意见',
  rework: '再次答复',
  reissue: '重新印发答复函',
  'special-report': '报送专题报告',
};

/** `2022-05-05` as people write it. */
export function dateText(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
}
