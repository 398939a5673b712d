import { Unzip, UnzipInflate, zipSync } from 'fflate';

/** Limits of an unpacked spreadsheet: one of 5,000 rows with long texts stays far below them. */
export interface UnpackLimits {
  /** Bytes of all parts together. */
  bytes: number;
  parts: number;
}

/** The parts of an archive by name; or why there are none. */
export type Unpacked = { parts: Record<string, Uint8Array> } | { problem: 'broken' | 'too-large' };

const STEP = 16 * 1024;

/**
 * Unpacks the XML parts of a zip archive in small steps and stops at the limits: the sizes that an archive declares
 * can be lies, and a file of a few kilobytes can hold gigabytes. Other parts (pictures, macros) are left packed.
 */
export function unpack(bytes: Uint8Array, limits: UnpackLimits): Unpacked {
  const chunks = new Map<string, Uint8Array[]>();
  const whole = new Set<string>();
  let size = 0;
  let problem: 'broken' | 'too-large' | undefined;
  const archive = new Unzip((part) => {
    if (chunks.size >= limits.parts) problem = 'too-large';
    if (problem !== undefined || !/\.(xml|rels)$/.test(part.name)) return;
    const own: Uint8Array[] = [];
    chunks.set(part.name, own);
    part.ondata = (error, chunk, final) => {
      if (error) problem ??= 'broken';
      else if ((size += chunk.length) > limits.bytes) problem = 'too-large';
      else own.push(chunk);
      if (final) whole.add(part.name);
    };
    part.start();
  });
  archive.register(UnzipInflate);
  try {
    for (let from = 0; from < bytes.length && problem === undefined; from += STEP) {
      archive.push(bytes.subarray(from, from + STEP), from + STEP >= bytes.length);
    }
  } catch {
    problem ??= 'broken';
  }
  if (problem !== undefined) return { problem };
  if (chunks.size === 0 || whole.size < chunks.size) return { problem: 'broken' };
  return { parts: Object.fromEntries([...chunks].map(([name, own]) => [name, Buffer.concat(own)])) };
}

/** Puts parts into an archive again, without compressing them. */
export function pack(parts: Record<string, Uint8Array>): Buffer {
  return Buffer.from(zipSync(parts, { level: 0 }));
}
