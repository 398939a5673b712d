import type { EventType } from '../domain/case';
import { caseIdOf } from '../domain/identity';
import type { SinkMail } from '../platform/mail-store';
import type { Product, ReviewLevel } from '../schemas/common';
import type { IntakeCaseInput } from '../schemas/intake';
import type { Expected } from './evidence';
import { Refused } from './http';
import { whereData, type Stage } from './stage';

/** What the API answers to a command. */
interface Answer {
  created: { type: string; id: string }[];
}

/** What a letter says on page one, and how it is called. */
export interface LetterOnStage {
  product: Product;
  /** The document number, also the word by which its mails are known. */
  number: string;
  category?: string;
  plan?: string;
  ground?: string;
  mark?: 'public' | 'withheld' | 'unmarked';
  withholdingGround?: string;
  reworkId?: string;
  together?: string[];
  /** National cases go with the electronic version [R3.1]. */
  electronic?: boolean;
  text?: readonly string[];
}

const CRITERIA = { objective: true, concrete: true, lawful: true, concise: true, inForm: true };
const REVIEWERS = {
  division: 'division-1',
  office: 'office',
  leaderInCharge: 'leader',
  principal: 'principal',
} as const satisfies Record<ReviewLevel, string>;
const PARTS: Readonly<Record<string, string>> = {
  lead: '主办',
  'co-handler': '会办',
  separate: '分办',
  reference: '参阅',
};
const LETTERS: Readonly<Record<Product, string>> = {
  reply: '答复函',
  opinion: '会办意见',
  submission: '答复意见',
  result: '再次办理结果',
};

/** The provincial office as a unit of the register: its people act on its own part of national cases. */
export const OFFICE = 'hebei-szfbgt';

/** The reviewers of a letter [R5.1], as the policy has them: the whole of the provincial office is an office. */
function chainOf(unit: string, product: Product): readonly ReviewLevel[] {
  if (unit === OFFICE) return ['division', 'leaderInCharge', 'principal'];
  return product === 'opinion' ? ['leaderInCharge'] : ['division', 'office', 'leaderInCharge', 'principal'];
}

/** Where the sample register sends a unit's mails, and a body's. */
export const mailOf = (id: string): string => `office@${id}.example`;

/** A mail to somebody that speaks of something. */
export const mailTo =
  (address: string, word: string) =>
  ({ to, text, subject }: SinkMail): boolean =>
    to.includes(address) && (text.includes(word) || subject.includes(word));

/** One case of a walk: who does what on it over the API, and what must be seen of each act. */
export class CaseOnStage {
  readonly url: string;

  constructor(
    private readonly stage: Stage,
    readonly id: string,
  ) {
    this.url = `/cases/${encodeURIComponent(id)}`;
  }

  /** An act on the case: a command, which the engine takes as an update. `path` is below the case's own. */
  act(
    who: string,
    what: string,
    path: string,
    body: object,
    event: EventType,
    fields: Record<string, unknown> = {},
    mail?: Expected['mail'],
  ): Promise<Answer> {
    const expected = { caseId: this.id, way: 'update', event, where: whereData(fields), mail } as const;
    return this.stage.act<Answer>(who, what, `${this.url}/${path}`, body, expected);
  }

  /** What is told to the case as a signal: feedback, and dissatisfaction that is assigned back. */
  tell(
    who: string,
    what: string,
    path: string,
    body: object,
    event: EventType,
    fields = {},
  ): Promise<unknown> {
    const expected = { caseId: this.id, way: 'signal', event, where: whereData(fields) } as const;
    return this.stage.act(who, what, `${this.url}/${path}`, body, expected);
  }

  /** What followed in the case by itself. */
  see(what: string, event: EventType, fields: Record<string, unknown> = {}, way: Expected['way'] = 'update') {
    return this.stage.see('平台', what, { caseId: this.id, way, event, where: whereData(fields) });
  }

  /** What the office reads of the case. */
  read<T>(what: string, holds: (detail: T) => boolean): Promise<void> {
    return this.stage.read('provincial-office', what, this.url, holds);
  }

  async sign(unit: string, trackId: string): Promise<void> {
    await this.act(`${unit}-office`, '签收', `tracks/${trackId}/signature`, {}, 'trackSigned', { trackId });
  }

  /** Names the four duties of "3+1" [R1.1]. */
  async nameResponsibility(unit: string, trackId: string): Promise<void> {
    const named = {
      principal: `${unit}-principal`,
      leaderInCharge: `${unit}-leader`,
      office: `${unit}-office`,
      division: `${unit}-division-1`,
      officer: `${unit}-officer-1`,
    };
    const path = `tracks/${trackId}/responsibility`;
    await this.act(`${unit}-office`, '明确“3+1”责任人', path, named, 'responsibilityNamed', { trackId });
  }

