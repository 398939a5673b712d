import fc from 'fast-check';
import { isAway, LONGEST_CHAIN, refuseAbsence, standInOn, type Absence } from '../../domain/absence';
import { addDays } from '../../domain/dates';
import { Refusal } from '../../domain/refusal';

const TODAY = '2026-03-01';
const away = (person: string, standIn: string, from: string, to: string, endedOn?: string): Absence => ({
  id: `${person} ${from}`,
  person,
  standIn,
  from: `2026-03-${from}`,
  to: `2026-03-${to}`,
  ...(endedOn === undefined ? {} : { endedOn: `2026-03-${endedOn}` }),
});
const refusal = (fresh: Absence, others: Absence[] = []) => {
  try {
    refuseAbsence(fresh, others, TODAY);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return [error.rule, error.code, error.pointer];
    throw error;
  }
};

describe('who stands in', () => {
  it('[R1.1] the one named, from the first day to the last, and not on the days around', () => {
    const absences = [away('a', 'b', '10', '12')];
    const on = (day: string) => standInOn(absences, 'a', `2026-03-${day}`);
    expect(['09', '10', '12', '13'].map(on)).toEqual([undefined, 'b', 'b', undefined]);
    expect(standInOn(absences, 'b', '2026-03-10')).toBeUndefined();
  });

  it('[R1.1] the day on which somebody is back early is theirs again; one ended before it began never held', () => {
    const early = away('a', 'b', '10', '20', '15');
    expect([isAway(early, '2026-03-14'), isAway(early, '2026-03-15')]).toEqual([true, false]);
    expect(isAway(away('a', 'b', '10', '20', '05'), '2026-03-10')).toBe(false);
  });

  it('[R1.1] is followed where the stand-in is away, too, and only on those days', () => {
    const absences = [away('a', 'b', '10', '20'), away('b', 'c', '15', '16')];
    expect(['14', '15', '17'].map((day) => standInOn(absences, 'a', `2026-03-${day}`))).toEqual([
      'b',
      'c',
      'b',
    ]);
  });
});

describe('an absence', () => {
  it('[R1.1] is refused when it ends before it begins, is over, or names the person themselves', () => {
    expect(refusal(away('a', 'a', '10', '12'))).toEqual(['R1.1', 'conflict', '/standIn']);
    expect(refusal(away('a', 'b', '12', '10'))).toEqual(['R1.1', 'invalid-date', '/to']);
    const over = { ...away('a', 'b', '01', '01'), from: '2026-02-01', to: '2026-02-28' };
    expect(refusal(over)).toEqual(['R1.1', 'invalid-date', '/to']);
    expect(refusal({ ...over, to: TODAY })).toBeUndefined();
  });

  it('[R1.1] is refused where the person is away on one of its days already, whoever stands in', () => {
    const others = [away('a', 'b', '10', '12')];
    for (const [from, to] of [
      ['12', '14'],
      ['08', '10'],
      ['11', '11'],
      ['01', '31'],
    ] as const)
      expect(refusal(away('a', 'c', from, to), others)).toEqual(['R1.1', 'conflict', '/from']);
    expect(refusal(away('a', 'c', '13', '14'), others)).toBeUndefined();
    expect(refusal(away('a', 'c', '08', '09'), others)).toBeUndefined();
    expect(refusal(away('a', 'c', '11', '14'), [away('a', 'b', '10', '12', '11')])).toBeUndefined();
  });

  it('[R1.1] is refused where stand-ins would wait for each other on one of its days', () => {
    const others = [away('b', 'c', '10', '12'), away('c', 'd', '11', '11')];
    expect(refusal(away('d', 'b', '11', '20'), others)).toEqual(['R1.1', 'conflict', '/standIn']);
    // The twin: a day later nobody waits for anybody.
    expect(refusal(away('d', 'b', '12', '20'), others)).toBeUndefined();
    expect(refusal(away('c', 'b', '01', '10'), [others[0] as Absence])).toEqual([
      'R1.1',
      'conflict',
      '/standIn',
    ]);
  });

  it('[R1.1] is refused where it makes a chain of stand-ins too long, at its end as in its middle', () => {
    const chain = Array.from({ length: LONGEST_CHAIN }, (_, n) => away(`p${n}`, `p${n + 1}`, '10', '12'));
    const last = away(`p${LONGEST_CHAIN}`, 'x', '12', '15');
    expect(refusal(last, chain)).toEqual(['R1.1', 'conflict', '/standIn']);
    const [first, ...rest] = [...chain, last] as unknown as [Absence, ...Absence[]];
    expect(refusal(rest[0] as Absence, [first, ...rest.slice(1)])).toEqual(['R1.1', 'conflict', '/standIn']);
    expect(refusal({ ...last, from: '2026-03-13' }, chain)).toBeUndefined();
  });

  it('[R1.1] whatever is entered one after the other, everybody’s stand-in is there, on every day', () => {
    const day = fc.integer({ min: 0, max: 12 });
    const person = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(fc.tuple(person, person, day, day), { maxLength: 14 }), (entered) => {
        const kept: Absence[] = [];
        for (const [index, [one, standIn, from, length]] of entered.entries()) {
          const fresh = {
            id: `${index}`,
            person: one,
            standIn,
            from: addDays(TODAY, from),
            to: addDays(TODAY, from + length),
          };
          if (refusal(fresh, kept) === undefined) kept.push(fresh);
        }
        for (let at = 0; at < 26; at += 1)
          for (const who of 'abcde') {
            const today = addDays(TODAY, at);
            const standIn = standInOn(kept, who, today);
            expect(
              standIn === undefined || !kept.some((each) => each.person === standIn && isAway(each, today)),
            ).toBe(true);
          }
      }),
    );
  });
});
