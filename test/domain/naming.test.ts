import { numeralText, numeralValue } from '../../domain/letters/glyphs';
import { caseNumberText, caseText, sessionText } from '../../domain/naming';

const main = { term: 13, session: 5, series: 'main', number: '16' };
const suggestion = { kind: 'suggestion', level: 'provincial' } as const;

describe('what a case is called', () => {
  it('its session is named in numerals, as the bodies themselves write it', () => {
    expect(sessionText({ term: 13, session: 5 })).toBe('十三届五次会议');
    expect(sessionText({ term: 9, session: 20 })).toBe('九届二十次会议');
    expect(sessionText({ term: 10, session: 1 })).toBe('十届一次会议');
  });

  it('every numeral that is written is read as its number', () => {
    for (let value = 1; value < 100; value++) expect(numeralValue(numeralText(value))).toBe(value);
  });

  it('kind, level and a series of its own are told from others of the same number', () => {
    expect(caseText(main, suggestion)).toBe('十三届五次会议第16号建议');
    expect(caseText(main, { kind: 'proposal', level: 'national' })).toBe('全国十三届五次会议第16号提案');
    expect(caseText({ ...main, series: '议案转建议' }, suggestion)).toBe('十三届五次会议议案转建议第16号');
    expect(caseText({ ...main, series: '平时' }, suggestion)).toBe('十三届五次会议平时第16号建议');
  });

  it('a number that says 号 itself, or is no plain number, stays as it is', () => {
    expect(caseText({ ...main, number: 'B〔2017〕062号' }, suggestion)).toBe(
      '十三届五次会议B〔2017〕062号（建议）',
    );
    expect(caseNumberText({ series: 'main', number: '一号提案' })).toBe('一号提案');
    expect(caseText({ ...main, number: '一号提案' }, { kind: 'proposal', level: 'provincial' })).toBe(
      '十三届五次会议一号提案',
    );
  });

  it('a number that was kept without its series is of the main one', () => {
    expect(caseNumberText({ number: '16' })).toBe('第16号');
    expect(caseNumberText({ series: '议案转建议', number: '16' })).toBe('议案转建议第16号');
  });
});
