import { LettersOfCase } from './letters';

/** One case of a walk: who takes it up, meets its proposers and mends what they object to. */
export class CaseOnStage extends LettersOfCase {
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
}
