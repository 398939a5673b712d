import { newsOf, type EventType } from '../../../domain/case';
import { Scenario, steps } from './scenario';
import { approved, consulted, HASH, owed } from './stages';

const office = (unit: string) => ({ subject: `${unit}-office`, role: 'unit-office' as const, unit });
const division = (unit: string) => ({ subject: `${unit}-officer`, role: 'unit-division' as const, unit });
const swap = { trackId: 't2', reason: 'why-1' };

/** Whom the news of the latest event of a type reaches, by track or id. */
function toldOf(scenario: Scenario, type: EventType): string[] {
  const event = scenario.history.findLast((each) => each.type === type);
  return newsOf(event!, scenario.case).flatMap(({ to }) =>
    to.map((one) => (one.type === 'post' ? `${one.trackId} ${one.post}` : `${one.type} ${one.id}`)),
  );
}

describe('a city government', () => {
  const passed = (bureaus = ['bureau', 'other']) => {
    const scenario = consulted();
    scenario.act('lead', 'passOn', { trackId: 't1', bureaus, note: 'note-1' });
    return scenario;
  };
  const opinion = { trackId: 't1', bureau: 'bureau', opinion: 'words-1', documents: [] };

  it('[R2.2] passes its part on to bureaus, each with a limit ahead of its own', () => {
    const scenario = passed();
    expect(scenario.case.tracks['t1']?.bureaus).toEqual({
      bureau: { unit: 'bureau', since: '2026-02-10', note: 'note-1' },
      other: { unit: 'other', since: '2026-02-10', note: 'note-1' },
    });
    expect(owed(scenario, 'bureau', 'bureau')).toMatchObject({
      due: '2026-04-26',
      rule: 'R2.2',
      owedBy: { type: 'unit', id: 'bureau' },
    });
    expect(owed(scenario, 'reply', 't1')?.owedBy.id).toBe('lead');
    expect(toldOf(scenario, 'trackPassedOn')).toEqual(['unit bureau', 'unit other']);
  });

  it('[R2.2] [D7] has the opinion of each, given by the bureau or entered for it, which meets that one’s limit', () => {
    const scenario = passed();
    scenario.goTo('2026-03-02');
    expect(scenario.act(division('bureau'), 'recordBureauOpinion', opinion)).toEqual([
      'bureauOpinionRecorded',
      'obligationMet',
    ]);
    expect(scenario.case.tracks['t1']?.bureaus?.['bureau']?.opinion).toEqual({
      on: '2026-03-02',
      text: 'words-1',
      documents: [],
    });
    expect(owed(scenario, 'bureau', 'other')?.status).toBe('open');
    scenario.act('lead', 'recordBureauOpinion', { ...opinion, bureau: 'other', doneOn: '2026-02-28' });
    expect(owed(scenario, 'bureau', 'other')).toMatchObject({ status: 'met', endedOn: '2026-02-28' });
    expect(toldOf(scenario, 'bureauOpinionRecorded')).toEqual(['t1 office', 't1 officer']);
  });

  it('[R2.2] answers outwards alone: a bureau speaks for itself and does nothing else', () => {
    const scenario = passed();
    const draft = { trackId: 't1', product: 'reply', document: HASH, category: 'A', mark: 'public' } as const;
    expect(scenario.refusal(division('bureau'), 'draftLetter', draft)).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.refusal(office('other'), 'recordBureauOpinion', opinion)).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.refusal('co', 'recordBureauOpinion', opinion)).toMatchObject({ code: 'not-permitted' });
    expect(scenario.refusal(office('bureau'), 'passOn', { trackId: 't1', bureaus: ['x'] })).toMatchObject({
      code: 'not-permitted',
    });
  });

  it('[R2.2] waits for no bureau once its reply is out', () => {
    const scenario = passed();
    steps.reply(scenario);
    expect(owed(scenario, 'bureau', 'bureau')?.status).toBe('cancelled');
    expect(scenario.refusal('lead', 'passOn', { trackId: 't1', bureaus: ['third'] })).toMatchObject({
      rule: 'R2.2',
      code: 'wrong-state',
    });
  });

  it('[R2.2] takes it back from a bureau, which then has no say and no limit', () => {
    const scenario = passed();
    scenario.act('lead', 'takeBack', { trackId: 't1', bureau: 'bureau', reason: 'x' });
    expect(owed(scenario, 'bureau', 'bureau')?.status).toBe('cancelled');
    expect(scenario.refusal(office('bureau'), 'recordBureauOpinion', opinion)).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.refusal('lead', 'recordBureauOpinion', opinion)).toMatchObject({
      rule: 'R2.2',
      code: 'wrong-state',
      pointer: '/bureau',
    });
    scenario.act('lead', 'passOn', { trackId: 't1', bureaus: ['bureau'] });
    expect(owed(scenario, 'bureau', 'bureau')?.status).toBe('open');
  });

  it('[R2.2] passes on once to each, and to none that handles the case itself', () => {
    const pass = (bureaus: string[]) =>
      passed(['bureau']).refusal('lead', 'passOn', { trackId: 't1', bureaus });
    expect(pass(['bureau'])).toMatchObject({ code: 'duplicate', pointer: '/bureaus/0' });
    expect(pass(['x', 'x'])).toMatchObject({ code: 'duplicate', pointer: '/bureaus/1' });
    expect(pass(['x', 'co'])).toMatchObject({ code: 'conflict', pointer: '/bureaus/1' });
    expect(
      passed().refusal('lead', 'takeBack', { trackId: 't1', bureau: '__proto__', reason: 'x' }),
    ).toMatchObject({ code: 'not-found' });
  });

  it('[R2.2] [R7.2] is not inspected for a late bureau: that is its own matter', () => {
    const scenario = passed(['bureau']);
    steps.forms(scenario);
    steps.opinion(scenario);
    steps.world(scenario);
    expect(scenario.goTo('2026-05-05')).toEqual(['deadlineMissed']);
    expect(owed(scenario, 'bureau', 'bureau')?.missed).toBe(true);
    expect(scenario.case.supervisions).toEqual({});
    // The twin: for the reply, which the city owes itself, it is.
    expect(scenario.goTo('2026-05-13')).toEqual(['deadlineMissed', 'supervisionOpened']);
  });

  it('[D7] that becomes lead gives its bureaus limits ahead of the new date', () => {
    const scenario = consulted();
    scenario.act('co', 'passOn', { trackId: 't2', bureaus: ['bureau'] });
    expect(owed(scenario, 'bureau', 'bureau')?.due).toBe('2026-03-28');
    scenario.act('office', 'swapLead', swap);
    expect(Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'bureau')).toMatchObject([
      { status: 'superseded', due: '2026-03-28' },
      { status: 'open', due: '2026-04-26', about: 'bureau' },
    ]);
  });

  it('[D7] that loses the case to another unit leaves no bureau with a limit', () => {
    const scenario = passed();
    scenario.act('office', 'reassign', { trackId: 't1', unit: 'x', reason: 'x' });
    expect(owed(scenario, 'bureau', 'bureau')?.status).toBe('cancelled');
  });

  it('the states of old cases say nothing of bureaus, telling and drawing on', () => {
    const { case: state } = approved().scenario;
    expect(JSON.stringify(state)).not.toMatch(/bureaus|drawnOn|told/);
  });
});
