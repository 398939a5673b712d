import { proxyActivities } from '@temporalio/workflow';
import { tellCommand, type Effect } from '../domain/case';
import type { AssignedCase } from '../domain/case/state';
import type { CommandData } from '../schemas/commands';
import type { CaseActivities, NeighbourActivities, UnitNames } from './contract';
import { recipientText } from './details';
import { SYSTEM } from './messages';

/** A mail server may be down for days: an effect waits for it, and a case does not wait for its effects. */
const world = proxyActivities<Pick<CaseActivities, 'deliver' | 'publish' | 'takeDown'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Another case may be busy, or without a worker: the news waits for it. */
const neighbours = proxyActivities<NeighbourActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '2 minutes' },
});

/** How an effect went, as the command that tells the case. */
export type Report =
  | { type: 'reportDelivery'; data: CommandData['reportDelivery'] }
  | { type: 'reportPublication'; data: CommandData['reportPublication'] }
  | { type: 'reportTold'; data: CommandData['reportTold'] };

const TOLD = { joinMerge: '请其并入', leaveMerge: '告知撤出', followLetter: '文稿随主件' } as const;

const PURPOSES = {
  reply: '答复',
  copy: '抄送',
  submit: '报送',
  opinion: '会办意见',
  result: '再次办理结果',
} as const;

/**
 * Lets the world do one thing for a case. Rejects with a cancellation, or with a failure that retrying does not mend.
 * @param id names this attempt; @param now the platform's instant, ISO 8601 UTC; @param names what operators read of units
 */
export async function carryOut(
  effect: Effect,
  state: AssignedCase,
  id: string,
  now: string,
  names: UnitNames = {},
): Promise<Report> {
  const { caseId } = state;
  switch (effect.type) {
    case 'deliver': {
      const { deliveryId } = effect;
      const delivery = state.deliveries[deliveryId];
      const what =
        delivery && `${PURPOSES[delivery.purpose]} → ${recipientText(state, delivery.recipient, names)}`;
      const summary = `送达${what ?? ''}（${deliveryId}）`;
      const result = await world.deliver.executeWithOptions({ summary }, [{ caseId, deliveryId }]);
      return { type: 'reportDelivery', data: { deliveryId, ...result } };
    }
    case 'publish': {
      const { letterId } = effect;
      const summary = `公开答复（${letterId}）`;
      const { url } = await world.publish.executeWithOptions({ summary }, [{ caseId, letterId }]);
      return { type: 'reportPublication', data: { letterId, outcome: 'published', url } };
    }
    case 'takeDown': {
      const { letterId } = effect;
      const summary = `撤下已公开的答复（${letterId}）`;
      const { url } = await world.takeDown.executeWithOptions({ summary }, [{ caseId, letterId }]);
      return { type: 'reportPublication', data: { letterId, outcome: 'taken-down', url } };
    }
    case 'tell': {
      const { tell } = effect;
      const said = tellCommand(state, tell);
      if (said === undefined)
        return { type: 'reportTold', data: { ...tell, outcome: 'refused', why: '已不在并案之中' } };
      const command = { id: `${caseId}:${id}`, actor: SYSTEM, recordedAt: now, ...said };
      const summary = `并案：${TOLD[said.type]} → ${tell.member}`;
      const request = { host: caseId, member: tell.member, command };
      const result = await neighbours.tell.executeWithOptions({ summary }, [request]);
      return { type: 'reportTold', data: { ...tell, ...result } };
    }
  }
}
