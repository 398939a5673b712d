import type { CivilDate } from '../../domain/dates';
import { CRITERIA } from '../api/journey';
import type { Refusal, Stage } from './stage';

/** A case as the provincial office reads it. */
export interface Seen {
  status: string;
  text?: string;
  tracks: {
    id: string;
    part: string;
    unit: string;
    status: string;
    responsibility?: Record<string, string>;
    drawnOn?: { on: CivilDate; use: string }[];
  }[];
  obligations: {
    id: string;
    kind: string;
    trackId: string;
    owedBy: { id: string };
    rule: string;
    status: string;
    start: CivilDate;
    due: CivilDate;
    source: string;
    overdue: boolean;
    about?: string;
  }[];
  letters: {
    id: string;
    trackId: string;
    product: string;
    status: string;
    repliedOn?: CivilDate;
    content: { category?: string; mark: string };
    checks?: object[];
    follows?: { caseId: string; letterId: string };
    publication: { status: string; on?: CivilDate; url?: string; withOriginal?: boolean };
  }[];
  deliveries: {
    id: string;
    letterId: string;
    purpose: string;
    status: string;
    recipient: { type: string; id: string };
  }[];
  contacts: {
    id: string;
    trackId: string;
    stage: string;
    way: string;
    on: CivilDate;
    proposers: string[];
    visitors?: string[];
    withUnits?: string[];
    told?: string;
  }[];
  reworks: { id: string; trackId: string; status: string; objectors: string[] }[];
  merge?: { role: string; members: Record<string, { status: string }> };
  supervisions: {
    id: string;
    trackId: string;
    form: string;
    ground: string;
    status: string;
    units?: string[];
  }[];
  limits?: { setBy: string };
  texts: Record<string, string>;
}

interface Made {
  created: { type: string; id: string }[];
  warnings: { code: string; rule?: string }[];
}

/** Levels and who of a unit's people reviews them; an opinion needs the third alone. */
export const CHAIN = [
  ['division-1', 'division'],
  ['office', 'office'],
  ['leader', 'leaderInCharge'],
  ['principal', 'principal'],
] as const;

export type Chain = readonly (readonly [string, string])[];
/** What a draft says beside its file, whose words are `text`. */
export type Draft = { product: string; text?: string } & Record<string, unknown>;

/** One case, acted on over HTTP by the people of its units; every act must succeed unless it is to be refused. */
export class CaseJourney {
  readonly url: string;

  constructor(
    private readonly stage: Stage,
    readonly id: string,
  ) {
    this.url = `/cases/${encodeURIComponent(id)}`;
  }

  act(who: string, path: string, body: object = {}): Promise<Made> {
    return this.stage.post<Made>(who, this.url + path, body);
  }

  refused(who: string, path: string, body: object = {}): Promise<Refusal> {
    return this.stage.refused(who, this.url + path, body);
  }

  seen(who = 'provincial-office'): Promise<Seen> {
    return this.stage.get<Seen>(who, this.url);
  }

