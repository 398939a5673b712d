import { checkKeyCase, type KeyCaseChoice } from '../../domain/key-cases';
import { Refusal } from '../../domain/refusal';

const choice = (more: Partial<KeyCaseChoice>): KeyCaseChoice => ({
  parts: ['lead', 'co-handler'],
  chosen: 'lead',
  selected: 0,
  most: 2,
  ...more,
});
const refusal = (more: Partial<KeyCaseChoice>): Refusal => {
  try {
    checkKeyCase(choice(more));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('taken, a refusal was expected');
};

describe('a unit’s choice of key cases', () => {
  it('[R4.2] is one or two a year: a third is refused', () => {
    expect(() => checkKeyCase(choice({ selected: 0 }))).not.toThrow();
    expect(() => checkKeyCase(choice({ selected: 1 }))).not.toThrow();
    expect(refusal({ selected: 2 })).toMatchObject({ rule: 'R4.2', code: 'wrong-state', pointer: '' });
    expect(() => checkKeyCase(choice({ selected: 2, most: 3 }))).not.toThrow();
  });

  it('[R4.2] falls on one of its own', () => {
    expect(refusal({ chosen: undefined })).toMatchObject({ rule: 'R4.2', code: 'unknown-reference' });
  });

  it('[R4.2] falls on what it answers for itself; a unit with co-handled tasks only chooses among them', () => {
    expect(() => checkKeyCase(choice({ chosen: 'separate', parts: ['separate'] }))).not.toThrow();
    expect(refusal({ chosen: 'co-handler' })).toMatchObject({ rule: 'R4.2', pointer: '/caseId' });
    expect(() =>
      checkKeyCase(choice({ chosen: 'co-handler', parts: ['co-handler', 'reference'] })),
    ).not.toThrow();
    expect(refusal({ chosen: 'reference', parts: ['reference'] })).toMatchObject({ rule: 'R4.2' });
  });
});
