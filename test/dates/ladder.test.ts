import { due } from '../../domain/due';
import {
  afterDispatch,
  endRungs,
  ladderOf,
  nextWeekly,
  planRungs,
  replanRungs,
  rungDate,
  rungsDue,
  standardLadder,
  type LadderInput,
  type RecordedRung,
} from '../../domain/ladder';
import { currentCalendar } from '../../policies/calendars';

/** A reply that was assigned on 2026-02-05, due on 2026-05-06, and entered that day. */
const reply: LadderInput = {
  due: { due: '2026-05-06', lastWorkingDay: null },
  openedOn: '2026-02-05',
  enteredOn: '2026-02-05',
  ladder: standardLadder,
};

const keys = (rungs: readonly { key: string }[]): string[] => rungs.map(({ key }) => key);
const stateOf = (rungs: readonly RecordedRung[], key: string) =>
  rungs.find((rung) => rung.key === key)?.state;
const withState = (rungs: readonly RecordedRung[], state: RecordedRung['state']) =>
  keys(rungs.filter((rung) => rung.state === state));

/** Runs the dispatch of each day, and gives the days on which a rung fired. */
function dispatchAll(
  plan: RecordedRung[],
  days: string[],
): { plan: RecordedRung[]; fired: [string, string][] } {
  const fired: [string, string][] = [];
  let rungs = plan;
  for (const day of days) {
    const dispatch = rungsDue(rungs, day);
    fired.push(...dispatch.fire.map(({ key }): [string, string] => [day, key]));
    rungs = afterDispatch(rungs, dispatch, day);
  }
  return { plan: rungs, fired };
}

describe('the ladder of reminders', () => {
  it('[R7.3] counts calendar days to the due date, and to whom each rung is addressed', () => {
    expect(planRungs(reply).map(({ key, on, audience }) => [key, on, audience.join()])).toEqual([
      ['T-30', '2026-04-06', 'officer,division'],
      ['T-15', '2026-04-21', 'officer,division'],
      ['T-7', '2026-04-29', 'officer,division'],
      ['T-3', '2026-05-03', 'officer,division'],
      ['T-1', '2026-05-05', 'officer,division'],
      ['T-0', '2026-05-06', 'office,leaderInCharge'],
      ['T+1', '2026-05-07', 'principal'],
      ['T+7', '2026-05-13', 'provincialOffice'],
      ['T+14', '2026-05-20', 'principal,provincialOffice'],
    ]);
    expect(withState(planRungs(reply), 'planned')).toHaveLength(9);
  });

  it('[D4] for a fixed date counts to the last working day up to the day itself, and from the date afterwards', () => {
    const analysis = due('2026-11-15', { unit: 'fixed' }, currentCalendar);
    expect(analysis.lastWorkingDay).toBe('2026-11-13');
    const on = Object.fromEntries(planRungs({ ...reply, due: analysis }).map((rung) => [rung.key, rung.on]));
    expect(on).toMatchObject({
      'T-30': '2026-10-14',
      'T-1': '2026-11-12',
      'T-0': '2026-11-13',
      'T+1': '2026-11-16',
      'T+7': '2026-11-22',
      'T+14': '2026-11-29',
    });
  });

  it('[D8] skips the rungs before the obligation opened, and fires that of the opening day', () => {
    const plan = planRungs({ ...reply, openedOn: '2026-04-21', enteredOn: '2026-04-21' });
    expect(withState(plan, 'skipped')).toEqual(['T-30']);
    expect(keys(rungsDue(plan, '2026-04-21').fire)).toEqual(['T-15']);
  });

  it('[D8] skips the rungs before the day of entry of a backdated intake, and never the later of the two days', () => {
    const late = planRungs({ ...reply, enteredOn: '2026-05-04' });
    expect(withState(late, 'skipped')).toEqual(['T-30', 'T-15', 'T-7', 'T-3']);
    const early = planRungs({ ...reply, openedOn: '2026-05-04', enteredOn: '2026-02-05' });
    expect(withState(early, 'skipped')).toEqual(['T-30', 'T-15', 'T-7', 'T-3']);
  });

  it('[D8] opened long after its due date, skips all that passed and plans the next of the weekly series', () => {
    const plan = planRungs({ ...reply, openedOn: '2026-06-25', enteredOn: '2026-06-25' });
    expect(withState(plan, 'planned')).toEqual(['T+56']);
    expect(plan.at(-1)).toMatchObject({ key: 'T+56', on: '2026-07-01', every: 7 });
    // Entered on the very day of a weekly rung: that one is the day's own.
    const onTheDay = planRungs({ ...reply, openedOn: '2026-07-01', enteredOn: '2026-07-01' });
    expect(onTheDay.at(-1)).toMatchObject({ key: 'T+56', on: '2026-07-01' });
  });

  it('plans no rung that nobody is told of, and no series where the ladder has none', () => {
    const ladder = { ahead: [{ days: 3, to: ['proposer' as const] }], onDay: { to: [] }, after: [] };
    expect(keys(planRungs({ ...reply, ladder }))).toEqual(['T-3']);
    expect(rungDate('T-3', reply.due)).toBe('2026-05-03');
  });

  it('goes on every week until the obligation ends', () => {
    expect(nextWeekly('T+14', '2026-05-20')).toEqual({ key: 'T+21', on: '2026-05-27' });
    expect(nextWeekly('T+14', '2026-05-20', '2026-06-02')).toEqual({ key: 'T+28', on: '2026-06-03' });
    expect(nextWeekly('T+14', '2026-05-20', '2026-06-03')).toEqual({ key: 'T+35', on: '2026-06-10' });
    const { fired } = dispatchAll(planRungs(reply), [
      '2026-05-13',
      '2026-05-20',
      '2026-05-27',
      '2026-06-03',
      '2026-06-10',
    ]);
    expect(fired.map(([, key]) => key)).toEqual(['T+7', 'T+14', 'T+21', 'T+28', 'T+35']);
  });
});

