import { OUTLINE, seen, viewOf, type View } from '../../api/scope';
import { showsEvent } from '../../api/shows-event';
import type { AssignedCase } from '../../domain/case';
import type { Actor } from '../../schemas/common';
import { consulted } from '../domain/case/stages';

const CO: Actor = { subject: 'co', role: 'unit-office', unit: 'co' };
const STRANGER: Actor = { subject: 'x', role: 'unit-office', unit: 'elsewhere', person: 'x' };

describe('what of the case as a whole its units are told', () => {
  const { case: state } = consulted();
  const of = (unit: string): Actor => ({ subject: 'x', role: 'unit-office', unit, person: 'x' });
  const [lead, coHandler] = ['lead', 'co-handler'].map((part) =>
    Object.values(state.tracks).find((track) => track.part === part)!,
  ) as [AssignedCase['tracks'][string], AssignedCase['tracks'][string]];
  const shows = (actor: Actor, type: string, data: object = {}) =>
    showsEvent(state, viewOf(state, actor) as View, { type, data } as never);

  it('[R1.3] guidance for one part is that unit’s, guidance for the case is all its units’', () => {
    const forOne = { note: 'x', trackId: coHandler.id };
    expect(shows(of(coHandler.unit), 'guidanceRecorded', forOne)).toBe(true);
    expect(shows(of(lead.unit), 'guidanceRecorded', forOne)).toBe(false);
    for (const { unit } of [lead, coHandler])
      expect(shows(of(unit), 'guidanceRecorded', { note: 'x' })).toBe(true);
    const merged = viewOf(state, STRANGER, { answers: 'host' }) as View;
    expect(showsEvent(state, merged, { type: 'guidanceRecorded', data: { note: 'x' } } as never)).toBe(false);
  });

  it('[R7.4] a misdirected rework is the office’s and the auditor’s to read, and no unit’s', () => {
    const seenBy = (actor: Actor) =>
      shows(actor, 'reworkMisdirected', { assigner: 'cppcc-committee', reason: 'x' });
    expect(seenBy({ subject: 'x', role: 'provincial-office' })).toBe(true);
    expect(seenBy({ subject: 'x', role: 'auditor' })).toBe(true);
    for (const { unit } of [lead, coHandler]) expect(seenBy(of(unit))).toBe(false);
    // Twin: what concerns them all, they are told.
    expect(shows(of(coHandler.unit), 'caseWithdrawn', { reason: 'x' })).toBe(true);
  });
});

describe('what the leads of merged cases see of each other’s', () => {
  const { case: state } = consulted();
  const contact = { type: 'contactRecorded', data: { contact: { trackId: 't1' } } } as never;

  it('[R3.10] whoever answers the host sees whom the member’s lead consulted, and no work of its own', () => {
    const view = viewOf(state, STRANGER, { answers: 'host' }) as View;
    expect(state.contacts.length).toBeGreaterThan(0);
    expect(seen(state, view).contacts).toEqual(state.contacts.filter(({ trackId }) => trackId === 't1'));
    expect(seen(state, view).tracks['t1']).not.toHaveProperty('responsibility');
    expect(showsEvent(state, view, contact)).toBe(true);
  });

  it('[R3.10] whoever answers a member sees of the host what answers it, not whom it consulted', () => {
    const view = viewOf(state, STRANGER, { answers: 'member' }) as View;
    expect(seen(state, view).contacts).toEqual([]);
    expect(showsEvent(state, view, contact)).toBe(false);
  });

  it('[R3.10] a unit that answers neither sees nothing', () => {
    expect(viewOf(state, STRANGER)).toBeUndefined();
    expect(seen(state, OUTLINE).contacts).toEqual([]);
  });
});

describe('what a new lead sees of what the former one asked', () => {
  it('[R3.11] the request that holds its reply back, and its question; nothing else that it did', () => {
    const scenario = consulted();
    scenario.act('lead', 'askInstructions', { trackId: 't1', to: 'x', question: 'x' });
    scenario.act('lead', 'askInstructions', { trackId: 't1', to: 'x', question: 'y' });
    const asked = scenario.history.at(-1)!;
    const before = viewOf(scenario.case, CO) as View;
    expect(seen(scenario.case, before).instructions).toEqual({});
    expect(showsEvent(scenario.case, before, asked)).toBe(false);
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x' });
    const after = viewOf(scenario.case, CO) as View;
    expect(Object.keys(seen(scenario.case, after).instructions)).toEqual(['i1', 'i2']);
    expect(showsEvent(scenario.case, after, asked)).toBe(true);
    expect(seen(scenario.case, after).contacts).toEqual([]);
    const former = viewOf(scenario.case, { ...CO, subject: 'lead', unit: 'lead' }) as View;
    expect(Object.keys(seen(scenario.case, former).instructions)).toEqual(['i1', 'i2']);
  });
});
