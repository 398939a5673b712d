import fc from 'fast-check';
import {
  decideClassification,
  evolve,
  initialState,
  intakeProblems,
  isSecret,
  readRework,
  rolesFor,
  stubIntake,
  type CaseState,
  type NumberedIntake,
} from '../../../domain/case';
import { liveTracks } from '../../../domain/case/lookups';
import { addDays } from '../../../domain/dates';
import { commandSchemas, type CommandType } from '../../../schemas/commands';
import { secretStub } from '../../../schemas/secret';
import { actors, Scenario, staff, standardIntake } from './scenario';
import { replied } from './stages';
import { someMove, story, Walk } from './walks';

const STUB = secretStub.parse({
  identity: standardIntake.identity,
  kind: 'suggestion',
  level: 'provincial',
  parts: standardIntake.parts,
  assignedOn: standardIntake.assignedOn,
  assignedBy: 'provincial-office',
});
const stub = stubIntake(STUB) as NumberedIntake;

describe('[R3.12] the stub of a secret at intake', () => {
  it('has number, units and dates, and a placeholder where a title would stand', () => {
    const scenario = new Scenario(stub);
    expect(intakeProblems(stub, scenario.today)).toEqual([]);
    expect(scenario.case.facts).toMatchObject({
      secret: true,
      title: '涉密件',
      identity: { number: '0123' },
    });
    expect(scenario.case.proposers).toEqual([]);
  });

  it.each([
    ['title', '关于某事的建议'],
    ['text', '正文'],
    ['subject', '国防'],
    ['proposers', standardIntake.proposers],
    ['attachments', []],
    ['letter', { copies: ['hebei-congress'] }],
  ])('refuses %s: there is no field for it', (field, value) => {
    const parsed = secretStub.safeParse({ ...STUB, [field]: value });
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(field === 'letter' ? 'copies' : field);
  });

  it('owes signing, opinion and reply by the same limits as any case, and neither form nor feedback', () => {
    const secret = new Scenario(stub);
    const open = new Scenario(standardIntake);
    const dues = ({ case: { obligations } }: Scenario, kinds: string[]) =>
      Object.values(obligations)
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ kind, trackId, due }) => `${trackId} ${kind} ${due}`);
    const run = ['sign', 'opinion', 'reply'];
    expect(dues(secret, run)).toEqual(dues(open, run));
    expect(dues(open, ['form'])).not.toEqual([]);
    expect(Object.values(secret.case.obligations).map(({ kind }) => kind)).toEqual([
      'sign',
      'reply',
      'sign',
      'opinion',
    ]);
  });

  it('misses a deadline as any case does, and is inspected for it [R7.2]', () => {
    const scenario = new Scenario(stub);
    expect(scenario.goTo('2026-12-31')).toEqual(
      expect.arrayContaining(['deadlineMissed', 'supervisionOpened']),
    );
  });
});

