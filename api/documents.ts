import { z } from 'zod';
import { readDocument, storeDocument } from '../ledger/documents';
import { documentHash } from '../schemas/common';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import type { Answer, GuardedRoute } from './route';
import { OFFICIALS } from './roles';

/** Largest document in bytes. */
export const DOCUMENT_LIMIT = 20 * 1024 * 1024;

const ZIP = [[0x50, 0x4b, 0x03, 0x04]];
const OLE = [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]];
/** Media types that are taken, and the bytes that a file of each begins with: what claims to be a letter is one. */
const TYPES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  'application/pdf': [[0x25, 0x50, 0x44, 0x46, 0x2d]],
  'application/ofd': ZIP,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ZIP,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ZIP,
  'application/msword': OLE,
  'application/vnd.ms-works': OLE,
  'image/jpeg': [[0xff, 0xd8, 0xff]],
  'image/png': [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  'text/plain': [],
};

const uploaded = z
  .object({ hash: documentHash, name: z.string(), mediaType: z.string(), size: z.int(), url: z.string() })
  .meta({ id: 'Document' });
const query = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^/\\]+$/, '文件名不能含有斜杠')
    .default('文件')
    .meta({ description: '文件名' }),
});

/** Files, by the hash of their content: the same file sent twice is stored once. */
export function documentRoutes(deps: ApiDeps): GuardedRoute[] {
  return [
    {
      method: 'post',
      path: '/documents',
      id: 'uploadDocument',
      tag: '文件',
      summary: '上传文件（正文即文件内容；以内容摘要为编号，重复上传不变）',
      roles: [...OFFICIALS, 'intake'],
      query,
      upload: { types: Object.keys(TYPES), limit: DOCUMENT_LIMIT },
      responses: { 201: { description: '已保存', schema: uploaded } },
      handle: async ({ actor, query: { name }, body, request }) => {
        const bytes = body as Buffer;
        const mediaType = (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
        refuseMisnamed(bytes, mediaType);
        const stored = await storeDocument(deps.ledger, {
          name: String(name),
          mediaType,
          bytes,
          uploadedBy: actor,
          uploadedAt: await deps.clock.now(),
        });
        const url = `/documents/${stored.hash}`;
        return { status: 201, headers: { Location: url }, body: { ...stored, url } };
      },
    },
    {
      method: 'get',
      path: '/documents/{hash}',
      id: 'readDocument',
      tag: '文件',
      summary: '下载本人或本单位上传的文件',
      roles: [...OFFICIALS, 'intake'],
      responses: { 200: { description: '文件内容', schema: z.string(), type: 'application/octet-stream' } },
      handle: async ({ actor, params: { hash = '' } }) =>
        fileAnswer(await readDocument(deps.ledger, hash, NOTHING, actor)),
    },
  ];
}

/** A scope in which no case lies: only what the uploader brought is found. */
const NOTHING = { unit: '' };

/** The bytes as a download: never shown in place, whatever they claim to be. @throws Problem `not-found` */
export function fileAnswer(document: { name: string; mediaType: string; bytes: Buffer } | undefined): Answer {
  if (!document) throw new Problem('not-found', '没有这个文件');
  const { name, mediaType, bytes } = document;
  return {
    status: 200,
    body: bytes,
    type: mediaType,
    headers: {
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Cache-Control': 'private, no-store',
    },
  };
}

function refuseMisnamed(bytes: Buffer, mediaType: string): void {
  if (bytes.length === 0)
    throw new Problem('invalid', '文件是空的', {
      rule: 'setting',
      errors: [{ pointer: '', detail: '文件是空的', rule: 'setting' }],
    });
  const signatures = TYPES[mediaType] ?? [];
  const fits =
    signatures.length === 0 ||
    signatures.some((signature) => signature.every((byte, index) => bytes[index] === byte));
  if (!fits) throw new Problem('unsupported-media-type', `内容不是所称的类型 ${mediaType}`);
  if (mediaType !== 'text/plain') return;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('bad-encoding', '文本文件须为 UTF-8 编码');
  }
}
