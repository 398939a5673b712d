import { nextDue, type AssignedCase, type CaseEvent } from '../../../../domain/case';
import { addDays, maxDate } from '../../../../domain/dates';
import { Refusal } from '../../../../domain/refusal';
import { nextMove } from '../finisher';
import { type Move, move } from '../move';
import { actors, Scenario } from '../scenario';
import { someMove } from './moves';
import type { Story } from './story';

/** A scenario that refuses nothing by exception: what a rule refuses is counted, all else is a defect. */
export class Walk extends Scenario {
  readonly refused: Refusal[] = [];
  /** Told of each command that was decided, with the state that it found. */
  watch: (before: AssignedCase, command: Move, made: CaseEvent[]) => void = () => undefined;

  constructor({ intake: taken, enteredLater }: Pick<Story, 'intake' | 'enteredLater'>) {
    super(taken, addDays(taken.assignedOn, enteredLater));
  }

  tries(attempt: Move): boolean {
    const before = this.case;
    const seen = this.history.length;
    try {
      this.act(attempt.actor, attempt.type, attempt.data);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused.push(error);
      this.watch(before, attempt, []);
      return false;
    }
    this.watch(before, attempt, this.history.slice(seen));
    return true;
  }

  /** Days pass as the durable timer lives them. */
  passes(days: number): void {
    const day = addDays(this.today, days);
    for (
      let next = nextDue(this.state, this.context.rules);
      next !== undefined && next <= day;
      next = nextDue(this.state, this.context.rules)
    ) {
      this.today = maxDate(this.today, next);
      this.tries(move(actors.system, 'tick', {}));
    }
    this.today = day;
  }

  follows({ helped, steps }: Pick<Story, 'helped' | 'steps'>): this {
    for (let moves = 0; moves < helped; moves += 1) this.helps();
    for (const { what, command, choices } of steps) {
      if (this.state.status !== 'open' && what !== 'try') continue;
      if (what === 'days') this.passes(choices[0]! % 40);
      else if (what === 'help') this.helps();
      else if (what === 'late') {
        this.today = addDays(this.today, choices[0]! % 90);
        this.tries(move(actors.system, 'tick', {}));
      } else if (what === 'calendar') this.adopts(choices);
      else this.meddles(command, choices);
    }
    return this;
  }

  /** Another calendar is announced: the present one without its holidays, or with some days more. */
  private adopts([drop = 0, month = 0, day = 0, length = 0]: number[]): void {
    const { calendar } = this.context;
    const two = (value: number) => String(value).padStart(2, '0');
    const from = 1 + (day % 20);
    const span = `${two(1 + (month % 12))}-${two(from)}/${two(1 + (month % 12))}-${two(from + (length % 9))}`;
    const off =
      drop % 4 === 0 ? {} : { ...calendar.off, 2026: { ...calendar.off['2026'], [span]: '试验假' } };
    this.context = {
      ...this.context,
      calendar: { ...calendar, version: `announced-${span}`, off, work: {} },
    };
    this.tries(move(actors.system, 'adoptRules', { calendarVersion: 'x', policyVersion: 'x', reason: 'x' }));
  }

  /** Tries one command after another until the rules take one. */
  private meddles(command: number, choices: number[]): void {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const drawn = choices.map((choice) => choice + attempt * 7);
      if (this.tries(someMove(this.case, this.today, command + attempt * 29, drawn))) return;
    }
  }

  private helps(): void {
    const helps = nextMove(this.case, this.context);
    if (helps && helps.type !== 'tick') this.tries(helps);
  }

  /** Follows whoever wants the case closed, to its end. Throws when a move that the state calls for is refused. */
  finishes(): this {
    for (let moves = 0; this.case.status === 'open'; moves += 1) {
      const helps = nextMove(this.case, this.context);
      if (!helps) throw new Error(`nothing leads on: ${JSON.stringify(this.case)}`);
      if (helps.type === 'tick')
        this.today = maxDate(this.today, nextDue(this.state, this.context.rules) ?? '');
      const seen = this.history.length;
      if (!this.tries(helps))
        throw new Error(`${JSON.stringify(helps)} was refused: ${this.refused.at(-1)?.message}`);
      if (this.history.length === seen) throw new Error(`${JSON.stringify(helps)} changed nothing`);
      if (moves > 600) throw new Error(`no end in sight: ${JSON.stringify(helps)}`);
    }
    return this;
  }
}
