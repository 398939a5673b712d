import { tellCommand } from '../../../domain/case';
import { takenBy, tellsOf } from '../../../domain/case/tells';
import { Refusal } from '../../../domain/refusal';
import type { Scenario } from './scenario';

/** Cases that can tell each other what concerns them, as their runs do. */
export class Exchange {
  constructor(private readonly cases: Scenario[]) {}

  /** Carries everything that is to be told, until nothing is; answers how each was taken. */
  carry(): string[] {
    const outcomes: string[] = [];
    for (const host of this.cases)
      for (let [tell] = tellsOf(host.case); tell; [tell] = tellsOf(host.case)) {
        const told = this.tell(host, tell);
        outcomes.push(told.why ?? told.outcome);
        host.act('system', 'reportTold', { ...tell, ...told });
      }
    return outcomes;
  }

  private tell(
    host: Scenario,
    tell: ReturnType<typeof tellsOf>[number],
  ): { outcome: 'taken' | 'apart' | 'refused'; why?: string } {
    const member = this.cases.find(({ case: { caseId } }) => caseId === tell.member);
    const said = tellCommand(host.case, tell);
    if (!member || !said) return { outcome: 'refused', why: 'nobody' };
    try {
      member.act('system', said.type, said.data);
      return { outcome: takenBy(member.case, said) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { outcome: 'refused', why: error.message };
    }
  }
}
