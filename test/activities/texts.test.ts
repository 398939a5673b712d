import { officialSalutation } from '../../activities/texts/digest';
import { letterMessage } from '../../activities/texts/letter';
import type { DeliveryFacts } from '../../ledger/outgoing';

describe('how mails speak', () => {
  it.each([
    ['示例甲', '示例甲同志：'],
    ['某市某办公室', '某市某办公室同志：'],
    ['河北省教育厅分管负责同志（示例）', '河北省教育厅分管负责同志（示例）：'],
    ['河北省教育厅办公室联系人（示例）', '河北省教育厅办公室联系人（示例）：'],
    ['河北省教育厅业务一处承办人（示例）', '河北省教育厅业务一处承办人（示例）：'],
    ['王处长', '王处长：'],
    ['李同志', '李同志：'],
    ['张长', '张长同志：'],
  ])('[R7.3] %s is called %s: 同志 is not said twice, nor after a post', (name, salutation) =>
    expect(officialSalutation(name)).toBe(salutation),
  );

  it('[R3.4] an opinion says 关于 once, where the title begins with it', () => {
    const facts = {
      delivery: { purpose: 'opinion' },
      letter: { product: 'opinion', content: { mark: 'public' } },
      state: {
        facts: {
          title: '关于测试的建议',
          identity: { body: 'hebei-congress', term: 14, session: 4, series: 'main', number: '101' },
          kind: 'suggestion',
          level: 'provincial',
        },
      },
      addressee: { name: '示例厅' },
      documentNumber: '示例函〔2026〕1号',
      unitName: '会办厅',
    } as unknown as DeliveryFacts;
    const [said] = letterMessage(facts, '2026-03-02').paragraphs;
    expect(said).toContain('现将我单位对《关于测试的建议》（十四届四次会议第101号建议）的会办意见');
  });
});