describe('the dispatch of a day', () => {
  it('after an outage over three rungs fires only the latest', () => {
    const dispatch = rungsDue(planRungs(reply), '2026-04-30');
    expect(keys(dispatch.fire)).toEqual(['T-7']);
    expect(keys(dispatch.skip)).toEqual(['T-30', 'T-15']);
    expect(dispatch.skip.every(({ state }) => state === 'skipped')).toBe(true);
  });

  it('after an outage over several weeks of the series fires its latest and goes on from there', () => {
    const { plan, fired } = dispatchAll(planRungs(reply), [
      '2026-05-13',
      '2026-06-12',
      '2026-06-16',
      '2026-06-17',
    ]);
    expect(fired).toEqual([
      ['2026-05-13', 'T+7'],
      ['2026-06-12', 'T+35'],
      ['2026-06-17', 'T+42'],
    ]);
    expect(stateOf(plan, 'T+14')).toBe('skipped');
  });

  it('run twice on one day fires nothing the second time', () => {
    const { fired } = dispatchAll(planRungs(reply), ['2026-05-06', '2026-05-06']);
    expect(fired).toEqual([['2026-05-06', 'T-0']]);
  });

  it('does nothing on a day without a rung, and nothing once the obligation ended', () => {
    expect(rungsDue(planRungs(reply), '2026-04-05')).toEqual({ fire: [], skip: [], next: null });
    const ended = endRungs(
      afterDispatch(planRungs(reply), rungsDue(planRungs(reply), '2026-04-06'), '2026-04-06'),
    );
    expect(withState(ended, 'fired')).toEqual(['T-30']);
    expect(rungsDue(ended, '2026-06-01').fire).toEqual([]);
  });
});

