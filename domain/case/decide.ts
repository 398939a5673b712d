import type { Actor, Part } from '../../schemas/common';
import type { Command, CommandType } from '../../schemas/commands';
import type { CivilDate } from '../dates';
import { Refusal, refuseUnless } from '../refusal';
import { adoptionDeciders } from './adoption';
import { assignmentDeciders } from './assignment';
import { bureauDeciders } from './bureaus';
import { refuseBeyondBounds } from './bounds';
import { settle } from './closing';
import { contactDeciders } from './contact';
import { departureDeciders } from './departures';
import { Chronicle, type Context, dayOfAct, type Decider, type Deciders } from './context';
import { evolve } from './evolve';
import type { EventData, NewEvent } from './events';
import { feedbackDeciders } from './feedback';
import { followingDeciders } from './following';
import { handedInDeciders } from './handed-in';
import { issueDeciders } from './issue';
import { keyDeciders } from './key';
import { letterDeciders } from './letters';
import { mergeDeciders } from './merge';
import { midFlightDeciders } from './mid-flight';
import { openTrackObligations } from './obligations';
import { officePart } from './office-part';
import { oversightDeciders } from './oversight';
import { permission, trackOf } from './permissions';
import { publicationDeciders } from './publication';
import { referenceDeciders } from './reference';
import { responsibilityDeciders } from './responsibility';
import { reworkWithdrawalDeciders } from './rework-withdrawal';
import { classify, refuseOnSecret, secretDeciders } from './secret';
import { type AssignedCase, type CaseState, initialState } from './state';
import { successionDeciders } from './succession';
import { supervisionDeciders } from './supervision';
import { timeDeciders } from './time';

/** The whole life of a case, in the order of the notice: what can be done, chapter by chapter. */
const deciders: Deciders = {
  ...assignmentDeciders, // 交办、签收、退回，处室与承办人
  ...successionDeciders, // 改派，主办与会办对调
  ...midFlightDeciders, // 增加、撤销、改变承办方式
  ...bureauDeciders, // 市级政府交所属部门
  ...responsibilityDeciders, // “3+1”、包案领导、责任分解表
  ...contactDeciders, // 沟通联系、调研
  ...keyDeciders, // 重点事项、重点处理件，“开门办案”
  ...referenceDeciders, // 参阅件
  ...letterDeciders, // 会办意见、答复函：拟稿、逐级审核
  ...issueDeciders, // 印发、送达、抄送、撤回
  ...handedInDeciders, // 会办意见、报送意见的接收与退回
  ...publicationDeciders, // 公开
  ...mergeDeciders, // 并案
  ...followingDeciders, // 随主件行文
  ...departureDeciders,
  ...oversightDeciders, // 请示、延期、撤回建议提案
  ...supervisionDeciders, // 督办
  ...feedbackDeciders, // 反馈、再次办理
  ...reworkWithdrawalDeciders,
  ...secretDeciders, // 涉密件
  ...timeDeciders, // 时间
  ...adoptionDeciders, // 日历、办理规则
};

/**
 * What still reaches a closed case: a late rework, late feedback, a reference part that turns out to need a reply, a
 * letter that turns out to be wrong, what its deliveries and pages report.
 */
const ON_CLOSED: ReadonlySet<CommandType> = new Set<CommandType>([
  'assignRework',
  'giveFeedback',
  'changePart',
  'recordReceipt',
  'recallLetter',
  'takeDownLetter',
  // Consent to the original text can be taken back for as long as it is public [R5.7].
  'answerOriginalView',
  'reportPublication',
  'reportDelivery',
  'reportTold',
  'leaveMerge',
  'memberGone',
  'followLetter',
  // Whoever followed a host that is closed did so in vain where nothing was said for it: it is told again, or leaves.
  'unmergeCase',
  'retellMember',
  'checkCategory',
  'recordGuidance',
  'wake',
  'discardMessage',
  'tick',
]);
/** Records of what was done while the case was handled: entered after its close they count on their own day (D8). */
const ENTERED_LATE: ReadonlySet<CommandType> = new Set<CommandType>(['recordContact', 'recordResearch']);
const ON_WITHDRAWN: ReadonlySet<CommandType> = new Set<CommandType>([
  'recordGuidance',
  'wake',
  'discardMessage',
  'reportDelivery',
  'reportPublication',
  'reportTold',
  'leaveMerge',
  'memberGone',
  'tick',
]);

