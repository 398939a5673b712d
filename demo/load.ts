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
