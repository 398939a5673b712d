import type { Api, Person } from './http';

interface Batch {
  id: string;
  status: string;
  total: number;
  good: number;
  started: number;
  failed: number;
  already: number;
  finished: boolean;
}

/** Hands the session's list in as one batch and waits until all of its cases run. Handing it in again changes nothing. */
export async function loadList(options: {
  api: Api;
  intake: Person;
  list: Uint8Array;
  say: (line: string) => void;
}): Promise<void> {
  const { api, intake, list, say } = options;
  const { id } = await api.upload<{ id: string }>(intake, '/batches', list, 'text/csv', 'demo-list');
  for (let last = ''; ;) {
    const batch = await api.get<Batch>(intake, `/batches/${id}`);
    const line = `批次 ${id}：共 ${batch.total} 行，有效 ${batch.good} 行，已启动 ${batch.started} 件，有误 ${batch.failed} 行`;
    if (line !== last) say(line);
    last = line;
    if (batch.finished) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const page = (title: string, lines: readonly string[]) =>
  Buffer.from([title, '', ...lines, '', '（示例文稿）'].join('\n'), 'utf8');

/** The letters of the walk, stored by content: the lead's, and an opinion that both co-handlers send. */
export async function uploadDocuments(api: Api, lead: Person, coHandlers: readonly Person[]) {
  const store = async (key: string, name: string, bytes: Uint8Array, officer = lead) => {
    const { hash } = await api.upload<{ hash: string }>(
      officer,
      `/documents?name=${encodeURIComponent(name)}`,
      bytes,
      'text/plain; charset=utf-8',
      `demo-${key}`,
    );
    return hash;
  };
  const opinion = page('关于老邢峰线改造的会办意见', [
    '一、同意将该路段列入年度计划。',
    '二、资金按程序统筹安排。',
  ]);
  // Each brings its own: who only knows a hash may not use it.
  const opinions = await Promise.all(
    coHandlers.map((officer) => store('opinion', '会办意见.txt', opinion, officer)),
  );
  return {
    opinion: opinions[0] ?? '',
    reply: await store(
      'reply',
      '答复函.txt',
      page('对关于老邢峰线（群英路）进行改造的建议的答复', [
        '您提出的建议收悉，经商省财政厅、省发展改革委，现答复如下：',
        '一、路段改造已列入本年度农村公路改造工程，年内完工。',
        '二、联系电话：0311-00000000。感谢您对交通运输工作的关心支持。',
      ]),
    ),
    result: await store(
      'result',
      '再次办理结果.txt',
      page('关于老邢峰线改造建议再次办理情况的反馈', [
        '村口路段已与乡镇商定列入本年度养护计划，六月底前完工。',
      ]),
    ),
  };
}
