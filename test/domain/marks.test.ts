import {
  isMarked,
  markedUnits,
  marksProposers,
  proposerMark,
  unitMark,
  withIds,
  withNames,
} from '../../domain/marks';

describe('ids in sentences', () => {
  const sentence = `尚未与${proposerMark('p1')}、${proposerMark('p2')}沟通联系，${unitMark('hebei-slt')}未送达`;

  it('a mark reads as its plain id where nobody puts a name in its place', () => {
    const invisible = /[\u2062\u2063]/gu;
    expect(sentence.replace(invisible, '')).toBe('尚未与p1、p2沟通联系，hebei-slt未送达');
    expect(withIds(sentence)).toBe('尚未与p1、p2沟通联系，hebei-slt未送达');
  });

  it('names go where the marks are, each to its own kind, and what has no name stays marked', () => {
    const named = withNames(sentence, {
      unit: () => '省水利厅',
      proposer: (id) => (id === 'p1' ? '某甲' : undefined),
    });
    expect(withIds(named)).toBe('尚未与某甲、p2沟通联系，省水利厅未送达');
    expect([isMarked(named), marksProposers(named), markedUnits(named)]).toEqual([true, true, []]);
    expect(isMarked(withIds(named))).toBe(false);
    expect(markedUnits(sentence)).toEqual(['hebei-slt']);
  });

  it('a sentence that was kept before there were marks stays as it is', () => {
    const old = '公开前须与会办单位逐一确认：hebei-fgw';
    expect([withIds(old), isMarked(old)]).toEqual([old, false]);
  });
});
