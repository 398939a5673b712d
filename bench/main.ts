/** `make bench`: what cases cost the engine, and how fast they come in. Counts and ratios; seconds only against aims. */
import { SetupError, reportAndFail } from '../platform/errors';
import { measureAdoption } from './adoption';
import { measureBursts } from './bursts';
import { castOf } from './cast';
import { section, type Figure } from './figures';
import { measureIntake } from './intake';
import { measureProcedures } from './procedures';
import { measureSession } from './session';
import { measureStandardCase } from './standard-case';
import { startStage } from './stage';

/** Starts of each kind in a round: some seconds of work. */
const STARTS_A_ROUND = 400;
/** A normal session's list. */
const SESSION = 1600;

const PARTS = ['session', 'case', 'procedures', 'intake', 'adoption', 'bursts'] as const;
/** Rungs on one day, and deadlines on one instant. */
const RUNGS = 15_000;

/** All parts, or those that are named as arguments. The session comes first: its reminders are counted by day. */
async function bench(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((part) => !PARTS.some((known) => known === part));
  if (unknown.length > 0)
    throw new SetupError(`There is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}.`);
  const runs = (part: (typeof PARTS)[number]) => wanted.length === 0 || wanted.includes(part);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const print = (title: string, figures: readonly Figure[]) =>
    process.stdout.write(`${section(title, figures)}\n`);
  const stage = await startStage(say);
  try {
    const cast = await castOf(stage);
    if (runs('session')) {
      say('A session …');
      for (const [title, figures] of await measureSession(stage, cast, SESSION)) print(title, figures);
    }
    if (runs('case')) {
      say('The standard case …');
      for (const [title, figures] of await measureStandardCase(stage, cast)) print(title, figures);
    }
    if (runs('procedures')) {
      say('Procedures …');
      for (const [title, figures] of await measureProcedures(stage, cast)) print(title, figures);
    }
    if (runs('intake')) {
      say('Intake …');
      print(
        `Intake, 50 in flight (${STARTS_A_ROUND} a round, three rounds in turns, median)`,
        await measureIntake(stage, cast, STARTS_A_ROUND),
      );
    }
    if (runs('adoption')) {
      say('An adoption …');
      print(`A new calendar for ${SESSION} running cases`, await measureAdoption(stage, cast, SESSION));
    }
    if (runs('bursts')) {
      say('Bursts …');
      for (const [title, figures] of await measureBursts(stage, RUNGS, SESSION)) print(title, figures);
    }
  } finally {
    await stage.close();
  }
}

bench(process.argv.slice(2)).catch(reportAndFail);
