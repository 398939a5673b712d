import { unzipSync } from 'fflate';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const BODY_PART = 'word/document.xml';
/** The letter itself, in the order of reading: what stands below the line belongs to it. */
const LETTER_PARTS = [BODY_PART, 'word/footnotes.xml', 'word/endnotes.xml'];
/** Bytes of XML in one part of a letter, and of all other parts together; a long letter has some hundred kilobytes. */
const TEXT_LIMIT = 20 * 1024 * 1024;

interface DocumentFile {
  mediaType: string;
  bytes: Uint8Array;
}

/** What a file says. */
export interface DocumentTexts {
  /** The letter: body, text boxes, footnotes and endnotes. */
  text: string;
  /**
   * What else goes along with the file and can be read in it: headers, footers, comments, text that is struck but still
   * there. Undefined: there is more than could be read.
   */
  margins: string | undefined;
}

/**
 * The texts of a file, a line a paragraph: plain text (UTF-8, else GB18030) and .docx. Undefined for what cannot be read
 * (scans, PDF, OFD, old .doc, broken files): whoever asks must not take that for an empty letter.
 */
export function documentTexts({ mediaType, bytes }: DocumentFile): DocumentTexts | undefined {
  const type = mediaType.split(';')[0]?.trim().toLowerCase();
  const plain = type === 'text/plain' ? plainText(bytes) : undefined;
  const texts =
    plain !== undefined ? { text: plain, margins: '' } : type === DOCX ? docxTexts(bytes) : undefined;
  return texts && { text: withoutNul(texts.text), margins: texts.margins && withoutNul(texts.margins) };
}

/** The letter in a file, as {@link documentTexts} reads it. */
export const documentText = (file: DocumentFile): string | undefined => documentTexts(file)?.text;

/** A database keeps no NUL, and nobody means to write one. */
const withoutNul = (text: string): string => text.replaceAll('\0', '');

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

function docxTexts(bytes: Uint8Array): DocumentTexts | undefined {
  const read = docxParts(bytes);
  if (read?.parts.has(BODY_PART) !== true) return undefined;
  const { parts, complete } = read;
  const letter = LETTER_PARTS.flatMap((name) => parts.get(name) ?? []);
  // No list of names is ever complete: what is not the letter is read from whatever part has text in it.
  const others = [...parts].filter(([name]) => !LETTER_PARTS.includes(name)).map(([, xml]) => xml);
  const margins = [
    ...letter.map((xml) => paragraphs(xml, 'w:delText')),
    ...others.map((xml) => paragraphs(xml, 'w:t|w:delText|a:t')),
  ];
  return {
    text: joined(letter.map((xml) => paragraphs(xml, 'w:t'))),
    margins: complete ? joined(margins) : undefined,
  };
}

/** Every part that can have text, by name; not `complete` when some of it is too large or in no known encoding. */
function docxParts(bytes: Uint8Array): { parts: Map<string, string>; complete: boolean } | undefined {
  const parts = new Map<string, string>();
  let complete = true;
  let left = TEXT_LIMIT;
  const fits = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (!name.startsWith('word/') || !name.endsWith('.xml')) return false;
    const room = LETTER_PARTS.includes(name) ? originalSize <= TEXT_LIMIT : (left -= originalSize) >= 0;
    complete &&= room;
    return room;
  };
  try {
    for (const [name, part] of Object.entries(unzipSync(bytes, { filter: fits }))) {
      try {
        parts.set(name, new TextDecoder('utf-8', { fatal: true }).decode(part));
      } catch {
        complete = false;
      }
    }
  } catch {
    return undefined;
  }
  return { parts, complete };
}

const joined = (texts: readonly string[]): string => texts.filter(Boolean).join('\n');

/**
 * WordprocessingML: text in elements of these names, paragraphs in `w:p` (`a:p` in a drawing); fields are not part of
 * a letter, and what was deleted (`w:delText`) is there only for whoever asks for it.
 */
function paragraphs(xml: string, names: string): string {
  const words = new RegExp(`<(${names})(?:\\s[^>]*)?>([^<]*)</\\1>|</[wa]:p>|<[^>]*>[^<]*`, 'g');
  const text = xml
    .replace(/<w:p\b[^>]*\/>/g, '\n')
    .replace(/<w:tab\b[^>]*\/>/g, '\t')
    .replace(/<w:(?:br|cr)\b[^>]*\/>/g, '\n')
    .replace(words, (match: string, _name: string | undefined, said: string | undefined) =>
      said !== undefined ? said : /^<\/[wa]:p>/.test(match) ? '\n' : whitespaceIn(match),
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
