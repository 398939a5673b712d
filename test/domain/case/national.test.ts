import { newsOf, statusOf, type NumberedIntake } from '../../../domain/case';
import { missingOpinions } from '../../../domain/case';
import type { Actor } from '../../../schemas/common';
import type { AssignmentLetter } from '../../../schemas/intake';
import type { CommandData } from '../../../schemas/commands';
import { criteria, Scenario, standardIntake, staff, steps } from './scenario';
import { consulted, HASH, owed, signed } from './stages';

const LIMITS = {
  opinion: { unit: 'day', amount: 30 },
  submission: { unit: 'day', amount: 60 },
  reply: { unit: 'fixed', date: '2026-05-20' },
  setBy: 'provincial-office',
} as const;
const national = (letter?: AssignmentLetter, more: Partial<NumberedIntake> = {}): NumberedIntake => ({
  ...standardIntake,
  identity: { ...standardIntake.identity, body: 'national-congress' },
  level: 'national',
  limits: LIMITS,
  ...(letter ? { letter } : {}),
  ...more,
});
const ministry = (parts: NumberedIntake['parts'] = [{ unit: 'co', part: 'co-handler' }]): NumberedIntake =>
  national({ coHandles: { ministry: 'moe', opinion: { unit: 'day', amount: 45 } } }, { parts });

/** People of the provincial office: one role, told apart by who they are. */
const of = (person: string): Actor => ({ subject: person, role: 'provincial-office' });
const OFFICE = 't3';

const sentOut = (scenario: Scenario, letterId: string) =>
  Object.values(scenario.case.deliveries)
    .filter((delivery) => delivery.letterId === letterId)
    .map(({ purpose, recipient }) => `${purpose} ${recipient.type} ${recipient.id}`);
const last = (scenario: Scenario): string => Object.keys(scenario.case.letters).at(-1) as string;

/** Forms and opinion out of the way, the lead's submission sent on 04-01. */
function submitted(intake = national()): Scenario {
  const scenario = consulted(intake);
  steps.forms(scenario);
  scenario.act('coOfficer', 'draftLetter', {
    trackId: 't2',
    product: 'opinion',
    document: HASH,
    mark: 'public',
  });
  const opinion = last(scenario);
  scenario.act('coLeader', 'reviewLetter', {
    letterId: opinion,
    level: 'leaderInCharge',
    decision: 'approve',
    criteria,
  });
  scenario.act('co', 'issueLetter', {
    letterId: opinion,
    documentNumber: 'x',
    electronicVersion: HASH,
    sent: [],
  });
  steps.world(scenario);
  scenario.goTo('2026-04-01');
  submit(scenario);
  steps.world(scenario);
  return scenario;
}

function submit(scenario: Scenario): string {
  scenario.act('leadOfficer', 'draftLetter', {
    trackId: 't1',
    product: 'submission',
    document: HASH,
    mark: 'public',
  });
  const letterId = last(scenario);
  steps.review(scenario, letterId);
  scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', electronicVersion: HASH, sent: [] });
  return letterId;
}

const draft = (more: Partial<CommandData['draftLetter']> = {}): CommandData['draftLetter'] => ({
  trackId: OFFICE,
  product: 'reply',
  document: HASH,
  mark: 'public',
  ...more,
});