describe('[R3.12] a secret is handled off line', () => {
  /** Signed for and staffed: only what is done off line is left. */
  function ready(): Scenario {
    const scenario = new Scenario(stub);
    for (const [who, trackId] of [
      ['lead', 't1'],
      ['co', 't2'],
    ] as const) {
      scenario.act(who, 'signFor', { trackId });
      scenario.act(who, 'nameResponsibility', { trackId, ...staff(who) });
    }
    return scenario;
  }

  it('each part records that and when it was done, and the case closes with the last', () => {
    const scenario = ready();
    scenario.today = '2026-03-02';
    expect(scenario.act('co', 'recordOffLine', { trackId: 't2', doneOn: '2026-02-27' })).toEqual([
      'offLineRecorded',
      'obligationMet',
      'trackDone',
    ]);
    expect(scenario.act('lead', 'recordOffLine', { trackId: 't1' })).toContain('caseClosed');
    expect(scenario.case.tracks['t2']?.offLine).toEqual([{ of: 'opinion', on: '2026-02-27' }]);
    expect(Object.values(scenario.case.obligations).filter(({ status }) => status === 'open')).toEqual([]);
  });

  /** What people can still do on the platform; everything else would bring something of the secret onto it. */
  const ON_LINE = [
    ...['signFor', 'returnTrack', 'decideReturn', 'reassign', 'addCoHandler', 'dropCoHandler', 'swapLead'],
    ...['changePart', 'handOver', 'assignDivision', 'returnFromDivision', 'assignOfficer', 'remindUnit'],
    ...['nameResponsibility', 'nameCaseLeader', 'recordOffLine', 'requestExtension', 'decideExtension'],
    ...['openSupervision', 'recordSupervision', 'closeSupervision', 'withdrawCase', 'withdrawRework'],
  ];
  const REVIEWED_BY = { 'unit-office': 'office' } as Partial<Record<string, string>>;
  const offLine = Object.keys(commandSchemas).filter((type) => !ON_LINE.includes(type)) as CommandType[];

  it.each([...offLine, 'giveFeedback' as const])('refuses %s', (type) => {
    const role = rolesFor(type).find((each) => each !== 'proposer' && each !== 'system') ?? 'system';
    const data = { trackId: 't1', cases: ['a'], level: REVIEWED_BY[role] } as never;
    const refused = ready().refusal({ subject: 'x', role, unit: 'lead', division: 'lead/1' }, type, data);
    expect([refused.rule, refused.message]).toEqual(['R3.12', expect.stringContaining('线下办理')]);
  });

  it.each([
    ['what was recorded before', 't1', '已登记'],
    ['an unknown part', 't9', '没有编号'],
  ])('refuses %s', (_, trackId, message) => {
    const scenario = ready();
    if (trackId === 't1') scenario.act('lead', 'recordOffLine', { trackId });
    expect(scenario.refusal('lead', 'recordOffLine', { trackId }).message).toContain(message);
  });

  it('refuses the day before it was signed for (D8), and a part that is not staffed [R1.1]', () => {
    const scenario = new Scenario(stub);
    expect(scenario.refusal('lead', 'recordOffLine', { trackId: 't1' }).code).toBe('out-of-order');
    scenario.today = '2026-02-09';
    scenario.act('lead', 'signFor', { trackId: 't1' });
    expect(scenario.refusal('lead', 'recordOffLine', { trackId: 't1' }).rule).toBe('R1.1');
    scenario.act('lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    const early = scenario.refusal('lead', 'recordOffLine', { trackId: 't1', doneOn: '2026-02-06' });
    expect([early.rule, early.pointer]).toEqual(['D8', '/doneOn']);
  });

  it('refuses to record off line what is no secret', () => {
    const scenario = new Scenario(standardIntake);
    scenario.act('lead', 'signFor', { trackId: 't1' });
    expect(scenario.refusal('lead', 'recordOffLine', { trackId: 't1' })).toMatchObject({
      rule: 'R3.12',
      code: 'wrong-state',
    });
  });

  it('is reworked within thirty days without naming who objected [R7.4]', () => {
    const scenario = ready();
    scenario.act('co', 'recordOffLine', { trackId: 't2' });
    scenario.act('lead', 'recordOffLine', { trackId: 't1' });
    scenario.today = addDays(scenario.today, 5);
    const rework = { receivedOn: scenario.today, objectors: [], reason: 'x' };
    expect(readRework(rework)).toEqual(rework);
    expect(scenario.act('office', 'assignRework', rework)).toEqual([
      'caseReopened',
      'reworkAssigned',
      'obligationOpened',
    ]);
    expect(scenario.act('office', 'withdrawRework', { reworkId: 'r1', reason: 'x' })).toEqual([
      'reworkWithdrawn',
      'obligationCancelled',
      'trackDone',
      'caseClosed',
    ]);
    scenario.act('office', 'assignRework', rework);
    expect(scenario.act('lead', 'recordOffLine', { trackId: 't1' })).toEqual([
      'offLineRecorded',
      'obligationMet',
      'reworkAnswered',
      'trackDone',
      'caseClosed',
    ]);
    const open = new Scenario(standardIntake);
    expect(open.refusal('office', 'assignRework', rework)).toMatchObject({
      rule: 'R7.4',
      pointer: '/objectors',
    });
  });

  it('is withdrawn without naming who withdrew it', () => {
    const scenario = ready();
    expect(scenario.act('office', 'withdrawCase', { reason: 'x' })).toContain('caseWithdrawn');
    expect(new Scenario(standardIntake).refusal('office', 'withdrawCase', { reason: 'x' }).pointer).toBe(
      '/proposer',
    );
  });
});

describe('[R3.12] a case that turns out to be a secret', () => {
  it('is the office’s to say, once, and not before it was assigned', () => {
    const scenario = new Scenario(standardIntake);
    const attempt = (actor: typeof actors.lead | typeof actors.office, doneOn?: string) => () =>
      decideClassification(
        scenario.case,
        { id: 'c', actor, recordedAt: '2026-02-06T02:00:00.000Z', ...(doneOn ? { doneOn } : {}) },
        scenario.context,
      );
    expect(attempt(actors.lead)).toThrow('省政府办公厅');
    expect(attempt(actors.office, '2026-01-01')).toThrow('早于交办日');
    scenario.classify();
    expect(attempt(actors.office)).toThrow('已按涉密件');
  });

  it('keeps the days of what was signed, opined and replied, and what is still owed', () => {
    const { scenario } = replied();
    const before = scenario.case;
    scenario.classify();
    const after = scenario.case;
    expect(isSecret(after)).toBe(true);
    for (const track of liveTracks(before)) {
      const kept = after.tracks[track.id];
      expect([kept?.unit, kept?.part, kept?.assignedOn, kept?.signedOn]).toEqual([
        track.unit,
        track.part,
        track.assignedOn,
        track.signedOn,
      ]);
    }
    expect(after.tracks['t1']?.offLine?.[0]?.of).toBe('reply');
    expect([after.letters, after.deliveries, after.contacts, after.feedback, after.proposers]).toEqual([
      {},
      {},
      [],
      [],
      [],
    ]);
  });

  it('folds from its redacted record to the same stub, wherever it stood, and there is a way out [property]', () => {
    let classified = 0;
    fc.assert(
      fc.property(story(), (told) => {
        const walk = new Walk(told).follows(told);
        if (isSecret(walk.case)) return;
        classified += 1;
        const words = JSON.stringify(walk.case.facts.title);
        walk.classify();
        expect(JSON.stringify(walk.history)).not.toContain(words);
        const journey = JSON.parse(JSON.stringify(walk.history)) as typeof walk.history;
        expect(journey.reduce<CaseState>(evolve, initialState)).toStrictEqual(
          JSON.parse(JSON.stringify(walk.state)),
        );
        if (walk.case.status === 'open') walk.finishes();
        expect(['closed', 'withdrawn']).toContain(walk.case.status);
      }),
      { numRuns: 150 },
    );
    expect(classified).toBeGreaterThan(80);
  });

  it('holds nothing that was said, by whom or in which file, wherever it stood [property]', () => {
    fc.assert(
      fc.property(story(), fc.nat({ max: 997 }), (told, command) => {
        const walk = new Walk(told).follows(told);
        if (isSecret(walk.case)) return;
        walk.classify();
        const stubbed = JSON.stringify(walk.case);
        for (const gone of ['关于测试', '甲', '乙', 'b'.repeat(64), 'c'.repeat(64), '"p1"', 'subject:'])
          expect(stubbed).not.toContain(gone);
        // And nothing of it comes back by what people do next.
        const choices = Array.from({ length: 12 }, (_, index) => command + index);
        const tried = walk.tries(someMove(walk.case, walk.today, command, choices));
        expect(typeof tried).toBe('boolean');
        expect([walk.case.letters, walk.case.contacts, walk.case.proposers]).toEqual([{}, [], []]);
      }),
      { numRuns: 150 },
    );
  });
});

it('[R3.12] a case without the mark still needs a lead proposer [R3.9]', () => {
  const { secret: _, ...whole } = stub;
  expect(intakeProblems(whole as NumberedIntake, '2026-02-05').map(({ rule }) => rule)).toContain('R3.9');
});
