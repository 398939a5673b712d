import type { AssignedCase } from '../../../../domain/case';
import { answeringTracks, gatheringTrack } from '../../../../domain/case/lookups';
import { addDays } from '../../../../domain/dates';
import type { Actor, ReviewLevel } from '../../../../schemas/common';
import type { CommandType } from '../../../../schemas/commands';
import { actorOn, inPerson, type Move, unitActor } from '../move';
import { actors } from '../scenario';
import { contactMoves } from './contact';
import { type Build, type Draw, type Ids, NONSENSE, of } from './draw';
import { engineMoves } from './engine';
import { feedbackMoves } from './feedback';
import { letterMoves } from './letters';
import { mergeMoves } from './merge';
import { oversightMoves } from './oversight';
import { partMoves } from './parts';

/** How each command of the catalogue is made up: a command without a line here does not compile. */
const BUILD: Build = {
  ...partMoves,
  ...contactMoves,
  ...letterMoves,
  ...oversightMoves,
  ...feedbackMoves,
  ...engineMoves,
  ...mergeMoves,
};

/** Every command, the ones that lead to rare states more often. */
const COMMANDS: CommandType[] = [
  ...(Object.keys(BUILD) as CommandType[]),
  ...([
    'recallLetter',
    'recallLetter',
    'assignRework',
    'assignRework',
    'sendBackOpinion',
    'giveFeedback',
  ] as const),
  ...([
    'openSupervision',
    'openSupervision',
    'reportDelivery',
    'requestContactException',
    'decideContactException',
    'returnTrack',
    'reassign',
    'markKey',
    'markKey',
    'swapLead',
    'changePart',
    'passOn',
    'recordDrawnOn',
  ] as const),
];

/** Any command of the catalogue, with data that the state makes likely, and sometimes with an id that nothing has. */
export function someMove(state: AssignedCase, today: string, command: number, choices: number[]): Move {
  let drawn = 0;
  const draw: Draw = (list) => list[choices[drawn++ % choices.length]! % Math.max(1, list.length)];
  const some = (list: string[]): string => draw([...list, ...list, ...list, draw(NONSENSE) ?? '']) ?? '';
  const type = COMMANDS[command % COMMANDS.length] as CommandType;
  const ids: Ids = {
    state,
    today,
    track: some(of(state.tracks)),
    letter: some(of(state.letters)),
    proposers: [some(state.proposers.map(({ id }) => id)), some(state.proposers.map(({ id }) => id))].slice(
      0,
      1 + (choices[11]! % 2),
    ),
  };
  const data = { ...BUILD[type](draw, ids) } as Record<string, unknown>;
  const back = draw([0, 0, 0, 0, 1, 5, 20, -1, 400]) ?? 0;
  if (back !== 0 && type !== 'tick') data.doneOn = addDays(today, -back);
  return { actor: actorFor(draw, type, data, ids), type, data } as unknown as Move;
}

/** Mostly somebody who may; sometimes anybody. */
function actorFor(draw: Draw, type: CommandType, data: Record<string, unknown>, { state }: Ids): Actor {
  if (draw([true, true, true, true, true, false]) === false)
    return draw(Object.values(actors)) ?? actors.system;
  if (OF_ENGINE.has(type)) return actors.system;
  if (OF_OFFICE.has(type)) return draw([actors.office, actors.office, actors.cppcc]) ?? actors.office;
  const handedIn = state.letters[String(data.letterId)]?.product;
  if (type === 'sendBackOpinion' && handedIn === 'submission') return actors.office;
  const named = [
    data.trackId,
    state.letters[String(data.letterId)]?.trackId,
    state.letters[state.deliveries[String(data.deliveryId)]?.letterId ?? '']?.trackId,
    state.reworks[String(data.reworkId)]?.trackId,
    state.obligations[String(data.obligationId)]?.trackId,
    state.instructions[String(data.requestId)]?.trackId,
  ].find((id) => typeof id === 'string');
  const [answering] = answeringTracks(state);
  const track =
    (TO_THE_LEAD.has(type)
      ? gatheringTrack(state)
      : named === undefined
        ? answering
        : state.tracks[String(named)]) ?? answering;
  if (!track) return unitActor('lead', 'unit-office');
  const level = data.level as ReviewLevel | undefined;
  if (level === 'division') return actorOn(track, 'unit-division', draw(['a', 'b']));
  if (level === 'office') return actorOn(track, 'unit-office', draw(['c', 'a']));
  if (level !== undefined)
    return inPerson(track, level, actorOn(track, 'unit-leader', draw(['d', 'e', 'f'])));
  return actorOn(track, type === 'returnFromDivision' ? 'unit-division' : 'unit-office', draw(['a', 'g']));
}

const OF_ENGINE = new Set<CommandType>([
  'tick',
  'wake',
  'reportDelivery',
  'reportPublication',
  'adoptRules',
  'discardMessage',
  'joinMerge',
  'leaveMerge',
  'memberGone',
  'followLetter',
  'reportTold',
  'trackSubject',
]);
const OF_OFFICE = new Set<CommandType>([
  'decideReturn',
  'reassign',
  'addCoHandler',
  'dropCoHandler',
  'mergeCases',
  'unmergeCase',
  'retellMember',
  'changePart',
  'swapLead',
  'decideContactException',
  'checkCategory',
  'answerInstructions',
  'decideExtension',
  'waiveObligation',
  'openSupervision',
  'recordSupervision',
  'closeSupervision',
  'recordGuidance',
  'withdrawCase',
  'markKey',
  'unmarkKey',
  'assignRework',
  'withdrawRework',
  'giveFeedback',
]);
const TO_THE_LEAD = new Set<CommandType>(['acceptOpinion', 'sendBackOpinion', 'remindUnit']);