/**
 * What a command makes of a case: new events, none for a command that has nothing to add (a report repeated).
 * Pure. Throws a {@link Refusal} that names rule, code and field; then nothing has changed.
 */
export function decide(state: CaseState, command: Command, context: Context): NewEvent[] {
  refuseUnless(state.status !== 'unassigned', '—', 'not-found', '', '没有这件建议提案');
  const denied = permission(command, state);
  if (denied) throw denied;
  refuseOnSecret(state, command);
  if (state.status === 'closed')
    refuseUnless(
      ON_CLOSED.has(command.type) || ENTERED_LATE.has(command.type),
      'setting',
      'wrong-state',
      '',
      '本件已办结归档',
    );
  if (state.status === 'withdrawn')
    refuseUnless(ON_WITHDRAWN.has(command.type), 'setting', 'wrong-state', '', '本件已由代表委员撤回');
  refuseBeyondBounds(state, command);
  const on = dayOfAct(state, command, context.today, trackOf(state, command));
  if (state.status === 'closed' && ENTERED_LATE.has(command.type))
    refuseUnless(
      on <= state.endedOn,
      'D8',
      'invalid-date',
      '/doneOn',
      `本件已于 ${state.endedOn} 办结归档，只能补记该日及以前的沟通、调研，请填写办理日期`,
    );
  const chronicle = new Chronicle(state, command, on, context, evolve);
  (deciders[command.type] as Decider<CommandType>)(chronicle, command);
  chronicle.prove((command.data as { evidence?: string }).evidence);
  // A command that has nothing to add must not start anything else either, save time, which may just close the case.
  if (chronicle.events.length > 0 || command.type === 'tick') settle(chronicle);
  return chronicle.events;
}

/**
 * What classifying a case as a secret makes of it [R3.12]. No command of a run: it goes with the redaction of what is on
 * record, in one transaction of the ledger. Throws a {@link Refusal}.
 */
export function decideClassification(
  state: AssignedCase,
  command: { id: string; actor: Actor; recordedAt: string; doneOn?: CivilDate },
  context: Context,
): NewEvent[] {
  const chronicle = new Chronicle(state, command, context.today, context, evolve);
  classify(chronicle, command);
  settle(chronicle);
  return chronicle.events;
}

export type AssignCase = Omit<EventData['caseAssigned'], 'tracks'> & {
  parts: { unit: string; part: Part }[];
};

/** The first events of a case: its assignment and what every unit owes from that day. Throws a {@link Refusal}. */
export function decideIntake(
  input: AssignCase,
  command: { id: string; actor: Actor; recordedAt: string },
  context: Context,
): NewEvent[] {
  const { caseId, facts, proposers } = input;
  const parts = [...input.parts, ...officePart(facts, input.parts, context.rules)];
  const tracks = parts.map((part, index) => ({ id: `t${index + 1}`, ...part }));
  const event = {
    type: 'caseAssigned',
    on: facts.assignedOn,
    data: { caseId, facts, proposers, tracks },
  } as const;
  const state = evolve(initialState, {
    ...event,
    seq: 1,
    actor: command.actor,
    commandId: command.id,
    recordedAt: command.recordedAt,
  });
  refuseUnless(state.status !== 'unassigned', '—', 'wrong-state', '', '交办未能成立');
  const chronicle = new Chronicle(state, command, facts.assignedOn, context, evolve);
  for (const track of Object.values(state.tracks)) openTrackObligations(chronicle, track);
  return [event, ...chronicle.events];
}

export { Refusal };
