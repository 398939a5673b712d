import { z } from 'zod';
import { LIST_HEADINGS } from '../domain/intake';
import { batchProgress as progressOf, batchRows, batchSender } from '../ledger/batches';
import { sha256 } from '../ledger/canonical';
import type { PageRequest } from '../ledger/reads/page';
import { batchPreview, batchProgress, batchRow, rowState } from '../schemas/batch';
import type { Actor, Role } from '../schemas/common';
import { LIST_TYPES, type ListFormat } from './batches/read-file';
import { previewBatch, receiveBatch, type ReceivedFile } from './batches/receive';
import type { ApiDeps } from './deps';
import { once } from './keyed';
import { paged } from './list-reads';
import { Problem } from './problems';
import type { Answer, Call, GuardedRoute } from './route';
import { commandIdOf } from './texts';

/** Largest file in bytes: 5,000 cases with long texts as JSON. */
export const BATCH_LIMIT = 32 * 1024 * 1024;

const tag = '批量收件';
const path = '/batches';
const roles: readonly Role[] = ['intake', 'provincial-office'];
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const rowsQuery = z.strictObject({
  state: rowState.optional(),
  limit: z.coerce
    .number('应为整数')
    .int('应为整数')
    .min(1)
    .max(1000)
    .default(200)
    .meta({ description: '每页行数，至多 1000' }),
  cursor: z.string().min(1).max(200).optional().meta({ description: '上一页的 next' }),
});
const rowsPage = z.object({
  items: z.array(batchRow),
  next: z.string().optional().meta({ description: '下一页的 cursor；末页没有' }),
});

/** A whole session's list in one file. Its good rows are cases in the ledger before this answers; a workflow starts them. */
export function batchRoutes(deps: ApiDeps): GuardedRoute[] {
  return [
    {
      method: 'post',
      path,
      id: 'receiveBatch',
      tag,
      summary: '交办一批代表建议、政协提案（JSON、CSV 或 xlsx）',
      description:
        '正文即文件。有误的行逐行逐栏指出，其余照办；同一文件再次报送不产生任何变化。dryRun=true 只检查、不登记。CSV 可为 UTF-8 或 GB18030。' +
        `CSV 和 xlsx 的栏目：${LIST_HEADINGS.join('、')}。期限可写日期，也可写“三个月”“30个工作日”；一栏多项以顿号或分号并列；附件不在清单内，须以 JSON 报送。`,
      roles,
      keyed: true,
      query: z.strictObject({
        dryRun: flag.default(false).meta({ type: 'string', enum: ['true', 'false'] }),
      }),
      upload: { types: Object.values(LIST_TYPES), limit: BATCH_LIMIT },
      responses: {
        200: { description: '检查结果（dryRun=true），什么也没有登记', schema: batchPreview },
        202: { description: '已登记，正在启动', schema: batchProgress },
      },
      problems: ['invalid', 'too-large', 'unsupported-media-type'],
      handle: (call) => {
        const bytes = call.body as Buffer;
        const format = formatOf(call);
        // The hash stands for the file: it may have megabytes.
        const hashed: Call = { ...call, body: { sha256: sha256(bytes), format, ...call.query } };
        if (call.query['dryRun'] === true) return preview(deps, call, bytes, format);
        return once(deps, hashed, path, async (request) => {
          const at = await deps.clock.now();
          return receive(deps, { bytes, format, actor: call.actor, at, commandId: commandIdOf(request) });
        });
      },
    },
    {
      method: 'get',
      path: '/batches/{batchId}',
      id: 'readBatch',
      tag,
      summary: '一批的进度',
      roles,
      responses: { 200: { description: '进度', schema: batchProgress } },
      handle: async ({ actor, params: { batchId = '' } }) => ({
        status: 200,
        body: await ownProgress(deps, actor, batchId),
      }),
    },
    {
      method: 'get',
      path: '/batches/{batchId}/rows',
      id: 'readBatchRows',
      tag,
      summary: '一批的各行：登记为哪一件，有什么错误，作了什么修整',
      roles,
      query: rowsQuery,
      responses: { 200: { description: '各行', schema: rowsPage } },
      handle: async ({ actor, params: { batchId = '' }, query }) => {
        await refuseForeign(deps, actor, batchId);
        const { state, limit, cursor } = query as z.infer<typeof rowsQuery>;
        const rows = (page: PageRequest) => batchRows(deps.ledger, batchId, state, page);
        return { status: 200, body: await paged(rows, { limit, cursor }) };
      },
    },
  ];
}

async function preview(deps: ApiDeps, { actor }: Call, bytes: Buffer, format: ListFormat): Promise<Answer> {
  const file = { bytes, format, actor, at: await deps.clock.now(), commandId: 'preview' };
  return { status: 200, body: await previewBatch(deps.ledger, file) };
}

async function receive(deps: ApiDeps, file: ReceivedFile): Promise<Answer> {
  const batchId = await receiveBatch(deps.ledger, file);
  try {
    await deps.batches.start(batchId);
  } catch (err) {
    deps.logger.warn(
      { err, batchId },
      'a batch is recorded but could not be set going; reconciliation starts its cases',
    );
  }
  return {
    status: 202,
    headers: { Location: `${path}/${batchId}` },
    body: await progressOf(deps.ledger, batchId),
  };
}

function formatOf({ request }: Call): ListFormat {
  const found = Object.entries(LIST_TYPES).find(([, type]) => request.is(type) === type);
  if (!found)
    throw new Problem('unsupported-media-type', `正文类型须为 ${Object.values(LIST_TYPES).join('、')}`);
  return found[0] as ListFormat;
}

/** An intake system sees what it sent itself; the provincial office sees all. */
async function refuseForeign({ ledger }: ApiDeps, actor: Actor, batchId: string): Promise<void> {
  const sender = await batchSender(ledger, batchId);
  if (!sender || (actor.role === 'intake' && sender.subject !== actor.subject))
    throw new Problem('not-found', `没有编号为 ${batchId} 的批次`, {
      errors: [{ pointer: '/path/batchId', detail: '没有这一批' }],
    });
}

async function ownProgress(deps: ApiDeps, actor: Actor, batchId: string) {
  await refuseForeign(deps, actor, batchId);
  return progressOf(deps.ledger, batchId);
}