describe('[D5] when a calendar or policy moves the date', () => {
  const moved = (plan: RecordedRung[], to: string, today: string) =>
    replanRungs(plan, { ...reply, due: { due: to, lastWorkingDay: null } }, today);

  it('fired rungs stay fired and never fire again, the others follow the date', () => {
    const { plan } = dispatchAll(planRungs(reply), ['2026-04-06', '2026-04-21']);
    const later = moved(plan, '2026-06-08', '2026-04-22');
    expect(withState(later, 'fired')).toEqual(['T-30', 'T-15']);
    expect(later.filter(({ state }) => state === 'planned').map(({ key, on }) => [key, on])).toEqual([
      ['T-7', '2026-06-01'],
      ['T-3', '2026-06-05'],
      ['T-1', '2026-06-07'],
      ['T-0', '2026-06-08'],
      ['T+1', '2026-06-09'],
      ['T+7', '2026-06-15'],
      ['T+14', '2026-06-22'],
    ]);
    const { fired } = dispatchAll(later, ['2026-05-09', '2026-05-24', '2026-06-01']);
    expect(fired).toEqual([['2026-06-01', 'T-7']]);
  });

  it('to a nearer day, only the latest of the rungs that it passed fires', () => {
    const nearer = moved(planRungs(reply), '2026-03-10', '2026-03-04');
    expect(withState(nearer, 'skipped')).toEqual(['T-30', 'T-15']);
    expect(dispatchAll(nearer, ['2026-03-05', '2026-03-06', '2026-03-07']).fired).toEqual([
      ['2026-03-05', 'T-7'],
      ['2026-03-07', 'T-3'],
    ]);
  });

  it('[D8] to a nearer day, no rung fires that now lies before the obligation was entered', () => {
    const nearer = moved(planRungs(reply), '2026-02-10', '2026-02-06');
    expect(withState(nearer, 'skipped')).toEqual(['T-30', 'T-15', 'T-7']);
    expect(rungsDue(nearer, '2026-02-06').fire).toEqual([]);
    expect(keys(rungsDue(nearer, '2026-02-07').fire)).toEqual(['T-3']);
  });

  it('to a day far past, the series catches up to its latest place', () => {
    const past = moved(planRungs(reply), '2026-02-10', '2026-05-10');
    expect(withState(past, 'planned')).toEqual(['T+84']);
    expect(dispatchAll(past, ['2026-05-10', '2026-05-11', '2026-05-12']).fired).toEqual([
      ['2026-05-10', 'T+84'],
      ['2026-05-12', 'T+91'],
    ]);
  });

  it('to a later day, rungs that were skipped and whose day is to come are planned again', () => {
    const plan = planRungs({ ...reply, openedOn: '2026-04-29', enteredOn: '2026-04-29' });
    expect(withState(plan, 'skipped')).toEqual(['T-30', 'T-15']);
    expect(withState(moved(plan, '2026-06-08', '2026-04-29'), 'skipped')).toEqual([]);
  });

  it('a series that has begun goes on beyond what fired, so that a moved deadline still has a reminder', () => {
    const { plan } = dispatchAll(planRungs(reply), ['2026-05-13', '2026-05-20', '2026-05-27']);
    const later = moved(plan, '2026-07-01', '2026-05-28');
    expect(later.at(-1)).toMatchObject({ key: 'T+28', on: '2026-07-29', state: 'planned' });
    expect(withState(later, 'fired')).toEqual(['T+7', 'T+14', 'T+21']);
  });

  it('follows a policy that changed the ladder: new rungs come in, those it no longer has are skipped', () => {
    const ladder = { ...standardLadder, ahead: [{ days: 10, to: ['office' as const] }], weekly: undefined };
    const changed = replanRungs(planRungs(reply), { ...reply, ladder }, '2026-03-01');
    expect(withState(changed, 'planned')).toEqual(['T-10', 'T-0', 'T+1', 'T+7']);
    expect(withState(changed, 'skipped')).toEqual(['T-30', 'T-15', 'T-7', 'T-3', 'T-1', 'T+14']);
  });

  it('that does not move after all, nothing changes', () => {
    const { plan } = dispatchAll(planRungs(reply), ['2026-04-06', '2026-05-07', '2026-05-13', '2026-05-20']);
    expect(replanRungs(plan, reply, '2026-05-21')).toEqual(plan);
  });
});

describe('the ladder of an internal limit', () => {
  const ladders = { unit: standardLadder, proposer: { ahead: [], onDay: { to: [] }, after: [] } };
  const unit = { type: 'unit', id: 'lead' } as const;
  const heard = (kind: 'internal' | 'reply') =>
    planRungs({ ...reply, ladder: ladderOf({ kind, owedBy: unit }, { ladders }) });

  it('is that of its unit up to the principal, week by week', () => {
    const own = heard('internal');
    expect(keys(own)).toEqual(keys(heard('reply')).filter((key) => key !== 'T+7'));
    expect(own.at(-1)).toMatchObject({ key: 'T+14', audience: ['principal'], every: 7 });
  });

  it('never reaches the provincial office, while a reply does', () => {
    const told = (kind: 'internal' | 'reply') => new Set(heard(kind).flatMap(({ audience }) => audience));
    expect(told('internal')).not.toContain('provincialOffice');
    expect(told('reply')).toContain('provincialOffice');
  });

  it('has no series where the series was for the provincial office alone', () => {
    const weekly = { from: 14, every: 7, to: ['provincialOffice' as const] };
    const ladder = ladderOf(
      { kind: 'internal', owedBy: unit },
      { ladders: { ...ladders, unit: { ...standardLadder, weekly } } },
    );
    expect(ladder.weekly).toBeUndefined();
  });
});
