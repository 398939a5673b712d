import { defaultPayloadConverter, rawValueTypeInfo, type RawValue } from '@temporalio/common';
import { defineSignal } from '@temporalio/workflow';
import { readFeedback, readRework } from '../domain/case';
import type { Command } from '../schemas/commands';
import type { Actor } from '../schemas/common';
import { assignReworkSignal, feedbackSignal, type CaseMessage } from './contract';
import { hashOf } from './hash';

/**
 * Signals as the run takes them in: undecoded. A payload that its converter cannot read would otherwise fail the
 * workflow task for ever, before any handler is asked. One entry a payload, more than any sender has reason to send.
 */
const UNDECODED = { typeInfo: { inputTypes: Array.from({ length: 32 }, () => rawValueTypeInfo) } };

export const CHANNELS = {
  feedback: defineSignal<RawValue[]>(feedbackSignal.name, UNDECODED),
  assignRework: defineSignal<RawValue[]>(assignReworkSignal.name, UNDECODED),
} as const;

export type Channel = keyof typeof CHANNELS;

/** What arrived on a channel, not looked at yet. */
export interface Message {
  channel: Channel;
  payloads: RawValue[];
}

/**
 * Makes a command of whatever arrived; of nonsense a `discardMessage` that says why. Total: never throws.
 * @param now the platform's instant, ISO 8601 UTC: the time of a message that names none
 */
export function read({ channel, payloads }: Message, now: string): Command {
  const value = decoded(payloads);
  const envelope = readEnvelope(value);
  if (typeof envelope === 'string') {
    // The same nonsense sent again is the same message.
    return discard(channel, `unread:${hashOf(textOf(value)).toString(16)}`, envelope, now);
  }
  const { messageId: id, actor, recordedAt } = envelope;
  if (channel === 'feedback') {
    const data = readFeedback(envelope.data);
    if (typeof data !== 'string') return { id, type: 'giveFeedback', actor, recordedAt, data };
    return discard(channel, id, data, recordedAt);
  }
  const data = readRework(envelope.data);
  if (typeof data !== 'string') return { id, type: 'assignRework', actor, recordedAt, data };
  return discard(channel, id, data, recordedAt);
}

/** The record of a message that was not taken: nonsense, or refused by a rule. */
export function discard(channel: Channel, messageId: string, why: string, recordedAt: string): Command {
  return {
    id: `discard:${messageId}`,
    type: 'discardMessage',
    actor: SYSTEM,
    recordedAt,
    data: { channel, messageId, why },
  };
}

/** Whoever acts where no person does: time, effects, the engine itself. */
export const SYSTEM: Actor = { subject: 'system', role: 'system' };

/** Whether a value has the form of a command. Whether it makes sense is for `decide` to say. */
export function isCommand(value: unknown): value is Command {
  if (!isRecord(value)) return false;
  const { id, type, actor, recordedAt, data } = value;
  return (
    typeof id === 'string' &&
    id !== '' &&
    typeof type === 'string' &&
    isRecord(actor) &&
    isRecord(data) &&
    isInstant(recordedAt)
  );
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function decoded(payloads: readonly RawValue[]): unknown {
  try {
    const [first] = payloads;
    return first === undefined ? undefined : defaultPayloadConverter.fromPayload(first.payload);
  } catch {
    return payloads.map(({ payload }) => String(payload.data));
  }
}

function readEnvelope(value: unknown): CaseMessage | string {
  if (!isRecord(value)) return '消息不是一个对象';
  const { messageId, actor, recordedAt, data } = value;
  if (typeof messageId !== 'string' || messageId === '' || messageId.length > 200)
    return '消息缺少有效的 messageId';
  if (!isRecord(actor) || typeof actor['subject'] !== 'string' || typeof actor['role'] !== 'string')
    return '消息缺少有效的 actor';
  if (!isInstant(recordedAt)) return '消息缺少有效的 recordedAt';
  return {
    messageId,
    actor: actor as unknown as Actor,
    recordedAt: new Date(recordedAt).toISOString(),
    data,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return String(value);
  }
}
