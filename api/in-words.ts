import type { AssignedCase } from '../domain/case';
import { markedUnits, marksProposers, withNames } from '../domain/marks';
import { proposerTitle } from '../domain/naming';
import { nameUnits } from '../ledger/register';
import type { Db } from '../ledger/pool';
import { readProposers } from '../ledger/reads/case';
import type { Actor } from '../schemas/common';
import { deliversIn, DELIVERERS, type View } from './scope';

/** Who reads a sentence, and what of the case they see. */
interface Reader {
  actor: Actor;
  view: View | undefined;
}

/**
 * A sentence about a case as somebody reads it: units by their names in the register, proposers by name for those who
 * deliver to them, for everybody else by what they are and their id.
 */
export async function inWords(
  db: Db,
  state: AssignedCase,
  { actor, view }: Reader,
  sentence: string,
): Promise<string> {
  const marked = markedUnits(sentence);
  const units = marked.length > 0 ? await nameUnits(db, marked) : {};
  const reads = view !== undefined && DELIVERERS.includes(actor.role) && deliversIn(state, view);
  const proposers = reads && marksProposers(sentence) ? await readProposers(db, state.caseId) : [];
  const named = withNames(sentence, {
    unit: (id) => units[id] ?? id,
    proposer: (id) => proposers.find((each) => each.id === id)?.name,
  });
  return withTitles(named, state);
}

/** A sentence about a case with its proposers called by what they are: `领衔代表（p1）`. */
export const withTitles = (sentence: string, { proposers }: Pick<AssignedCase, 'proposers'>): string =>
  withNames(sentence, {
    proposer: (id) => {
      const proposer = proposers.find((each) => each.id === id);
      return proposer ? `${proposerTitle(proposer)}（${id}）` : id;
    },
  });
