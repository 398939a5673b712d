import { strToU8, zipSync, type Zippable } from 'fflate';
import { documentText, documentTexts } from '../../platform/document-text';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const paragraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const part = (root: string, inner: string) => strToU8(`<?xml version="1.0"?><w:${root}>${inner}</w:${root}>`);
const file = (parts: Zippable) => ({
  mediaType: DOCX,
  bytes: zipSync({ '[Content_Types].xml': strToU8('<Types/>'), ...parts }),
});
const body = part('document', `<w:body>${paragraph('示例甲代表：')}</w:body>`);

describe('the texts of a .docx', () => {
  it.each([
    ['a header', { 'word/header1.xml': part('hdr', paragraph('电话13800000001')) }],
    ['a second footer', { 'word/footer2.xml': part('ftr', paragraph('电话13800000001')) }],
    [
      'a comment',
      {
        'word/comments.xml': part(
          'comments',
          `<w:comment w:id="0">${paragraph('电话13800000001')}</w:comment>`,
        ),
      },
    ],
    [
      'a chart',
      {
        'word/charts/chart1.xml': strToU8(
          '<c:chart><a:p><a:r><a:t>电话13800000001</a:t></a:r></a:p></c:chart>',
        ),
      },
    ],
    [
      'text that was deleted under tracked changes',
      {
        'word/document.xml': part(
          'document',
          `<w:body>${paragraph('示例甲代表：')}<w:p><w:del><w:r><w:delText>电话13800000001</w:delText></w:r></w:del></w:p></w:body>`,
        ),
      },
    ],
  ])('%s is no part of the letter, but is found beside it', (_what, parts) => {
    expect(documentTexts(file({ 'word/document.xml': body, ...parts }))).toEqual({
      text: '示例甲代表：',
      margins: '电话13800000001',
    });
  });

  it.each([
    [
      'a footnote',
      {
        'word/footnotes.xml': part(
          'footnotes',
          `<w:footnote w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="1">${paragraph('见附注')}</w:footnote>`,
        ),
      },
    ],
    [
      'an endnote',
      { 'word/endnotes.xml': part('endnotes', `<w:endnote w:id="1">${paragraph('见附注')}</w:endnote>`) },
    ],
    [
      'a text box',
      {
        'word/document.xml': part(
          'document',
          `<w:body>${paragraph('示例甲代表：')}<w:p><w:r><w:drawing><wps:txbx><w:txbxContent>${paragraph('见附注')}</w:txbxContent></wps:txbx></w:drawing></w:r></w:p></w:body>`,
        ),
      },
    ],
  ])('%s belongs to the letter', (_what, parts) => {
    const texts = documentTexts(file({ 'word/document.xml': body, ...parts }));
    expect(texts).toEqual({ text: '示例甲代表：\n见附注', margins: '' });
    expect(documentText(file({ 'word/document.xml': body, ...parts }))).toBe(texts?.text);
  });

  it('a part beside the letter that cannot be read leaves open what it says; the letter is read', () => {
    const unreadable = file({
      'word/document.xml': body,
      'word/header1.xml': new Uint8Array([0xff, 0xfe, 0x80]),
    });
    expect(documentTexts(unreadable)).toEqual({ text: '示例甲代表：', margins: undefined });
  });

  it('a file without a letter is not taken for an empty one', () =>
    expect(documentTexts(file({ 'word/header1.xml': part('hdr', paragraph('页眉')) }))).toBeUndefined());
});
