import type { Product, ReviewLevel } from '../schemas/common';
import { ActsOnCase } from './acts';
import { Refused } from './http';
import { mailTo } from './mails';
import { whereData } from './stage';

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

/** The letters of a case: written, reviewed, issued, and where each of them went. */
export class LettersOfCase extends ActsOnCase {
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
