import { isCivilDate } from '../dates';
import type { Satisfaction } from '../../schemas/common';
import type { Feedback, ReworkAssignment } from '../../schemas/feedback';

/**
 * Readers of what arrives as a signal. Total: whatever the value is, they return what it says, or one Chinese
 * sentence that tells why it says nothing. A malformed signal must not fail a workflow task for ever; the API
 * refuses by schema long before.
 */
export function readFeedback(value: unknown): Feedback | string {
  if (!isRecord(value)) return '反馈不是对象';
  const { proposer, trackId, attitude, result, reason, via, doneOn, evidence } = value;
  if (!isId(proposer)) return '反馈缺少代表委员编号';
  if (!isSatisfaction(attitude) || !isSatisfaction(result)) return '反馈的满意程度无效';
  if (via !== undefined && via !== 'platform' && via !== 'paper') return '反馈的途径无效';
  if (!isOptional(trackId, isId) || !isOptional(reason, isId) || !isOptional(evidence, isId))
    return '反馈的字段格式不正确';
  if (!isOptional(doneOn, isCivilDate)) return '反馈的日期无效';
  return {
    proposer,
    attitude,
    result,
    ...(via ? { via } : {}),
    ...(trackId ? { trackId } : {}),
    ...(reason ? { reason } : {}),
    ...(doneOn ? { doneOn } : {}),
    ...(evidence ? { evidence } : {}),
  };
}

export function readRework(value: unknown): ReworkAssignment | string {
  if (!isRecord(value)) return '交办反馈不是对象';
  const { trackId, receivedOn, objectors, reason } = value;
  if (!isCivilDate(receivedOn)) return '接到交办反馈意见的日期无效';
  // None where the case is a secret [R3.12]: whether there must be some, the case decides.
  if (!Array.isArray(objectors) || objectors.length > 400 || !objectors.every(isId))
    return '提出异议的代表委员无效';
  if (!isId(reason)) return '交办反馈缺少意见';
  if (!isOptional(trackId, isId)) return '承办部分编号无效';
  return { receivedOn, objectors, reason, ...(trackId ? { trackId } : {}) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 200;
const isSatisfaction = (value: unknown): value is Satisfaction =>
  value === 'satisfied' || value === 'largely-satisfied' || value === 'dissatisfied';
const isOptional = <T>(value: unknown, is: (value: unknown) => value is T): value is T | undefined =>
  value === undefined || is(value);