  /** Waits for what a worker does by itself. */
  async until(what: string, done: (state: Seen) => boolean): Promise<Seen> {
    for (const end = Date.now() + 30_000; ;) {
      const state = await this.seen();
      if (done(state)) return state;
      if (Date.now() > end) throw new Error(`in vain: ${what}: ${JSON.stringify(state)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Waits until whatever was issued has gone out. */
  sent(): Promise<Seen> {
    return this.until('all is sent', ({ deliveries }) => deliveries.every(({ status }) => status === 'sent'));
  }

  /** What a part owes of a kind, the oldest first. */
  async owed(kind: string, trackId: string): Promise<Seen['obligations']> {
    const { obligations } = await this.seen();
    return obligations.filter((each) => each.kind === kind && each.trackId === trackId);
  }

  /** Signed for, 3+1 named. */
  async staffed(unit: string, trackId: string): Promise<void> {
    await this.act(`${unit}-office`, `/tracks/${trackId}/signature`);
    await this.act(`${unit}-office`, `/tracks/${trackId}/responsibility`, {
      principal: `${unit}-principal`,
      leaderInCharge: `${unit}-leader`,
      office: `${unit}-office`,
      division: `${unit}-division-1`,
      officer: `${unit}-officer-1`,
    });
  }

  /** Staffed, and handed to the first division, which has a limit of its own from then on. */
  async takenUp(unit: string, trackId: string): Promise<void> {
    await this.staffed(unit, trackId);
    const division = { division: `${unit}-d1`, officer: `${unit}-officer-1` };
    await this.act(`${unit}-office`, `/tracks/${trackId}/division`, division);
  }

  /** The responsibility form sent and confirmed, the proposers visited before anything is written. */
  async consulted(unit: string, trackId: string, proposers: readonly string[] = ['p1']): Promise<void> {
    const officer = `${unit}-officer-1`;
    const track = `/tracks/${trackId}`;
    await this.act(officer, `${track}/form-deliveries`, { proposers, way: 'mail' });
    await this.act(officer, `${track}/form-confirmations`, { proposer: proposers[0], way: 'telephone' });
    await this.act(officer, `${track}/contacts`, {
      stage: 'before',
      way: 'visit',
      proposers,
      visitors: [officer],
      opinion: '同意方案',
      plan: '三月调研，四月答复',
    });
  }

  /** @returns the letter's id, and what drafting it warned of */
  async drafted(
    unit: string,
    trackId: string,
    { text = '示例文稿', ...draft }: Draft,
  ): Promise<{ letterId: string; warnings: Made['warnings'] }> {
    const officer = `${unit}-officer-1`;
    const document = await this.stage.upload(officer, `${text} ${draft.product} ${trackId}`);
    const { created, warnings } = await this.act(officer, `/tracks/${trackId}/letters`, {
      document,
      mark: 'public',
      ...draft,
    });
    return { letterId: created.find(({ type }) => type === 'letters')?.id ?? '', warnings };
  }

  async reviewed(unit: string, letterId: string, chain: Chain): Promise<void> {
    for (const [person, level] of chain)
      await this.act(`${unit}-${person}`, `/letters/${letterId}/reviews`, {
        level,
        decision: 'approve',
        criteria: CRITERIA,
      });
  }

  /** With its electronic version, which a national case cannot do without [R3.1]. */
  async issued(unit: string, letterId: string): Promise<void> {
    const electronicVersion = await this.stage.upload(`${unit}-office`, `示例电子版 ${letterId}`);
    const documentNumber = `示例〔2026〕${letterId}号`;
    await this.act(`${unit}-office`, `/letters/${letterId}/issue`, { documentNumber, electronicVersion });
  }

  /** Drafted, reviewed level by level, and issued. */
  async letter(unit: string, trackId: string, draft: Draft): Promise<string> {
    const { letterId } = await this.drafted(unit, trackId, draft);
    await this.reviewed(unit, letterId, draft.product === 'opinion' ? [CHAIN[2]] : CHAIN);
    await this.issued(unit, letterId);
    return letterId;
  }

  reply(unit: string, trackId: string, more: object = {}): Promise<string> {
    return this.letter(unit, trackId, { product: 'reply', category: 'A', ...more });
  }

  async published(unit: string, letterId: string, coHandlers: readonly string[] = []): Promise<void> {
    await this.act(`${unit}-office`, `/letters/${letterId}/publication`, {
      coHandlers: coHandlers.map((trackId) => ({ trackId, opinion: 'public' })),
      withOriginal: false,
    });
    await this.until(`${letterId} is published`, ({ letters }) =>
      letters.some(({ id, publication }) => id === letterId && publication.status === 'published'),
    );
  }

  /** What a proposer says, entered by the office from their form. */
  async feedback(result: 'satisfied' | 'dissatisfied', more: object = {}): Promise<void> {
    const before = await this.seen();
    await this.act('provincial-office', '/feedback', {
      proposer: 'p1',
      attitude: 'satisfied',
      result,
      ...(result === 'dissatisfied' ? { reason: '尚未解决' } : {}),
      ...more,
    });
    await this.until(
      'the feedback is on record',
      (state) => JSON.stringify(state) !== JSON.stringify(before),
    );
  }

  /** Cause, visit, the letter with the result, and the supervision that came with the dissatisfaction. */
  async reworked(
    unit: string,
    trackId: string,
    reworkId: string,
    objectors: readonly string[] = ['p1'],
  ): Promise<string> {
    const officer = `${unit}-officer-1`;
    await this.act(officer, `/reworks/${reworkId}/cause`, { cause: '措施不够具体', measures: '列出时限' });
    await this.act(officer, `/reworks/${reworkId}/visits`, {
      proposers: objectors,
      visitors: [officer],
      opinion: '认可',
    });
    return this.letter(unit, trackId, { product: 'result', reworkId });
  }
}
