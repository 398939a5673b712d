import { explanationOf } from '../../../domain/case/explanation';
import type { Obligation } from '../../../domain/obligation';
import type { Scenario } from './scenario';
import { consulted, owed, replied } from './stages';

const said = (scenario: Scenario, obligation: Obligation | undefined): string => {
  if (!obligation) throw new Error('nothing is owed');
  return explanationOf(obligation, scenario.case, scenario.context.calendar);
};
const copiesOf = (scenario: Scenario) =>
  Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'copy');

describe('the explanation of a date', () => {
  it('[D6] says of an internal limit that it is the unit’s own, and how far ahead of what', () => {
    const scenario = consulted();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    const text = said(scenario, owed(scenario, 'internal', 't1'));
    expect(text).toMatch(
      /^依据：本单位内部时限（平台设置）。较答复期限（2026-05-06）提前 10 日，即 2026年4月26日/,
    );
    expect(text).not.toContain('省政府办公厅');
  });

  it('[D6] says so of a limit that could lie no more than some days ahead, on the day itself, or after it', () => {
    for (const [day, words] of [
      ['2026-05-04', '较答复期限（2026-05-06）提前 2 日，即 2026年5月4日'],
      ['2026-05-06', '与答复期限（2026-05-06）同日，即 2026年5月6日'],
      ['2026-05-08', '答复期限（2026-05-06）已过，为交处室之日，即 2026年5月8日'],
    ] as const) {
      const scenario = consulted();
      scenario.goTo(day);
      scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
      expect(said(scenario, owed(scenario, 'internal', 't1'))).toContain(words);
    }
  });

  it('[D6] says so also of one that was recorded as the office’s', () => {
    const scenario = consulted();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    const { outer: _, ...old } = owed(scenario, 'internal', 't1') as Obligation;
    expect(said(scenario, { ...old, source: 'office' })).toMatch(
      /^依据：本单位内部时限（平台设置）。规定日期 2026年4月26日/,
    );
  });

  it('[D6] says of a copy that it is due with the letter, whichever letter that is', () => {
    const { scenario } = replied();
    const texts = copiesOf(scenario).map((copy) => said(scenario, copy));
    expect(texts.filter((text) => text.includes('（R3.4）。与会办意见寄出同日，即 2026年'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('（R3.5）。与答复寄出同日，即 2026年4月20日'))).toHaveLength(
      2,
    );
  });

  it('[D6] leaves a date that is reckoned from a day of its own as it was', () => {
    const scenario = consulted();
    expect(said(scenario, owed(scenario, 'reply', 't1'))).toMatch(
      /^依据：办理要求（R3\.5）。自 2026年2月5日/,
    );
  });
});