/** Drafted, reviewed by three people of the office, and issued. */
function answer(scenario: Scenario, data: CommandData['draftLetter']): string {
  scenario.act(of('po-1'), 'draftLetter', data);
  const letterId = last(scenario);
  for (const [person, level] of [
    ['po-2', 'division'],
    ['po-3', 'leaderInCharge'],
    ['po-4', 'principal'],
  ] as const)
    scenario.act(of(person), 'reviewLetter', { letterId, level, decision: 'approve', criteria });
  scenario.act(of('po-1'), 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
  return letterId;
}

function replied(letter?: AssignmentLetter, more: Partial<CommandData['draftLetter']> = {}) {
  const scenario = submitted(national(letter));
  scenario.goTo('2026-04-20');
  const letterId = answer(scenario, draft(more));
  steps.world(scenario);
  return { scenario, letterId };
}

describe('a national case: the provincial office has a part of its own', () => {
  it('[R3.1] it opens with the case, without signing, and owes the reply from the day of assignment', () => {
    const scenario = new Scenario(national());
    expect(scenario.case.tracks[OFFICE]).toMatchObject({
      part: 'office',
      status: 'signed',
      unit: 'provincial-office',
    });
    expect(owed(scenario, 'sign', OFFICE)).toBeUndefined();
    expect(owed(scenario, 'form', OFFICE)).toBeUndefined();
    expect(owed(scenario, 'reply', OFFICE)).toMatchObject({
      due: '2026-05-20',
      openedOn: '2026-02-05',
      rule: 'R3.1',
      source: 'letter',
      settled: true,
    });
    const counted = new Scenario(
      national(undefined, { limits: { ...LIMITS, reply: { unit: 'day', amount: 90 } } }),
    );
    expect(owed(counted, 'reply', OFFICE)).toMatchObject({ start: '2026-02-05', rawDue: '2026-05-06' });
  });

  it('[R3.1] a provincial case has none, nor a national one for reference alone', () => {
    const parts = [{ unit: 'ref', part: 'reference' as const }];
    for (const intake of [standardIntake, national(undefined, { parts })])
      expect(Object.values(new Scenario(intake).case.tracks).some(({ part }) => part === 'office')).toBe(
        false,
      );
  });

  it('[R3.1] a case whose rules know no such part goes on as it did: it closes with the lead’s submission', () => {
    const scenario = submitted();
    const old = { ...scenario.context.rules, parts: { ...scenario.context.rules.parts } };
    delete old.parts['national.office'];
    const { [OFFICE]: _own, ...tracks } = scenario.case.tracks;
    const obligations = Object.fromEntries(
      Object.entries(scenario.case.obligations).filter(([, { trackId }]) => trackId !== OFFICE),
    );
    scenario.context = { ...scenario.context, rules: old };
    scenario.state = { ...scenario.case, status: 'open', tracks, obligations };
    expect(statusOf(scenario.case)).toBe('replied');
    scenario.act('system', 'tick', {});
    expect(scenario.case.status).toBe('closed');
  });

  it('[R3.1] co-handlers give their opinions to the lead, the lead submits to the office, both electronically', () => {
    const scenario = submitted();
    expect(sentOut(scenario, 'l1')).toEqual(['opinion unit lead', 'copy body provincial-office']);
    expect(sentOut(scenario, 'l2')).toEqual(['submit body provincial-office']);
    expect(Object.values(scenario.case.deliveries).every(({ electronic }) => electronic)).toBe(true);
    expect(scenario.case.tracks.t1?.status).toBe('done');
    expect(scenario.case.status).toBe('open');
    expect(statusOf(scenario.case)).toBe('in-progress');
    expect(owed(scenario, 'copy', 't2')).toMatchObject({ rule: 'R3.1', settled: true, status: 'met' });
    const arrived = scenario.history.filter(
      (event) => event.type === 'deliverySent' && event.data.deliveryId === 'd3',
    );
    expect(newsOf(arrived[0]!, scenario.case)).toMatchObject([
      { template: 'submission-arrived', trackId: OFFICE },
    ]);
  });

  it('[R3.1] the office answers no one before the lead’s submission has come in, nor after it was recalled', () => {
    const scenario = consulted(national());
    expect(scenario.refusal('office', 'draftLetter', draft())).toMatchObject({
      rule: 'R3.1',
      code: 'out-of-order',
    });
    const letterId = submit(scenario);
    expect(scenario.refusal('office', 'draftLetter', draft())).toMatchObject({
      rule: 'R3.1',
      code: 'out-of-order',
    });
    steps.world(scenario);
    scenario.act('office', 'draftLetter', draft());
    const reply = last(scenario);
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    for (const [person, level] of [
      ['po-2', 'division'],
      ['po-3', 'leaderInCharge'],
      ['po-4', 'principal'],
    ] as const)
      scenario.act(of(person), 'reviewLetter', { letterId: reply, level, decision: 'approve', criteria });
    const issue = { letterId: reply, documentNumber: 'x', sent: [] };
    expect(scenario.refusal('office', 'issueLetter', issue)).toMatchObject({
      rule: 'R3.1',
      code: 'out-of-order',
    });
  });

  it('[D8] [R3.1] a submission that came in later than the day of the act is none yet', () => {
    const scenario = submitted();
    scenario.goTo('2026-04-02');
    const early = draft({ doneOn: '2026-03-31' });
    expect(scenario.refusal('office', 'draftLetter', early)).toMatchObject({ rule: 'R3.1' });
    scenario.act('office', 'draftLetter', draft({ doneOn: '2026-04-01' }));
  });

  it('[R6.1] the lead consults those who are answered; the office need not consult them again', () => {
    const scenario = signed(national());
    const submission = { trackId: 't1', product: 'submission', document: HASH, mark: 'public' } as const;
    expect(scenario.refusal('leadOfficer', 'draftLetter', submission)).toMatchObject({ rule: 'R6.1' });
    expect(replied().scenario.case.contacts.map(({ trackId }) => trackId)).toEqual(['t1']);
  });

  it('[R5.1] its letters are reviewed by a chain of their own, by different persons of the office', () => {
    const scenario = submitted();
    scenario.act(of('po-1'), 'draftLetter', draft());
    const letterId = last(scenario);
    const review = { letterId, level: 'division', decision: 'approve', criteria } as const;
    expect(scenario.case.letters[letterId]?.chain).toEqual(['division', 'leaderInCharge', 'principal']);
    expect(scenario.refusal(of('po-1'), 'reviewLetter', review)).toMatchObject({
      rule: 'R5.1',
      code: 'conflict',
    });
    scenario.act(of('po-2'), 'reviewLetter', review);
    const next = { ...review, level: 'leaderInCharge' } as const;
    expect(scenario.refusal(of('po-2'), 'reviewLetter', next)).toMatchObject({
      rule: 'R5.1',
      code: 'conflict',
    });
    scenario.act(of('po-3'), 'reviewLetter', next);
    scenario.act('office', 'nameResponsibility', { trackId: OFFICE, ...staff('po') });
    const principal = { ...review, level: 'principal' } as const;
    expect(scenario.refusal({ ...of('po-4'), person: 'po-9' }, 'reviewLetter', principal)).toMatchObject({
      rule: 'R5.1',
      pointer: '/level',
    });
    scenario.act({ ...of('po-4'), person: 'po-1' }, 'reviewLetter', principal);
  });

  it('[R3.1] [R3.9] the office replies to every deputy, and the case is replied to', () => {
    const { scenario, letterId } = replied();
    expect(sentOut(scenario, letterId)).toEqual(['reply proposer p1', 'reply proposer p2']);
    expect(owed(scenario, 'reply', OFFICE)).toMatchObject({ status: 'met', endedOn: '2026-04-20' });
    expect(statusOf(scenario.case)).toBe('replied');
  });

  it('[R3.1] it closes when the reply is out, the deputies have spoken, and nothing is open', () => {
    const { scenario } = replied();
    steps.feedback(scenario, 'p1');
    expect(scenario.case.status).toBe('open');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
    const { scenario: silent } = replied();
    silent.goTo('2026-06-30');
    expect(silent.case.status).toBe('closed');
  });

  it('[R3.1] nobody acts on the other’s part: units not on the office’s, the office not on theirs', () => {
    const scenario = submitted();
    const ofItsUnit = { subject: 'x', role: 'unit-office', unit: 'provincial-office' } as const;
    for (const who of ['lead', 'leadOfficer', 'co', ofItsUnit] as const)
      expect(scenario.refusal(who, 'draftLetter', draft())).toMatchObject({ code: 'not-permitted' });
    const contact = {
      trackId: 't1',
      stage: 'during',
      way: 'visit',
      proposers: ['p1'],
      attendees: [],
      opinion: 'x',
      documents: [],
    } as const;
    const theirs = {
      ...contact,
      proposers: [...contact.proposers],
      attendees: [],
      documents: [],
      visitors: ['po-1'],
    };
    expect(scenario.refusal('office', 'recordContact', theirs)).toMatchObject({ code: 'not-permitted' });
    expect(scenario.refusal('office', 'recallLetter', { letterId: 'l2', reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.refusal('office', 'sendBackOpinion', { letterId: 'l1', reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'recordContact', { ...theirs, trackId: OFFICE });
    expect(scenario.case.contacts.at(-1)?.trackId).toBe(OFFICE);
  });

  it('[R3.1] its own part is neither returned nor reassigned nor put off', () => {
    const scenario = submitted();
    const obligationId = owed(scenario, 'reply', OFFICE)?.id ?? '';
    expect(scenario.refusal('office', 'reassign', { trackId: OFFICE, unit: 'x', reason: 'x' })).toMatchObject(
      {
        rule: 'R3.1',
      },
    );
    expect(scenario.refusal('office', 'returnTrack', { trackId: OFFICE, reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    expect(
      scenario.refusal('office', 'requestExtension', { obligationId, until: '2026-07-01', reason: 'x' }),
    ).toMatchObject({ code: 'not-permitted' });
    expect(scenario.refusal('office', 'waiveObligation', { obligationId, reason: 'x' })).toMatchObject({
      code: 'wrong-state',
    });
  });

  it('[R3.1] nor made another part, swapped, dropped, handed over or passed on', () => {
    const scenario = submitted();
    const about = { trackId: OFFICE, reason: 'x' };
    const ofItsUnit = { subject: 'x', role: 'unit-office', unit: 'provincial-office' } as const;
    const people = staff('po');
    scenario.act('office', 'nameResponsibility', { trackId: OFFICE, ...people });
    const wrong = { code: 'wrong-state' };
    expect(scenario.refusal('office', 'changePart', { ...about, part: 'co-handler' })).toMatchObject(wrong);
    expect(scenario.refusal('office', 'swapLead', about)).toMatchObject(wrong);
    expect(scenario.refusal('office', 'dropCoHandler', about)).toMatchObject(wrong);
    for (const who of ['office', 'lead', ofItsUnit] as const) {
      const hands = { ...about, from: people.officer, to: 'po-9' };
      expect(scenario.refusal(who, 'handOver', hands)).toMatchObject({ code: 'not-permitted' });
      expect(scenario.refusal(who, 'passOn', { trackId: OFFICE, bureaus: ['po/bureau'] })).toMatchObject({
        code: 'not-permitted',
      });
    }
  });

  it('[R7.2] its own lateness is on record, and sets no inspection upon itself', () => {
    const scenario = submitted();
    scenario.goTo('2026-07-01');
    expect(owed(scenario, 'reply', OFFICE)).toMatchObject({ status: 'open', missed: true });
    expect(Object.values(scenario.case.supervisions).filter(({ trackId }) => trackId === OFFICE)).toEqual([]);
    const late = new Scenario();
    late.goTo('2026-07-01');
    expect(Object.values(late.case.supervisions).map(({ trackId }) => trackId)).toEqual(['t1', 't2']);
  });

  it('[R3.4] an opinion that never came can be waived once the lead has submitted, not before', () => {
    const scenario = consulted(national());
    const obligationId = owed(scenario, 'opinion', 't2')?.id ?? '';
    expect(scenario.refusal('office', 'waiveObligation', { obligationId, reason: 'x' })).toMatchObject({
      rule: 'R3.4',
    });
    submit(scenario);
    scenario.act('office', 'waiveObligation', { obligationId, reason: 'x' });
    expect(owed(scenario, 'opinion', 't2')?.status).toBe('cancelled');
  });
});

describe('what the letter of assignment says of a national case', () => {
  it('[R3.1] the reply is copied to the bodies and departments that it names, to nobody twice', () => {
    const { scenario, letterId } = replied({
      copies: ['national-congress', 'provincial-office', 'national-congress'],
      departments: ['fgw', 'provincial-office'],
    });
    expect(sentOut(scenario, letterId).slice(2)).toEqual(['copy body national-congress', 'copy unit fgw']);
    expect(owed(scenario, 'copy', OFFICE)).toMatchObject({ rule: 'R3.1', settled: true, due: '2026-04-20' });
    // Neither the submission nor an opinion goes to them.
    expect(sentOut(scenario, 'l2')).toEqual(['submit body provincial-office']);
  });

  it('[R5.3] a category is one of its alphabet, and there is none where it names none', () => {
    const categories = ['A', 'B', 'D'];
    const scenario = submitted(national({ categories }));
    expect(scenario.refusal('office', 'draftLetter', draft())).toMatchObject({
      rule: 'R5.3',
      code: 'missing',
      message: '答复函须标注办理结果类别（A、B、D）',
    });
    expect(scenario.refusal('office', 'draftLetter', draft({ category: 'C', ground: 'x' }))).toMatchObject({
      rule: 'R5.3',
      code: 'conflict',
    });
    // What B and D call for, their letter of assignment says: no plan, no ground.
    const { scenario: done, letterId } = replied({ categories }, { category: 'D' });
    expect(done.case.letters[letterId]?.content.category).toBe('D');
    expect(done.refusal('office', 'checkCategory', { letterId, category: 'C', reason: 'x' })).toMatchObject({
      rule: 'R5.3',
      pointer: '/category',
    });
    const without = submitted();
    expect(without.refusal('office', 'draftLetter', draft({ category: 'A' }))).toMatchObject({
      rule: 'R5.3',
      code: 'conflict',
    });
  });

  it('[R5.3] the notice’s three are all that a provincial reply can bear', () => {
    const scenario = consulted();
    const data = { ...draft({ category: 'D' }), trackId: 't1' };
    expect(scenario.refusal('leadOfficer', 'draftLetter', data)).toMatchObject({
      rule: 'R5.3',
      code: 'conflict',
    });
  });

  it('[R5.8] [R3.1] the office publishes where the letter wants it, and nothing is published where it does not', () => {
    const { scenario: silent, letterId: kept } = replied();
    const publish = (letterId: string) => ({
      letterId,
      coHandlers: [{ trackId: 't2', opinion: 'public' as const }],
      withOriginal: false,
    });
    expect(owed(silent, 'publication', OFFICE)).toBeUndefined();
    expect(silent.refusal('office', 'publishLetter', publish(kept))).toMatchObject({ rule: 'R3.1' });
    const { scenario, letterId } = replied({ publish: true });
    expect(owed(scenario, 'publication', OFFICE)).toMatchObject({ status: 'open', rawDue: '2026-05-05' });
    expect(scenario.refusal('lead', 'publishLetter', publish(letterId))).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'publishLetter', publish(letterId));
    steps.world(scenario);
    expect(statusOf(scenario.case)).toBe('published');
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
  });

  it('[R5.7] the office, which answers, asks for views on the original text; the lead does not', () => {
    const { scenario } = replied({ publish: true });
    expect(scenario.refusal('lead', 'askOriginalView', { proposers: ['p1'] })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'askOriginalView', { proposers: ['p1'] });
    scenario.act('office', 'answerOriginalView', { proposer: 'p1', agrees: true });
    expect(scenario.case.originalViews).toEqual({ p1: 'agreed' });
  });
});

describe('dissatisfaction in a national case', () => {
  it('[R7.4] it is worked on again through the office’s part, for those who objected, and closes again', () => {
    const { scenario } = replied();
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2', 'dissatisfied');
    const [tracked] = Object.values(scenario.case.supervisions);
    expect(tracked).toMatchObject({ trackId: OFFICE, form: 'tracked-supervision' });
    scenario.act('office', 'assignRework', { receivedOn: '2026-04-20', objectors: ['p2'], reason: 'x' });
    expect(scenario.case.reworks.r1).toMatchObject({ trackId: OFFICE, objectors: ['p2'] });
    expect(statusOf(scenario.case)).toBe('rework');
    expect(owed(scenario, 'rework', OFFICE)).toMatchObject({ rule: 'R7.4', rawDue: '2026-05-20' });
    const result = draft({ product: 'result', reworkId: 'r1' });
    expect(scenario.refusal('office', 'draftLetter', result)).toMatchObject({ rule: 'R7.4' });
    const visit = { reworkId: 'r1', proposers: ['p2'], visitors: ['po-1'], opinion: 'x' };
    expect(scenario.refusal('lead', 'recordReworkVisit', visit)).toMatchObject({ code: 'not-permitted' });
    scenario.act('office', 'recordReworkCause', { reworkId: 'r1', cause: 'x', measures: 'x' });
    scenario.act('office', 'recordReworkVisit', visit);
    // The office assigned it: it sends itself no copy.
    const letterId = answer(scenario, result);
    expect(sentOut(scenario, letterId)).toEqual(['result proposer p2']);
    steps.world(scenario);
    expect(scenario.case.reworks.r1?.status).toBe('answered');
    scenario.act('office', 'closeSupervision', { supervisionId: tracked?.id ?? '', result: 'x' });
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
  });

  it('[R7.4] a late objection opens a closed case, and the office’s part with it; never the lead’s', () => {
    const { scenario } = replied();
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
    const rework = { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x' };
    expect(scenario.refusal('office', 'assignRework', { ...rework, trackId: 't1' })).toMatchObject({
      rule: 'R7.4',
    });
    scenario.act('office', 'assignRework', rework);
    expect(scenario.case.tracks[OFFICE]?.status).toBe('signed');
    expect(scenario.case.tracks.t1?.status).toBe('done');
  });

  it('[R7.4] paper feedback is the office’s to record: the lead answers nobody', () => {
    const { scenario } = replied();
    const given = { proposer: 'p1', attitude: 'satisfied', result: 'satisfied', via: 'paper' } as const;
    expect(scenario.refusal('lead', 'giveFeedback', given)).toMatchObject({ code: 'not-permitted' });
    scenario.act('office', 'giveFeedback', given);
  });
});

describe('the province handles along with a ministry', () => {
  const OWN = 't2';
  const opinion = draft({ trackId: OWN, product: 'opinion' });

  /** The unit's opinion with the office. */
  function gathered(): Scenario {
    const scenario = new Scenario(ministry());
    scenario.act('co', 'signFor', { trackId: 't1' });
    scenario.act('co', 'nameResponsibility', { trackId: 't1', ...staff('co') });
    scenario.act('co', 'sendForm', { trackId: 't1', proposers: ['p1', 'p2'], way: 'post' });
    scenario.act('co', 'confirmForm', { trackId: 't1', proposer: 'p1', way: 'telephone' });
    scenario.act('coOfficer', 'draftLetter', { ...opinion, trackId: 't1' });
    scenario.act('coLeader', 'reviewLetter', {
      letterId: 'l1',
      level: 'leaderInCharge',
      decision: 'approve',
      criteria,
    });
    scenario.act('co', 'issueLetter', {
      letterId: 'l1',
      documentNumber: 'x',
      electronicVersion: HASH,
      sent: [],
    });
    steps.world(scenario);
    return scenario;
  }

  it('[R3.1] the office owes the ministry an opinion by the letter’s limit, the unit owes the office one by its own', () => {
    const scenario = new Scenario(ministry());
    expect(owed(scenario, 'opinion', OWN)).toMatchObject({
      rawDue: '2026-03-22',
      source: 'letter',
      rule: 'R3.1',
    });
    expect(owed(scenario, 'opinion', 't1')).toMatchObject({ rawDue: '2026-03-07', source: 'letter' });
    expect(owed(scenario, 'reply', OWN)).toBeUndefined();
    expect(missingOpinions(scenario.case).map(({ trackId }) => trackId)).toEqual(['t1']);
    expect(Object.values(new Scenario(ministry([])).case.tracks)).toMatchObject([
      { id: 't1', part: 'office' },
    ]);
  });

  it('[R3.1] opinions go to the office electronically, which accepts them or sends them back', () => {
    const scenario = gathered();
    expect(sentOut(scenario, 'l1')).toEqual(['opinion body provincial-office']);
    const event = scenario.history.findLast(({ type }) => type === 'deliverySent')!;
    expect(newsOf(event, scenario.case)).toMatchObject([{ template: 'opinion-arrived', trackId: OWN }]);
    expect(scenario.refusal('co', 'acceptOpinion', { letterId: 'l1' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'acceptOpinion', { letterId: 'l1' });
    const empty = gathered();
    empty.act('office', 'sendBackOpinion', { letterId: 'l1', reason: 'x' });
    expect(owed(empty, 'opinion', 't1')).toMatchObject({ status: 'open', rawDue: '2026-02-15' });
  });

  it('[R3.1] the case closes when the office’s opinion has reached the ministry: nobody here replies', () => {
    const scenario = gathered();
    expect(scenario.refusal('office', 'draftLetter', { ...opinion, product: 'reply' })).toMatchObject({
      pointer: '/product',
    });
    const letterId = answer(scenario, opinion);
    expect(sentOut(scenario, letterId)).toEqual(['opinion body moe']);
    expect(scenario.case.status).toBe('open');
    steps.world(scenario);
    expect(owed(scenario, 'opinion', OWN)?.status).toBe('met');
    expect(scenario.case.status).toBe('closed');
    expect(
      scenario.refusal('office', 'assignRework', {
        receivedOn: '2026-02-05',
        objectors: ['p1'],
        reason: 'x',
      }),
    ).toMatchObject({ rule: 'R7.4', code: 'out-of-order' });
  });

  it('[R3.4] the office neither accepts nor waives its own opinion; a unit’s it waives when its own is out', () => {
    const scenario = new Scenario(ministry());
    const [own, theirs] = [
      owed(scenario, 'opinion', OWN)?.id ?? '',
      owed(scenario, 'opinion', 't1')?.id ?? '',
    ];
    expect(
      scenario.refusal('office', 'waiveObligation', { obligationId: theirs, reason: 'x' }),
    ).toMatchObject({
      rule: 'R3.4',
    });
    expect(scenario.refusal('office', 'waiveObligation', { obligationId: own, reason: 'x' })).toMatchObject({
      rule: 'R3.4',
    });
    const letterId = answer(scenario, opinion);
    steps.world(scenario);
    expect(scenario.refusal('office', 'sendBackOpinion', { letterId, reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'waiveObligation', { obligationId: theirs, reason: 'x' });
  });

  it('[R3.1] [R3.4] another unit can join it, with a limit of its own', () => {
    const scenario = new Scenario(ministry([]));
    const limits = { opinion: { unit: 'day', amount: 10 }, setBy: 'provincial-office' } as const;
    scenario.act('office', 'addCoHandler', { unit: 'fgw', reason: 'x', limits });
    expect(owed(scenario, 'opinion', 't2')).toMatchObject({ rawDue: '2026-02-15' });
  });
});
