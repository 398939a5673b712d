import fc from 'fast-check';
import { newsOf } from '../../../domain/case';
import { partRow, partRuleOf } from '../../../domain/case/lookups';
import { openObligations } from '../../../domain/case/obligations';
import type { DecidingRules, PartRule } from '../../../schemas/policy';
import { dutiesAreKept } from './invariants';
import { move } from './move';
import { actors, type Scenario, steps } from './scenario';
import { onlyReference } from './reference-part';
import { approved, consulted, owed, replied, signed, since } from './stages';
import { story, Walk, type Story } from './walks';

/** The rules of a case with something of them changed, adopted by it. Returns the types of what came of it. */
function adopt(scenario: Scenario, change: (rules: DecidingRules) => void): string[] {
  const rules = structuredClone(scenario.context.rules);
  change(rules);
  scenario.context = { ...scenario.context, rules };
  return scenario.act('system', 'adoptRules', { policyVersion: rules.version, reason: 'x' });
}
const rowOf = (rules: DecidingRules, name: string): PartRule => partRow(rules, name) as PartRule;
const silent = (rules: DecidingRules) => void delete rowOf(rules, 'provincial.lead').publish;
const public_ = (rules: DecidingRules) => void (rowOf(rules, 'provincial.lead').publish = true);

describe('[D5] rules that ask for less, or for more', () => {
  it('[D5] [R5.8] end a publication that they do not ask for, and the case closes without it', () => {
    const { scenario, letterId } = replied();
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(adopt(scenario, silent)).toEqual(
      expect.arrayContaining(['obligationCancelled', 'rulesAdopted', 'trackDone', 'caseClosed']),
    );
    expect(owed(scenario, 'publication', 't1')).toMatchObject({ status: 'cancelled', lapsed: true });
    expect(scenario.case.letters[letterId]?.publication.status).toBe('not-owed');
    const ended = scenario.history.findLast(({ type }) => type === 'obligationCancelled')!;
    expect(ended.data).toMatchObject({ why: 'rules' });
    expect(newsOf(ended, scenario.case)).toMatchObject([{ template: 'duty-lapsed', trackId: 't1' }]);
  });

  it('[D5] [R5.8] say truly why a reply is not published under them', () => {
    const { scenario, letterId } = replied();
    adopt(scenario, silent);
    const publish = { letterId, coHandlers: [], withOriginal: false };
    expect(scenario.refusal('lead', 'publishLetter', publish)).toMatchObject({
      rule: 'R5.8',
      message: expect.stringContaining('办理规则不要求公开') as string,
    });
  });

  it('[D5] [R5.8] that come back bring the duty back, from the day that they are adopted', () => {
    const { scenario, letterId } = replied();
    adopt(scenario, silent);
    scenario.goTo('2026-05-20');
    expect(adopt(scenario, public_)).toEqual(['obligationOpened', 'rulesAdopted']);
    expect(owed(scenario, 'publication', 't1')).toMatchObject({
      status: 'open',
      openedOn: '2026-05-20',
      enteredOn: '2026-05-20',
      due: '2026-06-04',
      missed: false,
    });
    expect(scenario.case.letters[letterId]?.publication.status).toBe('owed');
    const opened = scenario.history.findLast(({ type }) => type === 'obligationOpened')!;
    expect(newsOf(opened, scenario.case)).toMatchObject([{ template: 'duty-begun', trackId: 't1' }]);
    steps.publish(scenario, letterId);
    expect(owed(scenario, 'publication', 't1')).toMatchObject({ status: 'met' });
  });

  it('[D5] [R5.8] owe another word of a page that came down while nobody owed one', () => {
    const { scenario, letterId } = replied();
    steps.publish(scenario, letterId);
    adopt(scenario, silent);
    scenario.act('lead', 'takeDownLetter', { letterId, reason: 'x' });
    steps.world(scenario);
    expect(owed(scenario, 'publication', 't1')?.status).toBe('met');
    adopt(scenario, public_);
    expect(owed(scenario, 'publication', 't1')?.status).toBe('open');
  });

  it('[D5] [R5.5] withhold at once what its mark withholds', () => {
    const { scenario, letterId } = approved({ mark: 'withheld', withholdingGround: 'x' });
    adopt(scenario, silent);
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    steps.world(scenario);
    expect(scenario.case.letters[letterId]?.publication.status).toBe('not-owed');
    expect(adopt(scenario, public_)).toEqual(['letterWithheld', 'rulesAdopted']);
  });

  it('[D5] [R2.3] end a form, and owe one of a part that had none; one that was met or waived is not owed again', () => {
    const scenario = consulted();
    const without = (rules: DecidingRules) => void delete rowOf(rules, 'provincial.lead').form;
    const with_ = (rules: DecidingRules) => void (rowOf(rules, 'provincial.lead').form = true);
    expect(adopt(scenario, without)).toEqual(['obligationCancelled', 'rulesAdopted']);
    scenario.goTo('2026-03-02');
    expect(adopt(scenario, with_)).toEqual(['obligationOpened', 'rulesAdopted']);
    const again = owed(scenario, 'form', 't1')!;
    expect(again).toMatchObject({ openedOn: '2026-03-02', due: '2026-04-01', missed: false });
    scenario.act('office', 'waiveObligation', { obligationId: again.id, reason: 'x' });
    for (const change of [without, with_]) expect(adopt(scenario, change)).toEqual([]);
    expect(owed(scenario, 'form', 't1')).toBe(scenario.case.obligations[again.id]);
  });

  it('[D5] [R2.3] [R3.8] owe one form of a reference part that they ask for one, also when it becomes the lead', () => {
    const scenario = signed(onlyReference);
    adopt(scenario, (rules) => void (rowOf(rules, 'provincial.reference').form = true));
    scenario.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x' });
    const forms = Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'form');
    expect(forms).toMatchObject([{ trackId: 't1', status: 'open' }]);
  });

  it('[D5] [R2.3] meet a form at once that was sent and confirmed while nobody owed it', () => {
    const scenario = consulted();
    adopt(scenario, (rules) => void delete rowOf(rules, 'provincial.lead').form);
    scenario.act('lead', 'sendForm', { trackId: 't1', proposers: ['p1', 'p2'], way: 'post' });
    scenario.act('lead', 'confirmForm', { trackId: 't1', proposer: 'p1', way: 'visit' });
    expect(adopt(scenario, (rules) => void (rowOf(rules, 'provincial.lead').form = true))).toEqual([
      'obligationOpened',
      'obligationMet',
      'rulesAdopted',
    ]);
  });

  it('[D5] [R4.3] end and bring back the special report of a part that is marked', () => {
    const scenario = consulted();
    scenario.act('office', 'markKey', { trackId: 't1', keyId: 'm1', key: 'matter' });
    const { specialReport } = scenario.context.rules;
    adopt(scenario, (rules) => void delete rules.specialReport);
    expect(owed(scenario, 'special-report', 't1')).toMatchObject({ status: 'cancelled', lapsed: true });
    adopt(scenario, (rules) => void Object.assign(rules, { specialReport }));
    expect(owed(scenario, 'special-report', 't1')).toMatchObject({ status: 'open', due: '2026-10-31' });
  });

  it('[D5] [R3.5] leave the copies of a letter that is out: what it carries was fixed with its issue', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    const seen = scenario.history.length;
    adopt(scenario, (rules) => void delete rowOf(rules, 'provincial.lead').copies);
    expect(since(scenario, seen)).toEqual([]);
  });
});

