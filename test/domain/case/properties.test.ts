import fc from 'fast-check';
import {
  decide,
  evolve,
  initialState,
  intakeProblems,
  nextDue,
  type AssignedCase,
  type CaseEvent,
  type CaseState,
  type EventType,
} from '../../../domain/case';
import { fullySent, issuedProduct } from '../../../domain/case/lookups';
import { addDays, maxDate, startOfDay } from '../../../domain/dates';
import { Refusal } from '../../../domain/refusal';
import { nextMove } from './finisher';
import { type Move, move, unitActor } from './move';
import { dutiesAreKept, shifted } from './invariants';
import { actors } from './scenario';
import { commandOf, deepFreeze, NONSENSE, someMove, type Story, story, Walk } from './walks';

const RUNS = { numRuns: 60 };
const walked = (told: Story): Walk => new Walk(told).follows(told);
const instant = (day: string): string => new Date(startOfDay(day) + 36_000_000).toISOString();
const tick = (state: CaseState, walk: Walk, today: string) =>
  decide(state, commandOf(move(actors.system, 'tick', {}), 'tick', instant(today)), {
    ...walk.context,
    today,
  });

describe('whatever people do to a case', () => {
  it('there is always a way out: whoever follows what the state calls for comes to a closed case', () => {
    let closed = 0;
    fc.assert(
      fc.property(story(), (told) => {
        const walk = walked(told);
        if (walk.case.status === 'open') walk.finishes();
        if (walk.case.status === 'closed') closed += 1;
        expect(['closed', 'withdrawn']).toContain(walk.case.status);
      }),
      { numRuns: 150 },
    );
    expect(closed).toBeGreaterThan(100);
  });

  it('a letter that is recalled after the close opens the case, and there is a way out again', () => {
    let recalled = 0;
    fc.assert(
      fc.property(story(), fc.nat({ max: 997 }), (told, which) => {
        const walk = walked(told);
        if (walk.case.status === 'open') walk.finishes();
        const { status, letters, tracks } = walk.case;
        const issued = Object.values(letters).filter((letter) => letter.status === 'issued');
        const letter = issued[which % Math.max(1, issued.length)];
        if (status !== 'closed' || letter === undefined) return;
        walk.today = addDays(walk.today, which % 40);
        const { unit = '', part } = tracks[letter.trackId] ?? {};
        const actor = part === 'office' ? actors.office : unitActor(unit, 'unit-office');
        if (!walk.tries(move(actor, 'recallLetter', { letterId: letter.id, reason: 'x' }))) return;
        recalled += 1;
        expect(walk.case.status).toBe('open');
        walk.finishes();
        expect(walk.case.status).toBe('closed');
        expect(walk.case.letters[letter.id]?.status).toBe('recalled');
      }),
      { numRuns: 150 },
    );
    expect(recalled).toBeGreaterThan(75);
  });

  it('a case that is open has a command or a day that changes it', () => {
    fc.assert(
      fc.property(story(), (told) => {
        const walk = walked(told);
        if (walk.case.status === 'open') expect(nextMove(walk.case, walk.context)).toBeDefined();
      }),
      RUNS,
    );
  });

  it('the history alone gives the state, and the state survives a journey through JSON', () => {
    fc.assert(
      fc.property(story(), (told) => {
        const walk = walked(told);
        expect(walk.history.reduce<CaseState>(evolve, initialState)).toEqual(walk.state);
        const journey = JSON.parse(JSON.stringify(walk.history)) as CaseEvent[];
        expect(journey.reduce<CaseState>(evolve, initialState)).toStrictEqual(walk.state);
        expect(JSON.parse(JSON.stringify(walk.state))).toStrictEqual(walk.state);
      }),
      RUNS,
    );
  });

  it('a decision is pure: the same twice, nothing that it was given is touched, and a refusal has made nothing', () => {
    fc.assert(
      fc.property(
        story(25),
        fc.nat({ max: 997 }),
        fc.array(fc.nat({ max: 997 }), { minLength: 12, maxLength: 12 }),
        (told, type, choices) => {
          const walk = walked(told);
          const state = deepFreeze(walk.case);
          const command = deepFreeze(
            commandOf(someMove(state, walk.today, type, choices), 'k', instant(walk.today)),
          );
          const context = deepFreeze({ ...walk.context, today: walk.today });
          const once = outcome(() => decide(state, command, context));
          expect(outcome(() => decide(state, command, context))).toEqual(once);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('ids are unique, and none is ever given twice', () => {
    fc.assert(
      fc.property(story(), (told) => {
        const given = walked(told).history.flatMap(newIds);
        expect(given.filter((id, index) => given.indexOf(id) !== index)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('[D7] an ended obligation never changes, a superseded one has exactly one successor, and no duty is open twice', () => {
    fc.assert(
      fc.property(story(), (told) => {
        const walk = new Walk(told);
        walk.watch = (before) => dutiesAreKept(before, walk.case);
        walk.follows(told);
        for (const { status, endedOn, openedOn, supersededBy, kind } of Object.values(
          walk.case.obligations,
        )) {
          if (status === 'met') expect((endedOn ?? '') >= openedOn).toBe(true);
          if (status === 'open') expect(endedOn).toBeUndefined();
          expect(supersededBy !== undefined).toBe(status === 'superseded');
          if (supersededBy !== undefined) expect(walk.case.obligations[supersededBy]?.kind).toBe(kind);
        }
      }),
      RUNS,
    );
  });

  it('no open duty lies on a part that nobody handles', () => {
    fc.assert(
      fc.property(story(), (told) => {
        const { obligations, tracks } = walked(told).case;
        for (const { status, trackId } of Object.values(obligations))
          if (status === 'open')
            expect(['assigned', 'signed', 'returned']).toContain(tracks[trackId]?.status);
      }),
      RUNS,
    );
  });

  it('a closed case owes nothing, and every reply of it is out', () => {
    fc.assert(
      fc.property(story(), (told) => {
        const walk = walked(told);
        if (walk.case.status === 'open') walk.finishes();
        const { status, obligations, reworks, supervisions, instructions, deliveries } = walk.case;
        const open = [obligations, reworks, supervisions, instructions].flatMap((entries) =>
          Object.values<{ status: string }>(entries).filter((entry) => entry.status === 'open'),
        );
        expect(open).toEqual([]);
        expect(Object.values(deliveries).filter((delivery) => delivery.status === 'pending')).toEqual([]);
        if (status === 'withdrawn') expect(nextDue(walk.state, walk.context.rules)).toBeUndefined();
      }),
      RUNS,
    );
  });
});

describe('the shapes of cases', () => {
  it('every story begins with an intake that no rule has anything against', () => {
    fc.assert(
      fc.property(story(0), ({ intake }) => {
        expect(intakeProblems(intake, intake.assignedOn)).toEqual([]);
      }),
      RUNS,
    );
  });

  it("[R3.1] a national case closes through the provincial office's own part, and never before its product is out", () => {
    const came = { reply: 0, opinion: 0 };
    // Of a secret no product is here [R3.12].
    const national = story().filter(({ intake }) => intake.level === 'national' && !intake.secret);
    fc.assert(
      fc.property(national, (told) => {
        const walk = walked(told);
        if (walk.case.status === 'open') walk.finishes();
        const { tracks, status, facts } = walk.case;
        const own = Object.values(tracks).find(({ part }) => part === 'office');
        // For reference alone, a national case is answered by nobody until a unit leads it [R3.8].
        const led = Object.values(tracks).some(({ part }) => part === 'lead');
        expect(own !== undefined).toBe(led || facts.letter?.coHandles !== undefined);
        if (status !== 'closed' || !own) return;
        const product = issuedProduct(walk.case, own.id);
        if (!product) throw new Error('closed without the product of the office');
        expect(fullySent(walk.case, product.id)).toBe(true);
        came[product.product as 'reply' | 'opinion'] += 1;
      }),
      RUNS,
    );
    expect(Math.min(came.reply, came.opinion)).toBeGreaterThan(5);
  });
});

describe('time', () => {
  it('a tick on the day that is due next changes something, none before it does, and the next one lies later', () => {
    let days = 0;
    fc.assert(
      fc.property(story(), (told) => {
        const walk = walked(told);
        for (let count = 0; count < 12; count += 1) {
          const day = nextDue(walk.state, walk.context.rules);
          if (day === undefined) return;
          expect(tick(walk.state, walk, addDays(day, -1))).toEqual([]);
          walk.today = maxDate(walk.today, day);
          expect(tick(walk.state, walk, walk.today)).not.toEqual([]);
          walk.tries(move(actors.system, 'tick', {}));
          const following = nextDue(walk.state, walk.context.rules);
          expect(following === undefined || following > walk.today).toBe(true);
          days += 1;
        }
      }),
      RUNS,
    );
    expect(days).toBeGreaterThan(20);
  });

  it('[D5] the same rules adopted again move nothing', () => {
    fc.assert(
      fc.property(story(), (told) => {
        const walk = walked(told);
        if (walk.case.status !== 'open') return;
        const { obligations } = walk.case;
        expect(walk.act('system', 'adoptRules', { reason: 'z' })).toEqual([]);
        expect(walk.case.obligations).toEqual(obligations);
      }),
      RUNS,
    );
  });

  it('[D5] another calendar loses no deadline, keeps each duty and its days, and adopted twice does no more than once', () => {
    let moved = 0;
    fc.assert(
      fc.property(story(), shifted, (told, shift) => {
        const walk = walked(told);
        if (walk.case.status !== 'open') return;
        const before = walk.case.obligations;
        const original = walk.context;
        const adopt = () => walk.act('system', 'adoptRules', { reason: 'z' });
        walk.context = { ...original, calendar: { ...shift(original.calendar), version: 'shifted' } };
        const adopted = adopt();
        expect(adopted.at(-1)).toBe('rulesAdopted');
        moved += adopted.length - 1;
        const after = walk.case.obligations;
        const kept = ({
          id,
          kind,
          status,
          openedOn,
          enteredOn,
          owedBy,
          about,
          trackId,
        }: (typeof after)[string]) => ({ id, kind, status, openedOn, enteredOn, owedBy, about, trackId });
        expect(Object.values(after).map(kept)).toEqual(Object.values(before).map(kept));
        for (const obligation of Object.values(after))
          if (obligation.status === 'open') expect(obligation.due >= obligation.rawDue).toBe(true);
        expect(adopt()).toEqual([]);
        expect(walk.case.obligations).toEqual(after);
        walk.context = original;
        adopt();
        const dates = Object.values(walk.case.obligations).map(({ due, rawDue }) => [due, rawDue]);
        expect(dates).toEqual(Object.values(before).map(({ due, rawDue }) => [due, rawDue]));
      }),
      // Twice the walks: enough of them must have dates that a calendar can move.
      { ...RUNS, numRuns: RUNS.numRuns * 2 },
    );
    expect(moved).toBeGreaterThan(10);
  });
});

describe('evolve', () => {
  it('takes any event on any state: what is about something unknown changes nothing but the number', () => {
    fc.assert(
      fc.property(
        story(30),
        story(30),
        fc.array(fc.nat({ max: 997 }), { minLength: 1, maxLength: 40 }),
        (told, other, numbers) => {
          let state: CaseState = walked(told).state;
          let count = 0;
          const foreign = new Walk(other).follows(other).history;
          for (const event of foreign) {
            const strange = misnamed(event, () => numbers[count++ % numbers.length]!);
            state = evolve(state, strange);
            expect(['open', 'closed', 'withdrawn']).toContain(state.status);
          }
        },
      ),
      RUNS,
    );
  });

  it('an event of a type that this version does not know only counts', () => {
    const walk = new Walk({ intake: anyStory.intake, enteredLater: 0 });
    const [event] = walk.history;
    const unknown = { ...event, type: 'toString' as EventType, seq: 99, data: {} } as CaseEvent;
    expect(evolve(walk.state, unknown)).toEqual({ ...walk.state, seq: 99 });
    expect(evolve(initialState, unknown)).toBe(initialState);
  });
});

describe('the twins: a mistake is found out', () => {
  const fails = (property: (told: Story) => void, numRuns: number) =>
    fc.check(fc.property(story(), property), { numRuns }).failed;
  const holds = (property: (told: Story) => void) => !fails(property, RUNS.numRuns);
  /** Ends with the first story that shows the mistake; now and then sixty have none that does. */
  const isFoundOut = (property: (told: Story) => void) => fails(property, 10 * RUNS.numRuns);

  it('a timer that forgets that an inspection stands would fire without end', () => {
    const advances = (told: Story, forget: boolean): void => {
      const walk = walked(told);
      const day = nextDue(walk.state, walk.context.rules);
      if (day === undefined) return;
      const before = walk.state;
      walk.today = maxDate(walk.today, day);
      walk.tries(move(actors.system, 'tick', {}));
      const following = nextDue(forget ? before : walk.state, walk.context.rules);
      expect(following === undefined || following > walk.today).toBe(true);
    };
    expect(holds((told) => advances(told, false))).toBe(true);
    expect(isFoundOut((told) => advances(told, true))).toBe(true);
  });

  it('whoever does not send what came back stays in a dead end', () => {
    const ends = (told: Story, without: Move['type'] | undefined): void => {
      const walk = walked(told);
      for (let moves = 0; walk.case.status === 'open' && moves < 200; moves += 1) {
        const helps = nextMove(walk.case, walk.context);
        if (helps?.type === 'tick')
          walk.today = maxDate(walk.today, nextDue(walk.state, walk.context.rules) ?? '');
        if (!helps || helps.type === without || !walk.tries(helps)) break;
      }
      expect(walk.case.status).not.toBe('open');
    };
    expect(holds((told) => ends(told, undefined))).toBe(true);
    expect(isFoundOut((told) => ends(told, 'signFor'))).toBe(true);
  });
});

const anyStory = fc.sample(story(0), 1)[0] as Story;

function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { rule: error.rule, code: error.code, pointer: error.pointer, message: error.message };
  }
}

/** The ids that an event brings in. */
function newIds({ type, data }: CaseEvent): string[] {
  switch (type) {
    case 'caseAssigned':
      return data.tracks.map(({ id }) => id);
    case 'trackOpened':
      return [data.track.id];
    case 'obligationOpened':
      return [data.obligation.id];
    case 'letterDrafted':
      return [data.letterId];
    case 'letterIssued':
      return data.deliveries.map(({ id }) => id);
    case 'contactRecorded':
      return [data.contact.id];
    case 'reworkVisitRecorded':
      return [data.contactId];
    case 'contactExceptionRequested':
      return [data.exceptionId];
    case 'instructionsAsked':
    case 'extensionRequested':
      return [data.requestId];
    case 'supervisionOpened':
      return [data.supervisionId];
    case 'reworkAssigned':
      return [data.reworkId];
    default:
      return [];
  }
}

/** The event with some of its ids exchanged for ones that nothing has, or that something else has. */
function misnamed(event: CaseEvent, number: () => number): CaseEvent {
  const exchange = (value: unknown): unknown => {
    if (typeof value === 'string' && /^[a-z]\d+$/.test(value)) {
      const choice = number();
      if (choice % 3 === 0) return NONSENSE[choice % NONSENSE.length];
      return choice % 3 === 1 ? `${value[0]}${choice % 12}` : value;
    }
    if (Array.isArray(value)) return value.map(exchange);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, exchange(entry)]));
    return value;
  };
  return { ...event, data: exchange(event.data) } as CaseEvent;
}

export type { AssignedCase };
