import { Response } from 'supertest';
import type { ApiHarness } from './harness';

export const CRITERIA = { objective: true, concrete: true, lawful: true, concise: true, inForm: true };
const CHAIN = [
  ['head', 'division'],
  ['office', 'office'],
  ['leader', 'leaderInCharge'],
  ['principal', 'principal'],
] as const;

/** Acts of a case one after the other, each of which must succeed: tests begin where these end. */
export class Journey {
  constructor(
    private readonly api: ApiHarness,
    readonly url: string,
  ) {}

  static async begin(api: ApiHarness): Promise<Journey> {
    return new Journey(api, await api.takeIn());
  }

  async act(
    who: string,
    path: string,
    body: object = {},
  ): Promise<{
    created: { type: string; id: string }[];
    warnings: { code: string; rule?: string }[];
    case: { status: string };
  }> {
    const response: Response = await this.api.post(who, `${this.url}${path}`, body);
    if (response.status >= 300) throw new Error(`${who} ${path}: ${response.status} ${response.text}`);
    return response.body as Awaited<ReturnType<Journey['act']>>;
  }

  /** Signed for, handed to the first division, 3+1 named. */
  async takenUp(unit: string, trackId: string): Promise<void> {
    const track = `/tracks/${trackId}`;
    await this.act(`${unit}-office`, `${track}/signature`);
    await this.act(`${unit}-office`, `${track}/division`, {
      division: `${unit}-d1`,
      officer: `${unit}-officer`,
    });
    await this.act(`${unit}-office`, `${track}/responsibility`, {
      principal: `${unit}-principal`,
      leaderInCharge: `${unit}-leader`,
      office: `${unit}-office`,
      division: `${unit}-head`,
      officer: `${unit}-officer`,
    });
  }

  async contacted(): Promise<void> {
    await this.act('jyt-officer', '/tracks/t1/contacts', {
      stage: 'before',
      way: 'visit',
      visitors: ['jyt-officer'],
      proposers: ['p1', 'p2'],
      opinion: '同意方案',
      plan: '三月调研',
      attendees: [{ name: '某处长' }],
    });
  }

  async drafted(
    unit = 'jyt',
    trackId = 't1',
    product = 'reply',
    text = '示例代表：您提出的建议收悉。',
    type?: string,
  ): Promise<string> {
    const document = await this.api.upload(`${unit}-office`, text, type);
    const { created } = await this.act(`${unit}-officer`, `/tracks/${trackId}/letters`, {
      product,
      document,
      mark: 'public',
      ...(product === 'reply' && { category: 'A' }),
    });
    const letter = created.find(({ type }) => type === 'letters');
    if (!letter) throw new Error('no letter was made');
    return letter.id;
  }

  async reviewed(
    letterId: string,
    unit = 'jyt',
    levels: readonly (readonly [string, string])[] = CHAIN,
  ): Promise<void> {
    for (const [person, level] of levels)
      await this.act(`${unit}-${person}`, `/letters/${letterId}/reviews`, {
        level,
        decision: 'approve',
        criteria: CRITERIA,
      });
  }

  /** A reply on its way: drafted, reviewed, issued, and sent to both deputies by post. */
  async replied(...file: [text?: string, type?: string]): Promise<string> {
    await this.takenUp('jyt', 't1');
    await this.contacted();
    const letterId = await this.drafted('jyt', 't1', 'reply', ...file);
    await this.reviewed(letterId);
    await this.act('jyt-office', `/letters/${letterId}/issue`, { documentNumber: '冀教提字〔2026〕1号' });
    const { body } = await this.api.get('office', this.url);
    const { deliveries } = body as { deliveries: { id: string; recipient: { type: string } }[] };
    for (const { id, recipient } of deliveries)
      if (recipient.type === 'proposer')
        await this.act('jyt-office', `/deliveries/${id}/dispatch`, { way: 'post' });
    return letterId;
  }
}
