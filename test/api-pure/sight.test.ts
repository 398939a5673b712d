import { OUTLINE, seen, showsEvent, viewOf, type View } from '../../api/scope';
import type { Actor } from '../../schemas/common';
import { consulted } from '../domain/case/stages';

const STRANGER: Actor = { subject: 'x', role: 'unit-office', unit: 'elsewhere', person: 'x' };

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
