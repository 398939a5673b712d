import type { DeliveryFacts } from '../../ledger/outgoing';
import type { Delivery } from '../../domain/case/state';
import { caseText, KIND_NAMES } from '../../domain/naming';
import { categoryText, dateText } from './labels';
import type { Message } from './message';

type Purpose = Delivery['purpose'];

const LETTERS: Record<DeliveryFacts['letter']['product'], string> = {
  reply: '答复函',
  opinion: '会办意见',
  submission: '答复意见',
  result: '再次办理结果的答复函',
};

const PREFIXES: Record<Purpose, string> = {
  reply: '',
  result: '',
  copy: '【抄送】',
  submit: '【报送】',
  opinion: '【会办意见】',
};

/** The mark on page one [R5.5]. */
const MARKS = { public: '同意公开', withheld: '不公开', unmarked: '未标注（视作同意公开）' } as const;

/** The mail's subject: what it is, about what, under which number. */
export function subjectOf({ delivery, letter, state, documentNumber }: DeliveryFacts): string {
  return `${PREFIXES[delivery.purpose]}关于${caseText(state.facts.identity, state.facts)}的${LETTERS[letter.product]}（${documentNumber}）`;
}

/** How the recipient is spoken to [R5.2]: 代表, 委员, an organization or a body by its name. */
export function salutationOf({ name, title }: DeliveryFacts['addressee']): string {
  const word = title === 'deputy' ? '代表' : title === 'member' ? '委员' : '';
  return `${name}${name.endsWith(word) ? '' : word}：`;
}

/** The mail that a letter travels in. The letter itself is attached: the mail neither repeats nor replaces it. */
export function letterMessage(facts: DeliveryFacts, today: string): Message {
  const { delivery, unitName } = facts;
  return {
    salutation: salutationOf(facts.addressee),
    paragraphs: [...PARAGRAPHS[delivery.purpose](facts), ...pageOne(facts)],
    closing: [unitName, dateText(today)],
  };
}

const named = ({ state: { facts } }: DeliveryFacts) =>
  `《${facts.title}》（${caseText(facts.identity, facts)}）`;
const toAll = (facts: DeliveryFacts) =>
  `${named(facts)}的${LETTERS[facts.letter.product]}（${facts.documentNumber}）`;

const PARAGRAPHS: Record<Purpose, (facts: DeliveryFacts) => string[]> = {
  reply: (facts) => [
    `您提出的${named(facts)}收悉。经研究办理，现将答复函（${facts.documentNumber}）送上，请查阅附件。`,
    askForFeedback(facts),
    `感谢您对我们工作的关心和支持。`,
  ],
  result: (facts) => [
    `您对${named(facts)}办理工作提出的意见收悉。我们查找原因、改进措施后作了再次办理，现将书面结果（${facts.documentNumber}）送上，请查阅附件。`,
    askForFeedback(facts),
  ],
  copy: (facts) => [`现将${toAll(facts)}抄送你单位，请查收附件。`],
  submit: (facts) => [`现将${toAll(facts)}及电子版报送你单位，请审阅附件。`],
  opinion: (facts) => [
    `现将我单位对${toAll(facts)}送上，请主办单位研究采纳，请查阅附件。`,
    `我单位对本件的公开意见：${MARKS[facts.letter.content.mark]}。`,
  ],
};

function askForFeedback({ state, rules }: DeliveryFacts): string {
  const { amount, unit } = rules.policy.limits.feedback;
  const words = { day: '日', workday: '个工作日', month: '个月' }[unit];
  return `您对这件${KIND_NAMES[state.facts.kind]}的办理态度和办理结果是否满意，请自答复之日起${amount}${words}内反馈；不满意的，请说明理由，我们将进一步研究办理。`;
}

/** Category and mark as page one has them, on the letters that carry them. */
function pageOne({ letter, delivery, state }: DeliveryFacts): string[] {
  const { category, mark } = letter.content;
  if (delivery.purpose === 'opinion' || category === undefined) return [];
  return [`办理结果：${categoryText(category, state.facts.level)}；是否同意公开：${MARKS[mark]}。`];
}
