import { assignmentOf, evolve, type AssignedCase } from '../../domain/case';
import { Scenario, standardIntake } from '../domain/case/scenario';
import { sliceCalendar } from '../../domain/calendar';
import { hebei2022 } from '../../policies/hebei-2022';
import { currentCalendar } from '../../policies/calendars';
import { changedAttributes, searchAttributesOf } from '../../workflows/attributes';
import { currentDetailsOf, staticDetailsOf, summaryOf } from '../../workflows/details';
import { sleepOf } from '../../workflows/starting';
import { wakeInstant } from '../../workflows/wake-time';

const rules = { policy: hebei2022.rules, calendar: sliceCalendar(currentCalendar, 2026, 2028) };
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('what a case starts with', () => {
  it('its rules, policy and calendar for three years, are at most 4 KB', () => {
    expect(bytes(rules)).toBeLessThanOrEqual(4096);
    // The twin: with its whole calendar they would not be.
    expect(bytes({ ...rules, calendar: currentCalendar })).toBeGreaterThan(4096);
  });

  it('no name, address or text of anybody is in the events that it travels with', () => {
    const proposers = standardIntake.proposers.map((proposer) => ({
      ...proposer,
      name: '不可外传者',
      telephone: '13800000000',
      address: '某路1号',
    }));
    const seed = assignmentOf(
      { ...standardIntake, proposers, text: '正文不可外传' },
      { on: '2026-02-05', policyVersion: 'p', calendarVersion: 'c' },
    );
    expect(JSON.stringify(seed)).not.toMatch(/不可外传|13800000000|某路1号/);
  });

  it('it sleeps until the night after its first due date', () => {
    const state = new Scenario().case;
    const now = Date.parse('2026-02-05T10:00:00+08:00');
    // Signing is due on 10 February.
    expect(now + sleepOf(state, rules, now)).toBe(wakeInstant(state.caseId, '2026-02-11'));
    expect(sleepOf(state, rules, Date.parse('2026-03-01T00:00:00+08:00'))).toBe(0);
  });
});

/** The frame of the event that comes next. */
const eventOf = ({ seq, lastDay }: AssignedCase) => ({
  seq: seq + 1,
  on: lastDay,
  recordedAt: `${lastDay}T01:00:00Z`,
  actor: { subject: 'adoption', role: 'system' as const },
  commandId: 'adoption',
});

describe('what operators see', () => {
  it('a summary of at most 120 characters in one line, cut between characters', () => {
    const state = new Scenario({ ...standardIntake, title: `关于\n${'𠮷'.repeat(200)}的建议` }).case;
    const summary = summaryOf(state);
    expect([...summary]).toHaveLength(120);
    expect(summary).not.toContain('\n');
    expect(summary.endsWith('𠮷…')).toBe(true);
    expect(summaryOf(new Scenario().case)).toBe('十四届四次会议第0123号建议 关于测试的建议');
  });

  it('details of at most 40 duties, which say how many more there are', () => {
    const units = Array.from({ length: 50 }, (_, index) => ({
      unit: `u${index}`,
      part: 'co-handler' as const,
    }));
    const state = new Scenario({ ...standardIntake, parts: [{ unit: 'lead', part: 'lead' }, ...units] }).case;
    const rows = currentDetailsOf(state, '2026-02-05', '2026-02-11')
      .split('\n')
      .filter((line) => line.startsWith('- '));
    expect(rows).toHaveLength(40);
    expect(currentDetailsOf(state, '2026-02-05', '2026-02-11')).toMatch(/另有 \d+ 项/);
  });

  it('units by their names, and by their ids where it has none', () => {
    const state = new Scenario({
      ...standardIntake,
      parts: [
        { unit: 'lead', part: 'lead' },
        { unit: 'co', part: 'co-handler' },
      ],
    }).case;
    const details = currentDetailsOf(state, '2026-02-10', undefined, { lead: '省教育厅' });
    expect(details).toContain('**省教育厅**（主办）');
    expect(details).toContain('**co**（会办）');
    expect(details).not.toContain('**lead**');
  });

  it('[D3] what is overdue only from the day after its due date on', () => {
    const state = new Scenario().case;
    const lead = (light: string) => `**lead**（主办）· 责任人：未明确\n\n- 签收：2026-02-10，${light}\n`;
    expect(currentDetailsOf(state, '2026-02-10', undefined)).toContain(lead('今日到期'));
    expect(currentDetailsOf(state, '2026-02-11', undefined)).toContain(lead('**逾期**'));
  });

  it('[D5] the rules that a case lives under now, and no versions among what does not change', () => {
    const before = new Scenario().case;
    const adopted = evolve(before, {
      ...eventOf(before),
      type: 'rulesAdopted',
      data: { policyVersion: 'newer-policy', calendarVersion: 'newer-calendar', reason: '（示例）' },
    });
    const details = (state: AssignedCase) => currentDetailsOf(state, '2026-02-05', '2026-02-11');
    const { policyVersion, calendarVersion } = before.facts;
    expect(details(before)).toContain(`规则：${policyVersion} · 日历：${calendarVersion}`);
    expect(details(adopted)).toContain('规则：newer-policy · 日历：newer-calendar');
    for (const version of [policyVersion, calendarVersion])
      expect(staticDetailsOf(before)).not.toContain(version);
  });

  it('attributes are written again only where they changed', () => {
    const scenario = new Scenario();
    const before = searchAttributesOf(scenario.case);
    expect(changedAttributes(before, searchAttributesOf(scenario.case))).toEqual([]);
    scenario.act('lead', 'signFor', { trackId: 't1' });
    expect(
      changedAttributes(before, searchAttributesOf(scenario.case)).map(({ key, value }) => [key.name, value]),
    ).toEqual([['CaseStatus', 'in-progress']]);
  });
});
