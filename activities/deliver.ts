import {
  beginDelivery,
  readDelivery,
  settleDelivery,
  type DeliveryFacts,
  type DeliveryOutcome,
} from '../ledger/outgoing';
import { bodyId } from '../schemas/common';
import { messageIdOf } from './mail';
import { letterMessage, subjectOf } from './texts/letter';
import { written } from './texts/message';
import type { World } from './world';

/** Activities that send a case's letters. They throw while the ledger or the mail server is out of reach. */
export interface DeliveryActivities {
  deliver(request: { caseId: string; deliveryId: string }): Promise<DeliveryOutcome>;
}

const NO_ADDRESS = '没有登记邮箱：请邮寄或当面送达并登记';
const NOT_PENDING = '该送达已取消或已另行完成';

/**
 * One delivery: one document to one recipient. Whoever has no access to the case is reached by mail alone; a body or
 * unit of it that cannot be sent mail finds the document on the platform (`exchange`). One whose mail server refuses is
 * unreachable: somebody must see to it. The Message-ID is on record before the mail is
 * sent and how it went afterwards, so that whatever repeats it sends nothing twice but under the same Message-ID.
 */
export function createDeliveryActivities(world: World): DeliveryActivities {
  const { ledger, clock, mailFrom } = world;
  return {
    async deliver({ caseId, deliveryId }) {
      const facts = await readDelivery(ledger, caseId, deliveryId, await clock.today());
      const messageId = messageIdOf(`delivery ${caseId} ${deliveryId}`, mailFrom);
      const begun = await beginDelivery(ledger, { caseId, deliveryId, messageId, at: await clock.now() });
      if (begun.settled) return begun.settled;
      // A letter can be recalled while the mail server is down: then its mail must not go out when it is back.
      if (facts.delivery.status !== 'pending')
        return { outcome: 'unreachable', way: 'mail', why: NOT_PENDING };
      const { detail, ...result } = await sent(world, facts, begun.messageId);
      await settleDelivery(ledger, { caseId, deliveryId, at: await clock.now(), detail, ...result });
      return result;
    },
  };
}

/** Proposers, ministries and departments concerned see nothing of a case that is not sent to them. */
function onPlatform({ delivery: { recipient }, state }: DeliveryFacts): boolean {
  if (recipient.type === 'body') return bodyId.safeParse(recipient.id).success;
  return recipient.type === 'unit' && Object.values(state.tracks).some(({ unit }) => unit === recipient.id);
}

async function sent(
  { mailer, clock }: World,
  facts: DeliveryFacts,
  messageId: string,
): Promise<DeliveryOutcome & { detail?: string }> {
  const { addressee, files } = facts;
  if (onPlatform(facts) && (addressee.mail === undefined || !mailer.configured))
    return { outcome: 'sent', way: 'exchange' };
  if (addressee.mail === undefined) return { outcome: 'unreachable', way: 'mail', why: NO_ADDRESS };
  const outcome = await mailer.send({
    messageId,
    to: addressee.mail,
    toName: addressee.name,
    subject: subjectOf(facts),
    ...written(letterMessage(facts, await clock.today())),
    attachments: files.map(({ name, mediaType, bytes }) => ({ name, type: mediaType, bytes })),
  });
  return outcome.outcome === 'sent'
    ? { outcome: 'sent', way: 'mail', messageId }
    : { ...outcome, way: 'mail' };
}
