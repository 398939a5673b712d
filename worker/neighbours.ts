import { takenBy } from '../domain/case/tells';
import { withIds } from '../domain/marks';
import { Refusal } from '../domain/refusal';
import { LedgerError } from '../ledger/errors';
import type { Ledger } from '../ledger/pool';
import { recallReasonOf } from '../ledger/reads/merge';
import { loadCase } from '../ledger/record';
import { readTexts, storeTexts, textIdOf } from '../ledger/texts';
import type { NeighbourActivities, TellCommand, TellRequest } from '../workflows/contract';
import type { CaseRuns } from './case-runs';

/** Fields of a followed letter that name texts. */
const TEXTS = ['documentNumber', 'plan', 'ground', 'withholdingGround', 'checkReason', 'reason'] as const;

/** The activity by which a case tells another what concerns it. Cases never signal each other, and none waits for another. */
export function neighbourActivities(ledger: Ledger, runs: Pick<CaseRuns, 'give'>): NeighbourActivities {
  return {
    async tell(request) {
      try {
        await runs.give(request.member, await withOwnTexts(ledger, request));
        const { state } = await loadCase(ledger, request.member);
        return { outcome: takenBy(state, request.command) };
      } catch (error) {
        if (error instanceof Refusal) return { outcome: 'refused', why: withIds(error.message) };
        if (error instanceof LedgerError && error.fault === 'unknown-case')
          return { outcome: 'refused', why: '没有这件建议提案' };
        throw error;
      }
    },
  };
}

/** The words that the host used become the member's own: whoever reads or purges one case needs no other. */
async function withOwnTexts(ledger: Ledger, { host, member, command }: TellRequest): Promise<TellCommand> {
  if (command.type !== 'followLetter') return command;
  const { stage, letterId } = command.data;
  const reason = stage === 'recalled' ? await recallReasonOf(ledger, host, letterId) : undefined;
  const data = { ...command.data, ...(reason ? { reason } : {}) };
  const named = TEXTS.flatMap((field) => (data[field] ? [{ field, from: data[field] }] : []));
  const words = await readTexts(
    ledger,
    host,
    named.map(({ from }) => from),
  );
  const copies = named.flatMap(({ field, from }) => {
    const body = words[from];
    return body === undefined ? [] : [{ field, textId: textIdOf(command.id, `/${field}`), body }];
  });
  await storeTexts(ledger, member, command.id, copies);
  return {
    ...command,
    data: { ...data, ...Object.fromEntries(copies.map(({ field, textId }) => [field, textId])) },
  };
}
