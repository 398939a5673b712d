import { sliceCalendar, type Calendar } from '../../domain/calendar';
import { calendarProblems, daysThatDiffer } from '../../domain/calendar-check';
import { currentCalendar } from '../../policies/calendars';
import { calendar as schema } from '../../schemas/calendar';

/** The calendar in force and one more year, as a notice would bring it. */
const next = (changes: Partial<Calendar> = {}): Calendar => ({
  ...structuredClone(currentCalendar),
  version: 'state-council-2027.1',
  coveredThrough: '2027-12-31',
  off: {
    ...currentCalendar.off,
    '2027': { '01-01/01-03': '元旦', '05-01/05-05': '劳动节', '10-01/10-07': '国庆节' },
  },
  work: { ...currentCalendar.work, '2027': { '10-09': '国庆节' } },
  ...changes,
});
const said = (calendar: Calendar, differs: string[] = []) =>
  calendarProblems(calendar, currentCalendar, differs).map(({ rule, code, pointer }) => [
    rule,
    code,
    pointer,
  ]);
const with2027 = (off: Record<string, string>, work: Record<string, string> = {}) =>
  next({
    off: { ...next().off, '2027': { ...next().off['2027'], ...off } },
    work: { ...next().work, '2027': { ...next().work['2027'], ...work } },
  });

describe('[D5] a calendar that is to succeed another', () => {
  it('[D5] may add a year, and then there is nothing against it', () => {
    expect(schema.safeParse(next()).success).toBe(true);
    expect(said(next())).toEqual([]);
  });

  it('[D5] needs a version of its own', () => {
    expect(said(next({ version: currentCalendar.version }))).toEqual([
      ['D5', 'conflict', '/calendar/version'],
    ]);
  });

  it('[D5] covers whole years, and all that the former covers', () => {
    expect(said(next({ coveredThrough: '2027-06-30' }))).toContainEqual([
      'D5',
      'invalid-date',
      '/calendar/coveredThrough',
    ]);
    expect(said(sliceCalendar(next(), 2010, 2027)).map(([, , pointer]) => pointer)).toContain(
      '/calendar/coveredFrom',
    );
    const shorter = { ...sliceCalendar(currentCalendar, 2000, 2025), version: 'short.1' };
    expect(said(shorter)).toEqual([['D5', 'conflict', '/calendar/coveredThrough']]);
  });

  it('[D5] never claims a year that nobody announced: its festivals would count as working days', () => {
    expect(said(next({ coveredThrough: '2028-12-31' }))).toEqual([['D5', 'missing', '/calendar/off/2028']]);
  });

  it.each([
    ['a day that is off twice', with2027({ '05-03': '劳动节' }), 'duplicate', '/calendar/off/2027/05-03'],
    [
      'a day both off and worked',
      with2027({}, { '10-02': '国庆节' }),
      'conflict',
      '/calendar/work/2027/10-02',
    ],
    [
      'a make-up day in the week',
      with2027({}, { '09-29': '国庆节' }),
      'conflict',
      '/calendar/work/2027/09-29',
    ],
    ['a day that does not exist', with2027({ '02-30': '某节' }), 'invalid-date', '/calendar/off/2027/02-30'],
    [
      'a span that runs backwards',
      with2027({ '12-31/01-02': '元旦' }),
      'invalid-date',
      '/calendar/off/2027/12-31~101-02',
    ],
    [
      'a day beyond what is covered',
      next({ off: { ...next().off, '2028': { '01-01': '元旦' } } }),
      'conflict',
      '/calendar/off/2028/01-01',
    ],
  ] as const)('[D5] does not have %s', (_what, calendar, code, pointer) => {
    expect(said(calendar)).toEqual([['D5', code, pointer]]);
  });

  it('[D5] may correct a day of the former only where it says so, day by day', () => {
    const moved = next({ off: { ...next().off, '2026': { ...next().off['2026'], '12-31': '元旦' } } });
    expect(said(moved)).toEqual([['D5', 'conflict', '/calendar/off/2026']]);
    expect(said(moved, ['2026-12-31'])).toEqual([]);
    expect(said(moved, ['2026-12-31', '2026-12-30'])).toEqual([['D5', 'conflict', '/differs/1']]);
  });

  it('[D5] is compared by days, however its spans are cut; a renamed holiday is a difference', () => {
    const off2026 = { ...currentCalendar.off['2026'] };
    delete off2026['05-01/05-05'];
    const cut = next({
      off: { ...next().off, '2026': { ...off2026, '05-01': '劳动节', '05-02/05-05': '劳动节' } },
    });
    expect(daysThatDiffer(currentCalendar, cut)).toEqual([]);
    const renamed = next({ off: { ...next().off, '2026': { ...off2026, '05-01/05-05': '五一' } } });
    expect(daysThatDiffer(currentCalendar, renamed).map(({ date }) => date)).toEqual([
      '2026-05-01',
      '2026-05-02',
      '2026-05-03',
      '2026-05-04',
      '2026-05-05',
    ]);
  });

  it('twin: without the comparison a lost holiday would pass unseen', () => {
    const off2026 = { ...currentCalendar.off['2026'] };
    delete off2026['06-19/06-21'];
    const lost = next({ off: { ...next().off, '2026': off2026 } });
    expect(said(lost).length).toBe(3);
    expect(calendarProblems(lost, { ...lost, version: 'same-days' })).toEqual([]);
  });
});