  /** Signs for a part, hands it to the first division, and names "3+1". */
  async takeUp(unit: string, trackId: string): Promise<void> {
    await this.sign(unit, trackId);
    const handed = { division: `${unit}-d1`, officer: `${unit}-officer-1` };
    const path = `tracks/${trackId}/division`;
    await this.act(`${unit}-office`, '交业务一处承办', path, handed, 'divisionAssigned', { trackId });
    await this.nameResponsibility(unit, trackId);
  }

  /** Sends the responsibility assignment form to the lead proposer, and has it confirmed [R2.3]. */
  async form(unit: string, trackId: string): Promise<void> {
    const officer = `${unit}-officer-1`;
    const path = `tracks/${trackId}`;
    const sent = { proposers: ['p1'], way: 'post' };
    await this.act(officer, '寄送责任分解表', `${path}/form-deliveries`, sent, 'formSent', { trackId });
    const confirmed = { proposer: 'p1', way: 'telephone' };
    await this.act(officer, '电话确认责任分解表', `${path}/form-confirmations`, confirmed, 'formConfirmed', {
      trackId,
    });
  }

  /** The contact that goes before any reply, with the plan that comes of it [R6.1, R6.2]. */
  contact(
    unit: string,
    trackId: string,
    more: Record<string, unknown> = {},
    what = '办前走访，形成办理方案',
  ) {
    const contact = {
      stage: 'before',
      way: 'visit',
      visitors: [`${unit}-officer-1`],
      proposers: ['p1'],
      opinion: '同意办理方案（示例）。',
      plan: '三月调研，四月答复（示例）。',
      ...more,
    };
    return this.act(`${unit}-officer-1`, what, `tracks/${trackId}/contacts`, contact, 'contactRecorded');
  }

  /** Drafts a letter, has it reviewed level by level [R5.1], and issues it. Answers with its id. */
  async letter(unit: string, trackId: string, letter: LetterOnStage): Promise<string> {
    const { number, electronic, text, mark = 'public', ...content } = letter;
    const name = LETTERS[letter.product];
    const document = await this.stage.document(
      `${unit}-officer-1`,
      name,
      text ?? [`（${number}）`, '您提出的意见收悉，现将办理情况函告如下：已列入年度计划。'],
    );
    const category = letter.category === undefined ? '' : `（${letter.category} 类）`;
    const { created } = await this.act(
      `${unit}-officer-1`,
      `起草${name}${category}`,
      `tracks/${trackId}/letters`,
      { ...content, mark, document },
      'letterDrafted',
      { trackId, product: letter.product },
    );
    const letterId = created.find(({ type }) => type === 'letters')?.id ?? '';
    for (const level of chainOf(unit, letter.product)) {
      const review = { level, decision: 'approve', criteria: CRITERIA };
      const path = `letters/${letterId}/reviews`;
      await this.act(`${unit}-${REVIEWERS[level]}`, `审核通过${name}`, path, review, 'letterReviewed', {
        letterId,
        level,
      });
    }
    const issuer = `${unit}-office`;
    const issued = {
      documentNumber: number,
      ...(electronic
        ? { electronicVersion: await this.stage.document(issuer, `${name}电子版`, [number]) }
        : {}),
    };
    await this.act(issuer, `印发${name}（${number}）`, `letters/${letterId}/issue`, issued, 'letterIssued', {
      letterId,
    });
    return letterId;
  }

  /** A letter that the platform sent to somebody by mail. */
  async delivered(
    what: string,
    letterId: string,
    recipient: string,
    address: string,
    word: string,
  ): Promise<void> {
    const { deliveryId, sender } = await this.deliveryTo(letterId, recipient);
    await this.stage.see(`平台（代${await this.stage.unitName(sender)}）`, what, {
      caseId: this.id,
      way: 'activity',
      event: 'deliverySent',
      where: whereData({ deliveryId }),
      mail: mailTo(address, word),
    });
  }

  /** A letter that is posted, because its recipient has no mail. */
  async posted(who: string, what: string, letterId: string, recipient: string): Promise<void> {
    const { deliveryId } = await this.deliveryTo(letterId, recipient);
    const posted = { way: 'post', evidence: '挂号信收据（示例）' };
    await this.act(who, what, `deliveries/${deliveryId}/dispatch`, posted, 'deliverySent', { deliveryId });
  }

