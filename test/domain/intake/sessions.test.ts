import { readSession } from '../../../domain/intake';
import { lookups } from './lookups';

const { bodies } = lookups;

describe('the session of a case', () => {
  it.each([
    ['十三届五次', 'hebei-congress', 13, 5],
    ['13届5次', 'hebei-congress', 13, 5],
    ['13-5', 'hebei-congress', 13, 5],
    ['第十三届第五次会议', 'hebei-congress', 13, 5],
    ['河北省第十三届人民代表大会第五次会议', 'hebei-congress', 13, 5],
    ['省十三届人大五次会议', 'hebei-congress', 13, 5],
    ['河北省人大十三届五次会议', 'hebei-congress', 13, 5],
    ['政协河北省第十二届委员会第五次会议', 'hebei-cppcc', 12, 5],
    ['省政协十二届五次会议', 'hebei-cppcc', 12, 5],
    ['第十三届全国人民代表大会第二次会议', 'national-congress', 13, 2],
    ['政协第十三届全国委员会第四次会议', 'national-cppcc', 13, 4],
    ['全国政协十三届四次会议', 'national-cppcc', 13, 4],
    ['中国人民政治协商会议第十三届全国委员会第十次会议', 'national-cppcc', 13, 10],
  ])('is read from %s', (text, body, term, session) => {
    expect(readSession(text, { kind: 'suggestion' }, bodies)).toMatchObject({
      body: { id: body },
      term,
      session,
    });
  });

  it('is that of the body of its kind and level where the text names none', () => {
    const bodyFor = (kind: 'suggestion' | 'proposal', level?: 'national' | 'provincial') =>
      readSession('十三届五次', { kind, level }, bodies);
    expect(bodyFor('proposal')).toMatchObject({ body: { id: 'hebei-cppcc' } });
    expect(bodyFor('suggestion', 'national')).toMatchObject({ body: { id: 'national-congress' } });
  });

  it.each([
    '湖北省十二届人大五次会议',
    '沙河市第九届人民代表大会第三次会议',
    '第五次会议',
    '2022年',
    '十三届',
  ])('is refused when no registered body held it: %s', (text) => {
    expect(readSession(text, { kind: 'suggestion' }, bodies)).toHaveProperty('problem');
  });

  it('is refused when neither text nor row says which body held it', () => {
    expect(readSession('十三届五次', {}, bodies)).toHaveProperty('problem');
  });
});
