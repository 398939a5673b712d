import { decode, encode } from 'iconv-lite';
import { headingsIn } from './read-csv';

/** The text of a file and what was found out about its encoding; or, in Chinese, why it cannot be read. */
export type Decoded = { text: string; repairs: string[] } | { problem: string };

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16 = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
] as const;

/**
 * Decodes a text file: UTF-8, else GB18030 (GBK and GB2312 are parts of it), UTF-16 with its mark. A file that was
 * saved through the wrong encoding once is restored when its headings prove it; what was done is said.
 */
export function decodeText(bytes: Buffer): Decoded {
  for (const { mark, encoding } of UTF16) {
    if (!bytes.subarray(0, 2).equals(mark)) continue;
    const text = strictly(bytes, encoding);
    return text === undefined
      ? { problem: '文件不是完整的 UTF-16 文本，请另存为 UTF-8' }
      : { text, repairs: ['文件为 UTF-16 编码，已转换'] };
  }
  const marked = bytes.subarray(0, 3).equals(UTF8_MARK);
  if (bytes.includes(0))
    return { problem: '文件含有空字节，不是文本，或是没有标记的 UTF-16；请另存为 UTF-8' };
  const utf8 = strictly(bytes, 'utf-8');
  if (utf8 !== undefined)
    return marked ? { text: utf8, repairs: ['已去掉文件开头的字节顺序标记（BOM）'] } : restored(utf8);
  const gb18030 = decode(bytes, 'gb18030');
  if (gb18030.includes('\uFFFD'))
    return { problem: '无法识别文件的文字编码（既不是 UTF-8，也不是 GB18030），请另存为 UTF-8' };
  return { text: gb18030, repairs: ['文件为 GB18030（GBK）编码，已转换'] };
}

/** The text of bytes that are wholly in an encoding; its mark is not part of it. */
function strictly(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8 that was read as GBK or Latin-1 and saved again: taken back when only then the headings are known. */
function restored(text: string): Decoded {
  if (knownHeadings(text) > 0) return { text, repairs: [] };
  for (const encoding of ['gb18030', 'latin1', 'windows-1252']) {
    const bytes = encode(text, encoding);
    const original = decode(bytes, encoding) === text ? strictly(bytes, 'utf-8') : undefined;
    if (original !== undefined && knownHeadings(original) >= 3)
      return { text: original, repairs: ['文件曾以错误的编码保存，已还原'] };
  }
  return { text, repairs: [] };
}

function knownHeadings(text: string): number {
  return Math.max(headingsIn(text, ','), headingsIn(text, '	'), headingsIn(text, ';'));
}
