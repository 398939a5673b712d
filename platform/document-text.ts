import { unzipSync } from 'fflate';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const BODY_PART = 'word/document.xml';
/** Bytes of a letter's body in XML; a long one has some hundred kilobytes. */
const BODY_LIMIT = 20 * 1024 * 1024;

/**
 * The text of a file, a line a paragraph: plain text (UTF-8, else GB18030) and .docx. Undefined for what cannot be read
 * (scans, PDF, OFD, old .doc, broken files): whoever asks must not take that for an empty letter.
 */
export function documentText({
  mediaType,
  bytes,
}: {
  mediaType: string;
  bytes: Uint8Array;
}): string | undefined {
  const type = mediaType.split(';')[0]?.trim().toLowerCase();
  const text = type === 'text/plain' ? plainText(bytes) : type === DOCX ? docxText(bytes) : undefined;
  // A database keeps no NUL, and nobody means to write one.
  return text?.replaceAll('\0', '');
}

function plainText(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
    } catch {
      continue;
    }
  }
  return undefined;
}

function docxText(bytes: Uint8Array): string | undefined {
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === BODY_PART && originalSize <= BODY_LIMIT,
    });
    const body = parts[BODY_PART];
    return body && paragraphs(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** WordprocessingML: text in `w:t`, paragraphs in `w:p`; deleted text (`w:delText`) and fields are not part of the letter. */
function paragraphs(xml: string): string {
  const text = xml
    .replace(/<w:p\b[^>]*\/>/g, '\n')
    .replace(/<w:tab\b[^>]*\/>/g, '\t')
    .replace(/<w:(?:br|cr)\b[^>]*\/>/g, '\n')
    .replace(/<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<\/w:p>|<[^>]*>[^<]*/g, (match, words: string | undefined) =>
      words !== undefined ? words : match.startsWith('</w:p>') ? '\n' : whitespaceIn(match),
    );
  return text
    .replace(/&(?:lt|gt|amp|quot|apos|#(\d+)|#x([0-9a-fA-F]+));/g, entity)
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}

/** Breaks and tabs that the earlier steps put between tags. */
const whitespaceIn = (match: string): string =>
  match.slice(match.lastIndexOf('>') + 1).replace(/[^\n\t]/g, '');

const NAMED: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
};

function entity(match: string, decimal?: string, hex?: string): string {
  const code =
    decimal !== undefined ? parseInt(decimal, 10) : hex !== undefined ? parseInt(hex, 16) : undefined;
  if (code === undefined) return NAMED[match] ?? match;
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
