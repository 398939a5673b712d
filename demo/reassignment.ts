import type { CaseOnStage } from './case';
import { mailOf, mailTo } from './mails';
import type { Stage } from './stage';

/** A part that a unit gives back, and that the provincial office gives to another one. */
export interface Reassignment {
  trackId: string;
  from: string;
  to: string;
  /** Why the unit gives it back, and why the office agrees. */
  why: string;
  upheld: string;
  /** The word by which mails about the case are known: its number. */
  number: string;
}

/** A return with its reason, upheld and reassigned [R3.4]; each is told by mail to whoever has to know. */
export async function returnedAndReassigned(
  stage: Stage,
  one: CaseOnStage,
  what: Reassignment,
): Promise<void> {
  const { trackId, from, to, number } = what;
  const [office, track] = ['provincial-office', `tracks/${trackId}`];
  const [before, after] = await Promise.all([stage.unitName(from), stage.unitName(to)]);
  await one.act(
    `${from}-office`,
    `退回第${number}号，说明理由：${what.why}`,
    `${track}/return`,
    { reason: what.why },
    'trackReturned',
    { trackId },
    mailTo(mailOf(office), number),
  );
  await one.act(
    office,
    `同意${before}退回第${number}号`,
    `${track}/return-decision`,
    { outcome: 'upheld', reason: what.upheld },
    'returnDecided',
    { outcome: 'upheld' },
    mailTo(mailOf(from), '退回申请已同意'),
  );
  await one.act(
    office,
    `第${number}号改派${after}主办`,
    `${track}/reassignment`,
    { unit: to, reason: what.upheld },
    'trackReassigned',
    { trackId },
    mailTo(mailOf(to), number),
  );
}
