import { addDays, compareDates, daysBetween, maxDate, type CivilDate } from './dates';
import type { Audience, PolicyRules } from '../schemas/policy';
import type { DueDate } from './due';
import type { Obligation } from './obligation';

/** Whom a rung is addressed to: posts of the handling unit ("3+1", R1.1), the provincial office, or a proposer. */
export type { Audience };

/**
 * When reminders go out and to whom, in calendar days. `ahead` and `onDay` count to the last working day on or
 * before a fixed date, else to `due`; `after` and `weekly` count from `due` itself (D4). The series of `weekly`
 * begins `from` days after `due`, later than every rung of `after`, and goes on until the obligation ends.
 */
export type Ladder = PolicyRules['ladders']['unit'];

/** 'T-30' to 'T-1' ahead, 'T-0' on the day, 'T+1' and later: unique within an obligation. */
export type RungKey = `T-${number}` | `T+${number}`;

export interface PlannedRung {
  key: RungKey;
  on: CivilDate;
  audience: Audience[];
  /** `skipped`: its day had passed, so nobody was told (D8). */
  state: 'planned' | 'skipped';
  /** Days to the next rung of a series that has no last one: one of it is planned at a time. */
  every?: number;
}

/** A rung as the record keeps it. `firedOn` is the day of the dispatch, later than `on` after an outage. */
export type RecordedRung = Omit<PlannedRung, 'state'> & {
  state: 'planned' | 'skipped' | 'fired';
  firedOn?: CivilDate;
};

type Place = Pick<PlannedRung, 'key' | 'on'>;

/** What a plan depends on. A backdated intake has `enteredOn` later than `openedOn` (D8). */
export interface LadderInput {
  due: Pick<DueDate, 'due' | 'lastWorkingDay'>;
  openedOn: CivilDate;
  enteredOn: CivilDate;
  ladder: Ladder;
}

/** What a day's dispatch does with one obligation. */
export interface Dispatch {
  /** At most one. After a long outage its key can be a later one of the series than the plan held. */
  fire: PlannedRung[];
  skip: PlannedRung[];
  /** To be planned when a rung of the series fires, over an unfired one of the same key. */
  next: PlannedRung | null;
}

/** The default ladder, a setting of ours: another policy has another. */
export const standardLadder: Ladder = {
  ahead: [30, 15, 7, 3, 1].map((days) => ({ days, to: ['officer', 'division'] })),
  onDay: { to: ['office', 'leaderInCharge'] },
  after: [
    { days: 1, to: ['principal'] },
    { days: 7, to: ['provincialOffice'] },
  ],
  weekly: { from: 14, every: 7, to: ['principal', 'provincialOffice'] },
};

/**
 * The ladder of an obligation. A unit's internal limits are its own matter: theirs is the unit's, without the rungs that
 * reach the provincial office.
 */
export function ladderOf(
  { kind, owedBy }: Pick<Obligation, 'kind' | 'owedBy'>,
  { ladders }: Pick<PolicyRules, 'ladders'>,
): Ladder {
  if (owedBy.type === 'proposer') return ladders.proposer;
  return kind === 'internal' ? withinTheUnit(ladders.unit) : ladders.unit;
}

function withinTheUnit({ ahead, onDay, after, weekly }: Ladder): Ladder {
  const own = <R extends { to: Audience[] }>(rung: R): R => ({
    ...rung,
    to: rung.to.filter((audience) => audience !== 'provincialOffice'),
  });
  const series = weekly && own(weekly);
  return {
    ahead: ahead.map(own),
    onDay: own(onDay),
    after: after.map(own),
    ...(series && series.to.length > 0 && { weekly: series }),
  };
}

/** The day of a rung (D4): up to the day itself by the last working day of a fixed date, later ones by `due`. */
export function rungDate(key: RungKey, due: LadderInput['due']): CivilDate {
  const days = Number(key.slice(2));
  return key.startsWith('T-') ? addDays(due.lastWorkingDay ?? due.due, -days) : addDays(due.due, days);
}

/**
 * The rungs of an obligation when it is entered, in order of their days. Days before it opened or was entered
 * are skipped, the day of entry fires (D8). The first rung of the weekly series is always among them; when
 * its day has passed, the next one to come stands behind it.
 */
export function planRungs({ due, openedOn, enteredOn, ladder }: LadderInput): PlannedRung[] {
  const since = maxDate(openedOn, enteredOn);
  const rung = (key: RungKey, audience: Audience[], every?: number): PlannedRung => {
    const on = rungDate(key, due);
    const state = on < since ? 'skipped' : 'planned';
    return { key, on, audience: [...audience], state, ...(every !== undefined && { every }) };
  };
  const plan = [
    ...ladder.ahead.map(({ days, to }) => rung(`T-${days}`, to)),
    rung('T-0', ladder.onDay.to),
    ...ladder.after.map(({ days, to }) => rung(`T+${days}`, to)),
  ];
  if (ladder.weekly) {
    const first = rung(`T+${ladder.weekly.from}`, ladder.weekly.to, ladder.weekly.every);
    plan.push(first);
    if (first.state === 'skipped')
      plan.push(inSeries(first, nextWeekly(first.key, first.on, addDays(since, -1), first.every)));
  }
  return plan.filter(({ audience }) => audience.length > 0).sort(inOrder);
}

/** The rung of a series that follows one: the first after `today`, by default the very next. */
export function nextWeekly(key: RungKey, on: CivilDate, today: CivilDate = on, every = 7): Place {
  const days = every * Math.max(1, Math.floor(daysBetween(on, today) / every) + 1);
  return { key: `T+${offset({ key }) + days}`, on: addDays(on, days) };
}