  /** What a proposer thinks of the answer, entered by the office as it came on paper. */
  feedback(
    result: 'satisfied' | 'dissatisfied',
    what: string,
    more: { trackId?: string; proposer?: string } = {},
  ) {
    const proposer = more.proposer ?? 'p1';
    const given = {
      ...more,
      proposer,
      attitude: 'satisfied',
      result,
      via: 'paper',
      ...(result === 'dissatisfied' ? { reason: '只解决了一部分（示例）。' } : {}),
    };
    return this.tell('provincial-office', what, 'feedback', given, 'feedbackGiven', { proposer });
  }

  /** Assigns dissatisfaction back: thirty days from today [R7.4]. */
  rework(what: string, more: { trackId?: string } = {}) {
    const assigned = {
      ...more,
      receivedOn: this.stage.on,
      objectors: ['p1'],
      reason: '请补充办理（示例）。',
    };
    return this.tell('provincial-office', what, 'reworks', assigned, 'reworkAssigned');
  }

  /** Finds the cause and visits whoever objected, in person, before the second answer [R7.4]. */
  async mend(unit: string): Promise<void> {
    const officer = `${unit}-officer-1`;
    const cause = { cause: '勘察时遗漏（示例）。', measures: '补充列入计划（示例）。' };
    await this.act(officer, '查找原因', 'reworks/r1/cause', cause, 'reworkCauseRecorded', { reworkId: 'r1' });
    const visit = { proposers: ['p1'], visitors: [`${unit}-leader`, officer], opinion: '表示认可（示例）。' };
    await this.act(officer, '当面走访', 'reworks/r1/visits', visit, 'reworkVisitRecorded', {
      reworkId: 'r1',
    });
  }

  /** A letter's delivery to somebody, and the unit whose letter it is. */
  private async deliveryTo(
    letterId: string,
    recipient: string,
  ): Promise<{ deliveryId: string; sender: string }> {
    const { deliveries, letters, tracks } = await this.stage.get<{
      tracks: { id: string; unit: string }[];
      letters: { id: string; trackId: string }[];
      deliveries: { id: string; letterId: string; recipient: { id: string } }[];
    }>('provincial-office', this.url);
    const found = deliveries.find((one) => one.letterId === letterId && one.recipient.id === recipient);
    const trackId = letters.find(({ id }) => id === letterId)?.trackId;
    const sender = tracks.find(({ id }) => id === trackId)?.unit;
    if (!found || sender === undefined)
      throw new Refused(`${this.id}: no delivery of ${letterId} to ${recipient}`);
    return { deliveryId: found.id, sender };
  }
}

/** What a walk says of a case that it hands in; the rest is a sample suggestion of one deputy. */
export type SampleCase = Partial<IntakeCaseInput> & {
  number: string;
  parts: IntakeCaseInput['parts'];
};

/** Where a sample's lead proposer gets mail. */
export const proposerMail = (number: string): string => `proposer-${number}@proposers.example`;

/** Hands a case in on the day of the scene, and waits until its run has begun. */
export async function takeIn(
  stage: Stage,
  what: string,
  { number, ...given }: SampleCase,
): Promise<CaseOnStage> {
  const { kind = 'suggestion', level = 'provincial' } = given;
  const chamber = kind === 'suggestion' ? 'congress' : 'cppcc';
  const identity = {
    body: `${level === 'national' ? 'national' : 'hebei'}-${chamber}`,
    term: 14,
    session: 4,
    series: 'main',
    number,
  };
  const input: IntakeCaseInput = {
    identity,
    kind,
    level,
    title: `关于示例事项的${kind === 'suggestion' ? '建议' : '提案'}（${number}）`,
    text: '（示例内容）',
    proposers: [
      {
        role: 'lead',
        type: kind === 'suggestion' ? 'deputy' : 'member',
        name: `示例${kind === 'suggestion' ? '代表' : '委员'}${number}`,
        mail: proposerMail(number),
      },
    ],
    assignedOn: stage.on,
    assignedBy: 'provincial-office',
    ...given,
  };
  const id = caseIdOf(identity);
  const event = { caseId: id, way: 'intake', event: 'caseAssigned' } as const satisfies Expected;
  const said = `${what}（${number}）：${await partsText(stage, given.parts)}`;
  await stage.act('intake', said, '/cases', input, event);
  return new CaseOnStage(stage, id);
}

/** Who is to do what: 主办省水利厅，会办省财政厅. */
async function partsText(stage: Stage, parts: SampleCase['parts']): Promise<string> {
  const names = await Promise.all(
    parts.map(async ({ unit, part }) => ({ part, name: await stage.unitName(unit) })),
  );
  return Object.entries(PARTS)
    .map(([part, word]) => [word, names.filter((one) => one.part === part).map(({ name }) => name)] as const)
    .flatMap(([word, units]) => (units.length > 0 ? [`${word}${units.join('、')}`] : []))
    .join('，');
}
