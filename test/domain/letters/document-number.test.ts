import fc from 'fast-check';
import { formatDocumentNumber, normaliseDocumentNumber, parseDocumentNumber } from '../../../domain/letters';

describe('document numbers', () => {
  it.each(['医保函〔2021〕121号', '魏水建复字〔2019〕第1号', '教职成提案〔2021〕95号', 'B〔2017〕062号'])(
    '%s is sound and stays as it is',
    (text) => {
      expect(normaliseDocumentNumber(text)).toMatchObject({ text, repairs: [] });
    },
  );

  it.each([
    ['建议字[2016]97号', '建议字〔2016〕97号', ['brackets']],
    ['建议字【2016】97号', '建议字〔2016〕97号', ['brackets']],
    ['建议字（2016）第97号', '建议字〔2016〕第97号', ['brackets']],
    ['建议字201697号', '建议字〔2016〕97号', ['lost-brackets']],
    ['〔2016〕97', '〔2016〕97号', ['missing-hao']],
    ['201697', '〔2016〕97号', ['lost-brackets', 'missing-hao']],
    ['建议字〔２０１６〕９７号', '建议字〔2016〕97号', ['full-width']],
    [' 建议字〔2016〕 97 号 ', '建议字〔2016〕97号', ['spaces']],
    ['建议字2016〕97号', '建议字〔2016〕97号', ['lost-brackets']],
  ])('%s is read as %s, and what was repaired is said', (text, repaired, repairs) => {
    expect(normaliseDocumentNumber(text)).toMatchObject({ text: repaired, repairs });
  });

  it.each(['一号提案', '', '社会管理类111号', '1218', '12ab〔x〕'])(
    '%s is no document number and comes back unparsed',
    (text) => {
      expect(normaliseDocumentNumber(text)).toEqual({ text, repairs: [] });
    },
  );

  it('what is parsed is written back the same, for any organ, year and number', () => {
    const organ = fc.stringMatching(/^[\u4e00-\u9fa5A-Z]{0,12}$/);
    fc.assert(
      fc.property(
        organ,
        fc.integer({ min: 1900, max: 2099 }),
        fc.stringMatching(/^\d{1,6}$/),
        fc.boolean(),
        (name, year, number, ordinal) => {
          const parts = { organ: name, year, number, ordinal };
          const text = formatDocumentNumber(parts);
          expect(parseDocumentNumber(text)).toEqual(parts);
          expect(normaliseDocumentNumber(text)).toEqual({ text, parsed: parts, repairs: [] });
        },
      ),
    );
  });

  it('a damaged number is not parsed as if it were sound', () => {
    expect(parseDocumentNumber('建议字[2016]97号')).toBeUndefined();
  });
});
