/** `make bench`: what cases cost the engine, and how fast they come in. Counts and ratios; seconds only against aims. */
import { reportAndFail } from '../platform/errors';
import { castOf } from './cast';
import { section } from './figures';
import { measureIntake } from './intake';
import { measureSession } from './session';
import { measureStandardCase } from './standard-case';
import { startStage } from './stage';

/** Starts of each kind in a round: some seconds of work. */
const STARTS_A_ROUND = 400;
/** A normal session's list. */
const SESSION = 1600;

async function bench(): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const stage = await startStage(say);
  try {
    const cast = await castOf(stage);
    say('A session …');
    for (const [title, figures] of await measureSession(stage, cast, SESSION)) print(section(title, figures));
    say('The standard case …');
    for (const [title, figures] of await measureStandardCase(stage, cast)) print(section(title, figures));
    say('Intake …');
    const starts = `${STARTS_A_ROUND} a round, three rounds in turns, median`;
    print(section(`Intake, 50 in flight (${starts})`, await measureIntake(stage, cast, STARTS_A_ROUND)));
  } finally {
    await stage.close();
  }
}

bench().catch(reportAndFail);
