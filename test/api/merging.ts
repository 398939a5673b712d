import { tellCommand } from '../../domain/case';
import { takenBy, tellsOf } from '../../domain/case/tells';
import { loadCase } from '../../ledger/record';
import type { ApiHarness } from './harness';

export const idOf = (url: string): string => decodeURIComponent(url.slice('/cases/'.length));

/** Carries what a host has to tell its members, as its run would: no engine is here. */
export async function carried(api: ApiHarness, host: string): Promise<void> {
  const caseId = idOf(host);
  const tell = async (to: string, id: string, type: string, data: object) =>
    api.cases.send(to, {
      id,
      type,
      actor: { subject: 'merge', role: 'system' },
      recordedAt: await api.clock.now(),
      data,
    } as never);
  for (;;) {
    const { state } = await loadCase(api.ledger, caseId);
    const [next] = tellsOf(state);
    if (next === undefined) return;
    const said = tellCommand(state, next);
    if (said === undefined) throw new Error(`nothing to tell ${next.member}`);
    const id = `${caseId}:${state.seq}:${next.member}`;
    await tell(next.member, id, said.type, said.data);
    const outcome = takenBy((await loadCase(api.ledger, next.member)).state, said);
    await tell(caseId, `${id}:told`, 'reportTold', { ...next, outcome });
  }
}
