import { isKey, openDoorOf, statusOf } from '../../../domain/case';
import type { OpenDoorElement } from '../../../schemas/key';
import { actors, Scenario, standardIntake, steps } from './scenario';
import { HASH, owed, published, signed, since } from './stages';

const mark = (scenario: Scenario, keyId = 'm1', trackId = 't1', key: 'matter' | 'case' = 'matter') =>
  scenario.act(key === 'matter' ? 'office' : actors.lead, 'markKey', { trackId, keyId, key });
const record = (scenario: Scenario, element: OpenDoorElement) =>
  scenario.act('leadOfficer', 'recordOpenDoor', {
    trackId: 't1',
    element,
    people: 'x',
    note: 'x',
    documents: [],
  });
const file = { trackId: 't1', document: HASH };
const lights = (scenario: Scenario, trackId = 't1') =>
  Object.fromEntries(
    openDoorOf(scenario.case, scenario.case.tracks[trackId]!, scenario.today).map(
      ({ element, done, light }) => [element, done ? 'done' : light],
    ),
  );

/** Everything that open-door handling asks for before its report. */
function opened(scenario: Scenario): void {
  scenario.act('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-1' });
  scenario.act('leadOfficer', 'recordResearch', {
    trackId: 't1',
    place: 'x',
    people: 'x',
    findings: 'x',
  });
  for (const element of ['meeting', 'coordination', 'problem', 'field'] as const) record(scenario, element);
}