/**
 * What a day's dispatch does with an obligation that is still open: of the rungs whose day has come, the
 * latest fires and the others are skipped, so that neither an outage nor a moved date sets off a burst. Once
 * a rung has fired today, nothing more does.
 */
export function rungsDue(plan: readonly RecordedRung[], today: CivilDate): Dispatch {
  const firedToday = plan.some(({ state, firedOn }) => state === 'fired' && firedOn === today);
  const come = firedToday
    ? []
    : plan
        .filter(isPlanned)
        .filter(({ on }) => on <= today)
        .sort(inOrder);
  const latest = come.at(-1);
  if (!latest) return { fire: [], skip: [], next: null };
  const skip = come.slice(0, -1).map(skipped);
  if (latest.every === undefined) return { fire: [latest], skip, next: null };
  // A long outage passes several rungs of the series: it catches up to the latest and goes on from there.
  const following = nextWeekly(latest.key, latest.on, today, latest.every);
  const fire = inSeries(latest, before(following, latest.every));
  if (fire.key !== latest.key) skip.push(skipped(latest));
  return { fire: [fire], skip, next: inSeries(latest, following) };
}

/** The rungs once a dispatch was carried out on a day: what fired, what was skipped, what the series plans next. */
export function afterDispatch(
  plan: readonly RecordedRung[],
  dispatch: Dispatch,
  today: CivilDate,
): RecordedRung[] {
  const fired = dispatch.fire.map((rung): RecordedRung => ({ ...rung, state: 'fired', firedOn: today }));
  return merged(plan, [...dispatch.skip, ...fired, ...(dispatch.next ? [dispatch.next] : [])]);
}

/**
 * The rungs after a calendar or policy moved the date (D5). What fired stays fired and never fires again; the
 * others get new dates, and those whose new day is to come are planned, skipped ones too. Of the planned ones
 * whose new day has passed, the latest stays planned for the next dispatch and the others are skipped; one
 * that lies before the obligation opened or was entered is skipped (D8), and so is one that the ladder no
 * longer has. `input` holds the new date; nothing else of the obligation changes.
 */
export function replanRungs(
  existing: readonly RecordedRung[],
  input: LadderInput,
  today: CivilDate,
): RecordedRung[] {
  const since = maxDate(input.openedOn, input.enteredOn);
  const fresh = planRungs(input).filter(({ every }) => every === undefined);
  const byKey = new Map(fresh.map((rung) => [rung.key, rung]));
  const moved = existing.map((rung): RecordedRung => {
    if (rung.state === 'fired') return rung;
    const on = rungDate(rung.key, input.due);
    const inLadder = byKey.get(rung.key);
    const fires = inLadder && (on >= today || (rung.state === 'planned' && on >= since));
    return {
      ...rung,
      on,
      audience: inLadder?.audience ?? rung.audience,
      state: fires ? 'planned' : 'skipped',
    };
  });
  const series = seriesRung(existing, input, today);
  const rungs = merged(fresh, [...moved, ...(series ? [series] : [])]);
  const passed = rungs.filter(isPlanned).filter(({ on }) => on < today);
  return merged(rungs, passed.slice(0, -1).map(skipped));
}

/** The rungs of an obligation that ended: none is left to fire (D7). */
export function endRungs(plan: readonly RecordedRung[]): RecordedRung[] {
  return plan.map((rung) => (rung.state === 'planned' ? skipped(rung) : rung));
}

function isPlanned(rung: RecordedRung): rung is PlannedRung {
  return rung.state === 'planned';
}

function skipped({ firedOn: _, ...rung }: RecordedRung): PlannedRung {
  return { ...rung, state: 'skipped' };
}

/** The one rung of the series to plan: beyond what fired, the latest place passed since the opening, else the next. */
function seriesRung(
  existing: readonly RecordedRung[],
  input: LadderInput,
  today: CivilDate,
): PlannedRung | null {
  const { weekly } = input.ladder;
  if (!weekly) return null;
  const fired = existing.filter(({ every, state }) => every !== undefined && state === 'fired');
  const days = Math.max(weekly.from, ...fired.map((rung) => offset(rung) + weekly.every));
  const first = { key: `T+${days}`, on: addDays(input.due.due, days) } as const;
  const rung: PlannedRung = { ...first, audience: [...weekly.to], state: 'planned', every: weekly.every };
  if (first.on >= today) return rung;
  const following = nextWeekly(first.key, first.on, addDays(today, -1), weekly.every);
  const passed = before(following, weekly.every);
  return inSeries(rung, passed.on >= maxDate(input.openedOn, input.enteredOn) ? passed : following);
}

function before(place: Place, every: number): Place {
  return { key: `T+${offset(place) - every}`, on: addDays(place.on, -every) };
}

function inSeries(rung: PlannedRung, place: Place): PlannedRung {
  return { ...rung, ...place, state: 'planned' };
}

/** By day; of one day, the rung that is later in the ladder comes last. */
function inOrder(a: RecordedRung, b: RecordedRung): number {
  return compareDates(a.on, b.on) || offset(a) - offset(b);
}

/** Days after the date, negative ahead of it. */
function offset({ key }: { key: RungKey }): number {
  return Number(key.slice(1));
}

/** Both lists in order, by key: a later one takes the place of an earlier one. */
function merged(rungs: readonly RecordedRung[], later: readonly RecordedRung[]): RecordedRung[] {
  return [...new Map([...rungs, ...later].map((rung) => [rung.key, rung])).values()].sort(inOrder);
}