/** What a policy can ask of a part or not, by name; the rest of a procedure is the notice's own. */
const ASKED = ['publish', 'form', 'contact', 'category', 'copies', 'electronic'] as const;
interface Otherwise {
  drop: { part: string; what: (typeof ASKED)[number] }[];
  add: { part: string; what: 'form' | 'contact' }[];
  withoutReport: boolean;
}
const PARTS = ['provincial.lead', 'provincial.co-handler', 'national.lead', 'national.co-handler'];
const otherwise: fc.Arbitrary<Otherwise> = fc.record({
  drop: fc.array(
    fc.record({ part: fc.constantFrom(...PARTS), what: fc.constantFrom('publish', 'form', ...ASKED) }),
    { maxLength: 6 },
  ),
  add: fc.array(
    fc.record({
      part: fc.constantFrom(...PARTS, 'provincial.reference', 'ministry.co-handler'),
      what: fc.constantFrom('form' as const, 'contact' as const),
    }),
    { maxLength: 3 },
  ),
  withoutReport: fc.boolean(),
});

function under(rules: DecidingRules, { drop, add, withoutReport }: Otherwise): DecidingRules {
  const changed = structuredClone(rules);
  for (const { part, what } of drop) delete rowOf(changed, part)[what];
  for (const { part, what } of add) rowOf(changed, part)[what] = true;
  if (withoutReport) delete changed.specialReport;
  return changed;
}

/** A story in which the case adopts other rules on its way, and its first ones again. */
function tell(told: Story, others: Otherwise[]): { walk: Walk; ended: number; begun: number } {
  const walk = new Walk(told);
  walk.watch = (before) => dutiesAreKept(before, walk.case);
  const first = walk.context.rules;
  const share = Math.ceil(told.steps.length / (others.length + 1));
  const seen = { ended: 0, begun: 0 };
  for (const [index, other] of [...others, undefined].entries()) {
    const steps = told.steps.slice(index * share, (index + 1) * share);
    walk.follows({ helped: Math.ceil(told.helped / (others.length + 1)), steps });
    if (!other || walk.case.status !== 'open') break;
    walk.context = { ...walk.context, rules: index % 3 === 2 ? first : under(first, other) };
    const from = walk.history.length;
    walk.tries(move(actors.system, 'adoptRules', { policyVersion: 'x', reason: 'x' }));
    const made = walk.history.slice(from);
    seen.ended += made.filter(
      ({ type, data }) => type === 'obligationCancelled' && data.why === 'rules',
    ).length;
    seen.begun += made.filter(({ type, data }) => type === 'obligationOpened' && data.why === 'rules').length;
  }
  return { walk, ...seen };
}

describe('[D5] whatever rules a case adopts on its way', () => {
  it('[D5] it owes nothing that they do not ask for, and comes to its end', () => {
    const seen = { ended: 0, begun: 0, closed: 0 };
    fc.assert(
      fc.property(story(24), fc.array(otherwise, { minLength: 1, maxLength: 5 }), (told, others) => {
        const { walk, ended, begun } = tell(told, others);
        const { rules } = walk.context;
        for (const { kind, trackId } of openObligations(walk.case)) {
          const part = partRuleOf(walk.case, walk.case.tracks[trackId]!, rules);
          if (kind === 'publication') expect(part.publish).toBe(true);
          if (kind === 'special-report') expect(rules.specialReport).toBeDefined();
        }
        if (walk.case.status === 'open') walk.finishes();
        expect(['closed', 'withdrawn']).toContain(walk.case.status);
        seen.ended += ended;
        seen.begun += begun;
        seen.closed += Number(walk.case.status === 'closed');
      }),
      { numRuns: 200 },
    );
    expect(Math.min(seen.ended, seen.begun)).toBeGreaterThan(20);
    expect(seen.closed).toBeGreaterThan(100);
  });
});