describe('key matters, key cases, open-door handling', () => {
  it('[R4.1] a part in a key matter is told so, its unit’s leaders too, and told again it changes nothing', () => {
    const scenario = signed();
    expect(isKey(scenario.case.tracks['t1']!)).toBe(false);
    expect(mark(scenario)).toEqual(['keyMarked', 'obligationOpened']);
    expect(isKey(scenario.case.tracks['t1']!)).toBe(true);
    expect(isKey(scenario.case.tracks['t2']!)).toBe(false);
    expect(mark(scenario)).toEqual([]);
  });

  it('[R4.1] only the provincial office sets and lifts a matter', () => {
    const scenario = signed();
    expect(scenario.refusal('lead', 'markKey', { trackId: 't1', keyId: 'm1', key: 'matter' })).toMatchObject({
      rule: 'R4.1',
      code: 'not-permitted',
    });
    mark(scenario);
    expect(scenario.refusal('lead', 'unmarkKey', { keyId: 'm1' })).toMatchObject({
      rule: 'R4.1',
      code: 'not-permitted',
    });
    expect(scenario.refusal('co', 'markKey', { trackId: 't1', keyId: 'k1', key: 'case' })).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.act('office', 'unmarkKey', { keyId: 'm1' })).toEqual([
      'keyUnmarked',
      'obligationCancelled',
    ]);
    expect(scenario.act('office', 'unmarkKey', { keyId: 'm1' })).toEqual([]);
  });

  it('[R4.3] a special report is owed by the end of October, once for all marks, until the last is lifted', () => {
    const scenario = signed();
    mark(scenario);
    expect(owed(scenario, 'special-report', 't1')).toMatchObject({
      rule: 'R4.3',
      settled: false,
      due: '2026-10-31',
      owedBy: { type: 'unit', id: 'lead' },
    });
    expect(mark(scenario, 'k1', 't1', 'case')).toEqual(['keyMarked']);
    expect(scenario.act('office', 'unmarkKey', { keyId: 'm1' })).toEqual(['keyUnmarked']);
    expect(owed(scenario, 'special-report', 't1')?.status).toBe('open');
    scenario.act('lead', 'unmarkKey', { keyId: 'k1' });
    expect(owed(scenario, 'special-report', 't1')?.status).toBe('cancelled');
  });

  it('[R4.3] what is marked in October or later is reported on thirty days later', () => {
    const scenario = new Scenario({ ...standardIntake, assignedOn: '2026-10-08' });
    mark(scenario);
    expect(owed(scenario, 'special-report', 't1')).toMatchObject({ rawDue: '2026-11-07', due: '2026-11-09' });
  });

  it('[D5] a policy that names another date moves the open report with it', () => {
    const scenario = signed();
    mark(scenario);
    const { specialReport, ...rules } = scenario.context.rules;
    const moved = specialReport && { ...specialReport, fixed: '11-15' };
    scenario.context = { ...scenario.context, rules: { ...rules, specialReport: moved } };
    const adopt = { calendarVersion: 'x', policyVersion: 'x', reason: 'x' };
    expect(scenario.act('system', 'adoptRules', adopt)).toEqual(['obligationMoved', 'rulesAdopted']);
    expect(owed(scenario, 'special-report', 't1')?.due).toBe('2026-11-15');
  });

  it('[R4.3] rules that know no special report mark nothing: the office adopts newer ones first', () => {
    const scenario = signed();
    const { specialReport: _, ...rules } = scenario.context.rules;
    scenario.context = { ...scenario.context, rules };
    expect(
      scenario.refusal('office', 'markKey', { trackId: 't1', keyId: 'm1', key: 'matter' }),
    ).toMatchObject({ rule: 'R4.3', code: 'wrong-state' });
  });

  it('[R4.3] open-door handling is recorded where a part is key, and nowhere else', () => {
    const scenario = signed();
    const meeting = {
      trackId: 't1',
      element: 'meeting' as const,
      people: 'x',
      note: 'x',
      documents: [],
    };
    expect(scenario.refusal('leadOfficer', 'recordOpenDoor', meeting)).toMatchObject({
      rule: 'R4.3',
      code: 'wrong-state',
      pointer: '/trackId',
    });
    mark(scenario);
    expect(scenario.act('leadOfficer', 'recordOpenDoor', meeting)).toEqual(['openDoorRecorded']);
    scenario.act('office', 'unmarkKey', { keyId: 'm1' });
    expect(scenario.refusal('leadOfficer', 'recordOpenDoor', meeting)).toMatchObject({ rule: 'R4.3' });
  });

  it('[R4.3] [R7.1] each missing element has a light that follows the report’s date', () => {
    const scenario = signed();
    mark(scenario);
    expect(lights(scenario)).toEqual({
      leader: 'green',
      meeting: 'green',
      research: 'green',
      coordination: 'green',
      problem: 'green',
      field: 'green',
      report: 'green',
    });
    scenario.goTo('2026-03-01');
    opened(scenario);
    record(scenario, 'meeting');
    expect(lights(scenario)).toMatchObject({
      leader: 'done',
      meeting: 'done',
      research: 'done',
      field: 'done',
    });
    expect(lights(scenario)['report']).toBe('green');
    scenario.goTo('2026-10-25');
    expect(lights(scenario)['report']).toBe('yellow');
    scenario.goTo('2026-11-01');
    expect(lights(scenario)['report']).toBe('red');
    expect(lights(scenario, 't2')['report']).toBe('grey');
  });

  it('[D8] an element counts from the earliest day on which it was done', () => {
    const scenario = signed();
    mark(scenario);
    scenario.goTo('2026-03-10');
    record(scenario, 'meeting');
    scenario.act('leadOfficer', 'recordOpenDoor', {
      trackId: 't1',
      element: 'meeting',
      people: 'x',
      note: 'x',
      documents: [],
      doneOn: '2026-03-02',
    });
    record(scenario, 'meeting');
    expect(scenario.case.tracks['t1']?.openDoor?.meeting).toBe('2026-03-02');
  });

  it('[R4.3] the report comes after all that it reports on, and only where one is owed', () => {
    const scenario = signed();
    expect(scenario.refusal('lead', 'fileSpecialReport', file)).toMatchObject({
      rule: 'R4.3',
      code: 'wrong-state',
    });
    mark(scenario);
    expect(scenario.refusal('lead', 'fileSpecialReport', file)).toMatchObject({
      rule: 'R4.3',
      code: 'out-of-order',
      message: expect.stringContaining('专题会议') as string,
    });
    opened(scenario);
    expect(scenario.act('lead', 'fileSpecialReport', file)).toEqual(['specialReportFiled', 'obligationMet']);
    expect(scenario.refusal('lead', 'fileSpecialReport', file)).toMatchObject({ code: 'wrong-state' });
    expect(mark(scenario, 'm2')).toEqual(['keyMarked']);
  });

  it('[R4.3] a case does not close before the special report is filed', () => {
    const { scenario } = published();
    mark(scenario);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('open');
    expect(scenario.case.tracks['t1']?.status).toBe('signed');
    opened(scenario);
    expect(scenario.act('lead', 'fileSpecialReport', file)).toEqual([
      'specialReportFiled',
      'obligationMet',
      'trackDone',
      'caseClosed',
    ]);
    expect(statusOf(scenario.case)).toBe('closed');
  });

  it('[R4.3] … or waived by the office, or the mark is lifted', () => {
    for (const end of [
      (s: Scenario) =>
        s.act('office', 'waiveObligation', {
          obligationId: owed(s, 'special-report', 't1')!.id,
          reason: 'x',
        }),
      (s: Scenario) => s.act('office', 'unmarkKey', { keyId: 'm1' }),
    ]) {
      const { scenario } = published();
      mark(scenario);
      steps.feedback(scenario, 'p1');
      steps.feedback(scenario, 'p2');
      expect(end(scenario)).toContain('caseClosed');
    }
  });

  it('[R4.3] a part that is done is handled again when its case becomes key, a closed case does not', () => {
    const { scenario } = published();
    steps.feedback(scenario, 'p1');
    expect(scenario.case.tracks['t2']?.status).toBe('done');
    mark(scenario, 'm1', 't2');
    expect(scenario.case.tracks['t2']?.status).toBe('signed');
    scenario.act('office', 'unmarkKey', { keyId: 'm1' });
    expect(scenario.case.tracks['t2']?.status).toBe('done');
    steps.feedback(scenario, 'p2');
    expect(
      scenario.refusal('office', 'markKey', { trackId: 't1', keyId: 'm2', key: 'matter' }),
    ).toMatchObject({ code: 'wrong-state' });
  });

  it('[R4.1] a matter stays with the part that is reassigned, with its report; the former unit’s own choice does not', () => {
    const scenario = signed();
    mark(scenario);
    mark(scenario, 'k1', 't1', 'case');
    const seen = scenario.history.length;
    scenario.act('office', 'reassign', { trackId: 't1', unit: 'other', reason: 'x' });
    expect(since(scenario, seen)).toContain('keyMarked');
    expect(scenario.case.tracks['t3']?.key).toEqual({ m1: { kind: 'matter', on: scenario.today } });
    expect(owed(scenario, 'special-report', 't1')?.status).toBe('superseded');
    expect(owed(scenario, 'special-report', 't3')).toMatchObject({
      status: 'open',
      owedBy: { type: 'unit', id: 'other' },
    });
    scenario.act('office', 'unmarkKey', { keyId: 'm1' });
    expect(owed(scenario, 'special-report', 't3')?.status).toBe('cancelled');
  });

  it('[R4.1] where lead and co-handler change places each matter goes over with its part, a unit’s own choice does not', () => {
    const scenario = signed();
    mark(scenario);
    mark(scenario, 'k1', 't1', 'case');
    mark(scenario, 'both');
    mark(scenario, 'both', 't2');
    mark(scenario, 'm2', 't2');
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x' });
    const marks = (trackId: string) =>
      Object.entries(scenario.case.tracks[trackId]?.key ?? {})
        .filter(([, { liftedOn }]) => liftedOn === undefined)
        .map(([id]) => id);
    expect([marks('t1'), marks('t2')]).toEqual([
      ['k1', 'both', 'm2'],
      ['both', 'm1'],
    ]);
    for (const trackId of ['t1', 't2'])
      expect(owed(scenario, 'special-report', trackId)?.status).toBe('open');
  });

  it('[R4.1] [R4.3] so the new lead owes the special report and the former one no longer; lifted, nobody does', () => {
    const scenario = signed();
    mark(scenario);
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x' });
    const { status, supersededBy } = owed(scenario, 'special-report', 't1')!;
    expect([status, supersededBy]).toEqual(['superseded', owed(scenario, 'special-report', 't2')?.id]);
    expect(scenario.refusal('lead', 'fileSpecialReport', file)).toMatchObject({ rule: 'R4.3' });
    scenario.act('office', 'swapLead', { trackId: 't1', reason: 'x' });
    expect(owed(scenario, 'special-report', 't1')?.status).toBe('open');
    expect(owed(scenario, 'special-report', 't2')?.status).toBe('superseded');
    scenario.act('office', 'unmarkKey', { keyId: 'm1' });
    expect(owed(scenario, 'special-report', 't1')?.status).toBe('cancelled');
  });

  it('[R4.3] the special report is the unit’s office’s to file, of its own part', () => {
    const scenario = signed();
    mark(scenario);
    for (const who of ['co', 'leadOfficer', 'office', 'stranger'] as const)
      expect(scenario.refusal(who, 'fileSpecialReport', file)).toMatchObject({ code: 'not-permitted' });
  });
});
