import { proposerMark } from '../marks';
import { refuseUnless } from '../refusal';
import { type Chronicle, named } from './context';
import { hasException, heldBackBy, partRuleOf, requiredDeliveries, unconsulted } from './lookups';
import type { Letter, Track } from './state';

/**
 * What holds a reply, a submission or a rework's result back: a request for instructions that is unanswered
 * [R3.11], also of former hands; the material of another part that has not come in [R3.1], and whoever is to be answered but was not
 * consulted, save an approved exception [R6.1]; for a result the cause that was not found and the objectors who were
 * not visited [R7.4]. By the day of the act (D8). `pointer`: the field of the command that names what is to go out.
 */
export function mayAnswer(
  chronicle: Chronicle,
  track: Track,
  { product, reworkId }: Pick<Letter, 'product' | 'reworkId'>,
  pointer: string,
): void {
  if (product === 'opinion') return;
  const asked = Object.values(chronicle.case.instructions).find(
    (request) =>
      heldBackBy(chronicle.case, request) === track.id &&
      (request.status === 'open' ||
        (request.askedOn <= chronicle.on && (request.endedOn ?? '') > chronicle.on)),
  );
  refuseUnless(!asked, 'R3.11', 'unsettled', pointer, '请示尚未答复：先请示、后答复');
  if (product === 'result') {
    reworkIsReady(chronicle, reworkId);
    return;
  }
  const { awaits, contact } = partRuleOf(chronicle.case, track, chronicle.context.rules);
  refuseUnless(
    awaits === undefined || hasComeIn(chronicle, awaits),
    'R3.1',
    'out-of-order',
    pointer,
    '主办单位的答复意见尚未报送，或已退回补充，不能答复代表委员',
  );
  if (!contact) return;
  const missing = unconsulted(chronicle.case, track, chronicle.on).map(({ id }) => id);
  refuseUnless(
    missing.length === 0,
    'R6.1',
    'out-of-order',
    pointer,
    `先协商、后答复：尚未与${missing.map(proposerMark).join('、')}沟通联系`,
  );
  refuseUnless(
    chronicle.context.rules.researchBeforeReply === 'warn' || track.research > 0,
    'R2.4',
    'out-of-order',
    pointer,
    '答复前应开展工作调研',
  );
}

/** A product in force that all whom it is for had been sent by the day of the act (D8). */
const hasComeIn = ({ case: state, on }: Chronicle, product: Letter['product']): boolean =>
  Object.values(state.letters).some(
    (letter) =>
      letter.product === product &&
      letter.status === 'issued' &&
      requiredDeliveries(state, letter.id).every(({ sentOn }) => sentOn !== undefined && sentOn <= on),
  );

/** Cause and visits in person are on record, also for whoever joined after the draft [R7.4]. */
function reworkIsReady(chronicle: Chronicle, reworkId: string | undefined): void {
  const rework = named(chronicle.case.reworks, reworkId ?? '', '/reworkId', '再次办理');
  refuseUnless(rework.cause, 'R7.4', 'out-of-order', '/reworkId', '请先查找原因并记录');
  const missing = rework.objectors.filter(
    (id) => !rework.visited.includes(id) && !hasException(chronicle.case, id),
  );
  refuseUnless(
    missing.length === 0,
    'R7.4',
    'out-of-order',
    '/reworkId',
    `尚未当面走访${missing.map(proposerMark).join('、')}`,
  );
}
