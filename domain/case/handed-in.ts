import { refuseUnless } from '../refusal';
import { type Chronicle, type Deciders, named, notBefore } from './context';
import { speaksForItself } from './follows';
import {
  answeringTracks,
  deliveriesOf,
  fullySent,
  gatheringTrack,
  issuedLetter,
  workingTrack,
} from './lookups';
import { open, underPolicy } from './obligations';
import { hostOf } from './tells';
import type { Letter } from './state';

/** What whoever was handed an opinion [R3.4] or a lead's submission [R3.1] does with it: takes it, or sends it back. */
export const handedInDeciders = {
  acceptOpinion(chronicle, { data }) {
    const letter = handedIn(chronicle, data.letterId);
    refuseUnless(
      letter.product === 'opinion',
      'R3.1',
      'wrong-state',
      '/letterId',
      '报送的答复意见无须登记接收；不合要求的，退回并说明理由',
    );
    refuseUnless(!letter.accepted, 'R3.4', 'wrong-state', '/letterId', '该会办意见已采纳');
    chronicle.add('opinionAccepted', { letterId: letter.id });
  },

  sendBackOpinion(chronicle, { data }) {
    const letter = handedIn(chronicle, data.letterId);
    const track = workingTrack(chronicle.case, letter.trackId, '/letterId');
    const submission = letter.product === 'submission';
    if (submission) {
      speaksForItself(chronicle.case, letter);
      refuseUnless(
        !answeringTracks(chronicle.case).some(({ id }) => issuedLetter(chronicle.case, id, 'reply')),
        'R3.1',
        'wrong-state',
        '/letterId',
        '已据此答复代表委员，不能再退回',
      );
    }
    chronicle.add('opinionSentBack', {
      letterId: letter.id,
      reason: data.reason,
      ...(hostOf(chronicle.case) ? { toMembers: true } : {}),
    });
    open(chronicle, {
      kind: submission ? 'submission' : 'opinion',
      trackId: track.id,
      owedBy: { type: 'unit', id: track.unit },
      start: chronicle.on,
      ...underPolicy(chronicle.context.rules.limits.opinionAgain),
      ...(submission ? { rule: 'R3.1' } : {}),
      about: letter.id,
    });
  },
} satisfies Partial<Deciders>;

/** An opinion, or a lead's submission, that has reached whom it is for, and is in force. */
function handedIn(chronicle: Chronicle, letterId: string): Letter {
  const letter = named(chronicle.case.letters, letterId, '/letterId', '会办意见或报送的答复意见');
  const submission = letter.product === 'submission';
  refuseUnless(
    letter.status !== 'sent-back',
    submission ? 'R3.1' : 'R3.4',
    'wrong-state',
    '/letterId',
    submission ? '该答复意见已退回，待补充后重新报送' : '该会办意见已退回，待补充后重新送达',
  );
  refuseUnless(
    (submission || letter.product === 'opinion') &&
      letter.status === 'issued' &&
      fullySent(chronicle.case, letter.id),
    submission ? 'R3.1' : 'R3.4',
    'wrong-state',
    '/letterId',
    submission ? '答复意见尚未送达' : '会办意见尚未送达',
  );
  refuseUnless(
    submission || letter.trackId !== gatheringTrack(chronicle.case)?.id,
    'R3.4',
    'not-permitted',
    '/letterId',
    '不能采纳或退回自己的会办意见',
  );
  notBefore(
    chronicle,
    deliveriesOf(chronicle.case, letter.id).findLast(({ purpose }) => purpose !== 'copy')?.sentOn,
    submission ? '答复意见送达日期' : '会办意见送达日期',
  );
  return letter;
}
