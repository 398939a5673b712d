import { refuseUnless } from '../refusal';
import type { Chronicle } from './context';
import { categoriesOf, partRuleOf } from './lookups';
import type { Letter, LetterContent, Track } from './state';

/** Category with its plan or ground [R5.3], and a ground for withholding [R5.5]. */
export function contentIsComplete(
  chronicle: Chronicle,
  track: Track,
  product: Letter['product'],
  data: LetterContent,
): void {
  const categorised =
    product === 'reply' && partRuleOf(chronicle.case, track, chronicle.context.rules).category;
  if (categorised)
    refuseUnless(
      data.category,
      'R5.3',
      'missing',
      '/category',
      `答复函须标注办理结果类别（${categoriesOf(chronicle.case.facts).join('、')}）`,
    );
  if (product === 'opinion')
    refuseUnless(data.category === undefined, 'R5.3', 'invalid', '/category', '会办意见不标注类别');
  if (data.category !== undefined) inAlphabet(chronicle, data.category);
  // What the letters of another alphabet stand for, and call for, its letter of assignment says.
  const byNotice = chronicle.case.facts.level === 'provincial';
  if (byNotice && data.category === 'B')
    refuseUnless(data.plan !== undefined, 'R5.3', 'missing', '/plan', 'B 类须写明列入的规划、计划');
  if (byNotice && data.category === 'C')
    refuseUnless(data.ground !== undefined, 'R5.3', 'missing', '/ground', 'C 类须写明确实无法解决的依据');
  if (data.mark === 'withheld')
    refuseUnless(
      data.withholdingGround !== undefined,
      'R5.5',
      'missing',
      '/withholdingGround',
      '不公开须说明依据',
    );
}

/** Whoever marks or checks a category takes one that this case's letters may bear [R5.3]. */
export function inAlphabet(chronicle: Chronicle, category: string): void {
  const categories = categoriesOf(chronicle.case.facts);
  const message =
    categories.length > 0 ? `类别应为 ${categories.join('、')} 之一` : '交办函未规定类别，不标注办理结果类别';
  refuseUnless(categories.includes(category), 'R5.3', 'invalid', '/category', message);
}

/** What a letter says, of all that the command brings. */
export function contentOf({
  document,
  category,
  plan,
  ground,
  mark,
  withholdingGround,
}: LetterContent): LetterContent {
  return {
    document,
    mark,
    ...(category ? { category } : {}),
    ...(plan ? { plan } : {}),
    ...(ground ? { ground } : {}),
    ...(withholdingGround ? { withholdingGround } : {}),
  };
}
