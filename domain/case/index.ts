/** The case: decide, evolve, what is due next, what the world has to do, who is told. */
export { type AssignCase, decide, decideClassification, decideIntake } from './decide';
export { isSecret } from './lookups';
export { isRedacted, REDACTED } from './secret';
export type { Context } from './context';
export { type Effect, effectsOf } from './effects';
export { evolve } from './evolve';
export type { CaseEvent, EventData, EventType, NewEvent } from './events';
export { isKey, openDoorOf, type OpenDoorProgress } from './key';
export { missingOpinions } from './letters';
export { type Answering, isAnsweredBy } from './following';
export { type Tell, tellCommand } from './tells';
export { readFeedback, readRework } from './messages';
export { type News, type NewsRecipient, type NewsTemplate, newsOf } from './news';
export { permission, rolesFor } from './permissions';
export { type AssignedCase, type CaseState, initialState } from './state';
export { type CaseStatus, lightOf, statusOf } from './status';
export { nextDue } from './time';
export { assignmentOf, type Intake, intakeProblems, type NumberedIntake, stubIntake } from './intake';
