import { statusOf } from '../../../domain/case';
import { steps } from './scenario';
import { consulted, owed } from './stages';
import { OFFICE, answer, draft, national, replied, sentOut, submitted } from './national-stages';

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
      code: 'invalid',
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
      code: 'invalid',
    });
  });

  it('[R5.3] the notice’s three are all that a provincial reply can bear', () => {
    const scenario = consulted();
    const data = { ...draft({ category: 'D' }), trackId: 't1' };
    expect(scenario.refusal('leadOfficer', 'draftLetter', data)).toMatchObject({
      rule: 'R5.3',
      code: 'invalid',
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
