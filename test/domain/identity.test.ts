import fc from 'fast-check';
import { caseIdOf, caseOfWorkflow, identityOf, workflowIdOf } from '../../domain/identity';

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    ':',
    '%',
    '/',
    ' ',
    '%0025',
    '%003a',
    '31',
    '0186',
    'B〔2017〕062号',
    '一号提案',
    '𠀀',
    '\ud840',
    '\udc00\ud840',
    '..',
    '-',
  ),
);
const identity = fc.record({
  body: text,
  term: fc.integer({ min: 1, max: 99 }),
  session: fc.integer({ min: 1, max: 20 }),
  series: text,
  number: text,
});

describe('the identity of a case', () => {
  it('is readable where it can be', () => {
    expect(caseIdOf({ body: 'hebei-congress', term: 13, session: 5, series: 'main', number: '0123' })).toBe(
      'hebei-congress:13-5:main:0123',
    );
    expect(caseIdOf({ body: 'b', term: 1, session: 1, series: 's', number: 'B〔2017〕062号' })).toBe(
      'b:1-1:s:B〔2017〕062号',
    );
  });

  it('comes back from its id, whatever text its parts hold', () => {
    fc.assert(
      fc.property(identity, (given) => expect(identityOf(caseIdOf(given))).toEqual(given)),
      { numRuns: 500 },
    );
  });

  it('differs where any part differs', () => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(caseIdOf(one) === caseIdOf(other)).toBe(same);
      }),
      { numRuns: 500 },
    );
    const id = (number: string, series = 'a') => caseIdOf({ body: 'b', term: 1, session: 1, series, number });
    expect(
      new Set([
        id('0186'),
        id('186'),
        id(':'),
        id('%003a'),
        id('%'),
        id('b', 'a:b'),
        id('b:b'),
        id(' '),
        id('/'),
      ]).size,
    ).toBe(9);
  });

  it('reads no identity out of a text that is none', () => {
    for (const wrong of [
      '',
      'x',
      'a:1-1:b',
      'a:01-1:b:c',
      'a:1-1:b:c d',
      'a:1-1:b:%0041',
      'a:1-1:b:%',
      'a:1-1::c',
      'a:1-1:b:c:d',
    ])
      expect(identityOf(wrong)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (any) => {
        const found = identityOf(any);
        expect(found === undefined || caseIdOf(found) === any).toBe(true);
      }),
    );
  });

  it('holds only characters that are safe in ids, paths and logs', () => {
    fc.assert(fc.property(identity, (given) => expect(caseIdOf(given)).toMatch(/^[\p{L}\p{N}_.〔〕%:-]+$/u)));
  });

  it('names its workflow, and is read from the name', () => {
    expect(workflowIdOf('a:1-1:b:c')).toBe('case:a:1-1:b:c');
    expect(caseOfWorkflow('case:a:1-1:b:c')).toBe('a:1-1:b:c');
    expect(caseOfWorkflow('batch:1')).toBeUndefined();
  });
});
