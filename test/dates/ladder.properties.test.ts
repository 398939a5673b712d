import fc from 'fast-check';
import { addDays } from '../../domain/dates';
import {
  afterDispatch,
  endRungs,
  planRungs,
  replanRungs,
  rungsDue,
  standardLadder,
  type Dispatch,
  type LadderInput,
  type RecordedRung,
} from '../../domain/ladder';

const DAY_ONE = '2026-02-05';

/** What happens on a day, in order: an outage leaves the dispatch out; a move precedes it. */
interface DayPlan {
  dispatches: number;
  moveDueTo: number | null;
}

interface Story {
  /** Days from the first day. */
  opened: number;
  entered: number;
  due: number;
  /** A fixed date's last working day lies so many days before it; null for a limit. */
  workingDaysBefore: number | null;
  days: DayPlan[];
  endsOn: number;
}

const story: fc.Arbitrary<Story> = fc.record({
  opened: fc.integer({ min: -60, max: 0 }),
  entered: fc.integer({ min: -10, max: 0 }),
  due: fc.integer({ min: -80, max: 100 }),
  workingDaysBefore: fc.option(fc.integer({ min: 0, max: 8 })),
  days: fc.array(
    fc.record({
      dispatches: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constantFrom(0, 0, 2)),
      moveDueTo: fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, fc.integer({ min: -60, max: 160 })),
    }),
    { minLength: 30, maxLength: 200 },
  ),
  endsOn: fc.integer({ min: 0, max: 250 }),
});

interface Firing {
  key: string;
  on: string;
  day: string;
}

/** Lives through a story with the given dispatcher. */
function live(told: Story, dispatcher: (plan: RecordedRung[], today: string) => Dispatch = rungsDue) {
  const input = (due: number): LadderInput => ({
    due: {
      due: addDays(DAY_ONE, due),
      lastWorkingDay: told.workingDaysBefore === null ? null : addDays(DAY_ONE, due - told.workingDaysBefore),
    },
    openedOn: addDays(DAY_ONE, told.opened),
    enteredOn: addDays(DAY_ONE, told.entered),
    ladder: standardLadder,
  });
  const firings: Firing[] = [];
  const openPlans: { day: string; plan: RecordedRung[] }[] = [];
  let plan: RecordedRung[] = planRungs(input(told.due));
  told.days.forEach(({ dispatches, moveDueTo }, index) => {
    const today = addDays(DAY_ONE, index);
    if (index === told.endsOn) plan = endRungs(plan);
    if (index < told.endsOn && moveDueTo !== null) plan = replanRungs(plan, input(moveDueTo), today);
    for (let run = 0; run < dispatches; run += 1) {
      const dispatch = dispatcher(plan, today);
      firings.push(...dispatch.fire.map(({ key, on }) => ({ key, on, day: today })));
      plan = afterDispatch(plan, dispatch, today);
    }
    if (index < told.endsOn) openPlans.push({ day: today, plan });
  });
  return { firings, openPlans, since: [input(0).openedOn, input(0).enteredOn].sort().at(-1)! };
}

const repeated = (values: string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

describe('whatever outages and moved dates an obligation lives through', () => {
  it('a rung fires at most once', () => {
    fc.assert(
      fc.property(story, (told) => expect(repeated(live(told).firings.map(({ key }) => key))).toEqual([])),
    );
  });

  it('at most one rung fires a day, however often the dispatch of that day runs', () => {
    fc.assert(
      fc.property(story, (told) => expect(repeated(live(told).firings.map(({ day }) => day))).toEqual([])),
    );
  });

  it('[D8] none fires ahead of its day, nor for a day before the obligation was opened and entered', () => {
    fc.assert(
      fc.property(story, (told) => {
        const { firings, since } = live(told);
        for (const { on, day } of firings) expect(since <= on && on <= day).toBe(true);
      }),
    );
  });

  it('[D7] none fires after the obligation ended', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { day } of live(told).firings) expect(day < addDays(DAY_ONE, told.endsOn)).toBe(true);
      }),
    );
  });

  it('[D5] as long as it is open a reminder is still to come: recomputing never loses a deadline', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { plan } of live(told).openPlans)
          expect(plan.some(({ state }) => state === 'planned')).toBe(true);
      }),
    );
  });

  it('no key stands twice in the record, and one rung of the series is planned at a time', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { plan } of live(told).openPlans) {
          expect(repeated(plan.map(({ key }) => key))).toEqual([]);
          expect(plan.filter(({ state, every }) => state === 'planned' && every !== undefined)).toHaveLength(
            1,
          );
        }
      }),
    );
  });

  it('where nothing fails and nothing moves, every rung fires on its day, and weekly without a gap', () => {
    fc.assert(
      fc.property(story, (told) => {
        const calm = {
          ...told,
          entered: 0,
          days: Array.from({ length: 200 }, () => ({ dispatches: 1, moveDueTo: null })),
        };
        const { firings } = live(calm);
        for (const { on, day } of firings) expect(day).toBe(on);
        const last = told.due < 0 ? 0 : told.due;
        const weeks = Math.floor((Math.min(told.endsOn, 200) - 1 - last) / 7);
        expect(firings.length).toBeGreaterThanOrEqual(weeks);
      }),
    );
  });
});

describe('the twins: a dispatcher with a mistake is found out', () => {
  const holds = (property: (told: Story) => boolean) =>
    !fc.check(fc.property(story, property), { numRuns: 300 }).failed;
  const onceADay = (dispatcher: typeof rungsDue) => (told: Story) =>
    repeated(live(told, dispatcher).firings.map(({ day }) => day)).length === 0;

  it('one that fires all that passed sets off a burst', () => {
    const bursting: typeof rungsDue = (plan, today) => {
      const dispatch = rungsDue(plan, today);
      return {
        ...dispatch,
        fire: [...dispatch.skip.map((rung) => ({ ...rung, state: 'planned' as const })), ...dispatch.fire],
        skip: [],
      };
    };
    expect(holds(onceADay(rungsDue))).toBe(true);
    expect(holds(onceADay(bursting))).toBe(false);
  });

  it('one that forgets what fired reminds again and again', () => {
    const forgetting: typeof rungsDue = (plan, today) =>
      rungsDue(
        plan.map((rung) => (rung.state === 'fired' ? { ...rung, state: 'planned' as const } : rung)),
        today,
      );
    const once = (dispatcher: typeof rungsDue) => (told: Story) =>
      repeated(live(told, dispatcher).firings.map(({ key }) => key)).length === 0;
    expect(holds(once(rungsDue))).toBe(true);
    expect(holds(once(forgetting))).toBe(false);
  });

  it('one that drops the next of the series loses the deadline', () => {
    const dropping: typeof rungsDue = (plan, today) => ({ ...rungsDue(plan, today), next: null });
    const remembered = (dispatcher: typeof rungsDue) => (told: Story) =>
      live(told, dispatcher).openPlans.every(({ plan }) => plan.some(({ state }) => state === 'planned'));
    expect(holds(remembered(rungsDue))).toBe(true);
    expect(holds(remembered(dropping))).toBe(false);
  });
});
