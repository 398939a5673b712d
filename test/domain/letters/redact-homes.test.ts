import { redact } from '../../../domain/letters';

describe('homes and accounts in a letter', () => {
  it.each([
    ['地址：石家庄市桥西区槐安路88号3单元501室', '地址：〔地址已隐去〕'],
    ['地址：桥西区槐安路88号501户。', '地址：〔地址已隐去〕。'],
    ['银行卡6222020402001234567', '银行卡〔账号已隐去〕'],
    ['卡号 6222 0204 0200 1234 567。', '卡号 〔账号已隐去〕。'],
    ['账号6222020402001234', '账号〔账号已隐去〕'],
  ])('[R5.8] %s is taken out', (text, shown) => expect(redact(text, 'letter').text).toBe(shown));

  it.each(['地址：石家庄市裕华东路113号', '地址：裕华东路113号办公楼三层', '发放社保卡1234567890张'])(
    '[R5.8] %s stays, for it is no home and no account',
    (text) => expect(redact(text, 'letter').text).toBe(text),
  );
});
