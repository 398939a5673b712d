import { addDays, startOfDay, type CivilDate } from '../../domain/dates';
import { recordIntake, type IntakeOutcome } from '../../ledger/intake';
import { openLedger, type Ledger } from '../../ledger/pool';
import { recordCommand, type Recorded } from '../../ledger/record';
import { loadRegister } from '../../ledger/register';
import type { Command, CommandData, CommandType } from '../../schemas/commands';
import type { IntakeCase } from '../../schemas/intake';
import type { Person, Register } from '../../schemas/register';
import { testDatabase } from '../setup/database';
import { actors, standardIntake, type ActorName } from '../domain/case/scenario';

const POSTS = ['principal', 'leaderInCharge', 'office', 'division', 'officer'] as const;

/** One unit's people: `lead-1` (principal) to `lead-5` (officer of the division `lead/1`). */
const peopleOf = (unit: string): Person[] =>
  POSTS.map((post, index) => ({
    id: `${unit}-${index + 1}`,
    name: `${unit} ${post}`,
    unit,
    post,
    mail: `${unit}-${index + 1}@example.cn`,
    telephone: '0311-00000000',
    subject: `${unit}-${post}`,
    ...(index >= 3 ? { division: `${unit}/1` } : {}),
  }));

const UNITS = ['lead', 'co', 'third'];

export const testRegister: Register = {
  units: UNITS.map((id) => ({
    id,
    name: `单位 ${id}`,
    kind: 'department',
    divisions: [{ id: `${id}/1`, name: '一处' }],
    formerNames: [],
  })),
  people: UNITS.flatMap(peopleOf),
  bodies: [
    { id: 'hebei-congress', name: '省人民代表大会', chamber: 'congress', level: 'provincial' },
    { id: 'hebei-cppcc', name: '省政协', chamber: 'cppcc', level: 'provincial' },
    { id: 'provincial-office', name: '省政府办公厅', mail: 'office@example.cn' },
  ],
};

/** An instant of a day, ten in the morning in Shanghai. */
export const instantOn = (day: CivilDate): string => new Date(startOfDay(day) + 10 * 3_600_000).toISOString();

export interface LedgerFixture {
  ledger: Ledger;
  url: string;
  /** Takes a case in on a day; by default the standard one, with another number. */
  intake(number: string, more?: Partial<IntakeCase>, day?: CivilDate): Promise<IntakeOutcome>;
  /** The same, and it must become a case: its id. */
  newCase(number: string, more?: Partial<IntakeCase>, day?: CivilDate): Promise<string>;
  /** Records a command with an id of its own; throws what it refuses. */
  act<T extends CommandType>(
    caseId: string,
    who: ActorName,
    type: T,
    data: CommandData[T],
    day?: CivilDate,
  ): Promise<Recorded>;
  close(): Promise<void>;
}

/** A migrated database with a register of three units, for one test file. */
export async function ledgerFixture(): Promise<LedgerFixture> {
  const database = await testDatabase();
  const ledger = openLedger(database.url);
  await loadRegister(ledger, testRegister);
  let count = 0;
  const intake: LedgerFixture['intake'] = (number, more = {}, day = standardIntake.assignedOn) =>
    recordIntake(ledger, {
      intake: {
        ...standardIntake,
        ...more,
        identity: { ...standardIntake.identity, ...more.identity, number },
      },
      commandId: `intake-${number}`,
      actor: actors.office,
      recordedAt: instantOn(day),
    });
  return {
    ledger,
    url: database.url,
    intake,
    newCase: async (number, more, day) => {
      const outcome = await intake(number, more, day);
      if (outcome.outcome !== 'recorded') throw new Error(`no new case: ${JSON.stringify(outcome)}`);
      return outcome.caseId;
    },
    act: async (caseId, who, type, data, day = standardIntake.assignedOn) => {
      count += 1;
      const recorded = await recordCommand(ledger, {
        caseId,
        command: command(`k${count}`, who, type, data, day),
        afterSeq: 0,
      });
      if (recorded.refusal) throw new Error(`refused: ${JSON.stringify(recorded.refusal)}`);
      return recorded;
    },
    close: async () => {
      await ledger.close();
      await database.close();
    },
  };
}

export function command<T extends CommandType>(
  id: string,
  who: ActorName,
  type: T,
  data: CommandData[T],
  day: CivilDate = standardIntake.assignedOn,
): Command {
  return { id, type, actor: actors[who], recordedAt: instantOn(day), data } as unknown as Command;
}

export { actors, addDays, standardIntake };
