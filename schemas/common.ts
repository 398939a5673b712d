import { z } from 'zod';

/**
 * A civil date of Asia/Shanghai, `YYYY-MM-DD` (D1). Impossible dates (02-30) are refused, and so are years that can
 * only be slips: a limit of a hundred years counted from the last of them must still end on a date.
 */
export const civilDate = z.iso
  .date({ error: '不是有效的日期（YYYY-MM-DD）' })
  .regex(/^(?:19|20|21)/, '年份应在 1900 至 2199 之间')
  .meta({ id: 'CivilDate', example: '2026-02-05' });

/** Fields registered here hold people's own words: the API keeps them in the ledger and sends only their id onwards. */
export const freeTexts = z.registry<{ freeText: true }>();

/**
 * A field of people's own words (reasons, opinions, plans). At the API it is the text; in a command, an event
 * and in every Temporal payload it is the id of the text in the ledger, so that a secret can be purged (R3.12).
 */
export const freeText = (max = 2000) =>
  z.string().trim().min(1, '不能为空').max(max, `不得超过 ${max} 字`).register(freeTexts, { freeText: true });

/** A field that a rule has no room for: whatever stands in it is refused, with the rule. */
export const forbidden = (rule: string, error: string) =>
  z
    .unknown()
    .refine(() => false, { error, params: { rule } })
    .optional();

/** Which rule asks for a field and says what may stand in it: a refusal of its shape names that rule. */
export const fieldRules = z.registry<{ rule: string }>();

/** Names the rule of a field. It stays with this very schema, wherever it is used. */
export function byRule<S extends z.ZodType>(rule: string, schema: S): S {
  fieldRules.add(schema, { rule });
  return schema;
}

/** An id made by us or by the register: short, printable, no spaces. */
export const identifier = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_.:/-]{0,79}$/u, '编号格式不正确');

/** SHA-256 of a stored document, lower-case hexadecimal. */
export const documentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, '不是有效的文件摘要（SHA-256）')
  .meta({ id: 'DocumentHash' });

/** Who is answered, and who gets copies, goes by the kind. */
export const kind = byRule(
  'R3.9',
  z.enum(['suggestion', 'proposal']).meta({ id: 'CaseKind', description: '代表建议 / 政协提案' }),
);
export const level = byRule(
  'R3.1',
  z.enum(['national', 'provincial']).meta({ id: 'CaseLevel', description: '全国 / 省' }),
);
export const part = z
  .enum(['lead', 'co-handler', 'separate', 'reference', 'office'])
  .meta({ id: 'Part', description: '主办 / 会办 / 分办 / 参阅 / 省政府办公厅' });
export const bodyId = byRule(
  'R3.7',
  z.enum(['provincial-office', 'congress-committee', 'cppcc-committee']).meta({ id: 'BodyId' }),
);

export const role = z
  .enum([
    'provincial-office',
    'congress-committee',
    'cppcc-committee',
    'unit-office',
    'unit-division',
    'unit-leader',
    'proposer',
    'intake',
    'auditor',
    'operations',
    'system',
  ])
  .meta({ id: 'Role' });

/**
 * Who acts: the token's subject, the role and unit it acts in, and the register's person where there is one. `for`: the
 * absent person in whose stead they act; the platform says so, no token does.
 */
export const actor = z
  .object({
    subject: z.string().min(1).max(200),
    role,
    unit: identifier.optional(),
    division: identifier.optional(),
    person: identifier.optional(),
    for: identifier.optional().meta({ description: '代何人办理（该人不在岗，由其代办）' }),
  })
  .meta({ id: 'Actor' });

export const disclosureMark = byRule(
  'R5.5',
  z
    .enum(['public', 'withheld', 'unmarked'])
    .meta({ id: 'DisclosureMark', description: '公开 / 不公开 / 未标注（视作同意公开）[R5.5]' }),
);
/** A letter's category. Which ones a letter may bear, the notice or the letter of assignment says [R5.3]. */
export const category = byRule(
  'R5.3',
  z
    .string()
    .regex(/^[A-Z]\d?$/, '类别应为一个大写字母，后可带一位数字')
    .meta({ id: 'Category', description: '办理结果类别；省级件为 A、B、C，全国件以交办函为准 [R5.3]' }),
);
export const satisfaction = z
  .enum(['satisfied', 'largely-satisfied', 'dissatisfied'])
  .meta({ id: 'Satisfaction', description: '满意 / 基本满意 / 不满意' });

/** Ways of contact; the remote ones are allowed if the proposer wishes, with a written record [R6.2]. */
export const contactWay = byRule(
  'R6.2',
  z
    .enum([
      'visit',
      'inspection',
      'on-site',
      'report',
      'meeting',
      'round-table',
      'telephone',
      'wechat',
      'video',
      'letter',
      'mail',
      'other',
    ])
    .meta({ id: 'ContactWay' }),
);
export const deliveryWay = byRule(
  'R3.5',
  z.enum(['mail', 'exchange', 'post', 'hand', 'fax', 'other']).meta({ id: 'DeliveryWay' }),
);
export const reviewLevel = z
  .enum(['division', 'office', 'leaderInCharge', 'principal'])
  .meta({ id: 'ReviewLevel' });
export const product = byRule(
  'R3.2',
  z
    .enum(['reply', 'opinion', 'submission', 'result'])
    .meta({ id: 'Product', description: '答复函 / 会办意见 / 答复意见（报送） / 再次办理结果' }),
);

/** What every act may say: the day it was done, if that is not the day of recording, and its evidence (D8). */
export const act = {
  doneOn: civilDate.optional().meta({ description: '办理行为发生的日期；不填即当日 (D8)' }),
  evidence: freeText(500).optional(),
};

/** A limit: an amount of months, calendar days or working days, or a named date (D2, D4). */
export const limit = z
  .discriminatedUnion(
    'unit',
    [
      z.strictObject({ unit: z.enum(['month', 'day', 'workday']), amount: z.int().min(0).max(1000) }),
      z.strictObject({ unit: z.literal('fixed'), date: civilDate }),
    ],
    { error: '单位应为 month、day、workday 或 fixed' },
  )
  .meta({ id: 'Limit' });

export type CivilDateText = z.infer<typeof civilDate>;
export type Kind = z.infer<typeof kind>;
export type Level = z.infer<typeof level>;
export type Part = z.infer<typeof part>;
export type BodyId = z.infer<typeof bodyId>;
export type Role = z.infer<typeof role>;
export type Actor = z.infer<typeof actor>;
export type DisclosureMark = z.infer<typeof disclosureMark>;
export type Category = z.infer<typeof category>;
export type Satisfaction = z.infer<typeof satisfaction>;
export type ContactWay = z.infer<typeof contactWay>;
export type DeliveryWay = z.infer<typeof deliveryWay>;
export type ReviewLevel = z.infer<typeof reviewLevel>;
export type Product = z.infer<typeof product>;
export type Limit = z.infer<typeof limit>;
