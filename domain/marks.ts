/**
 * Ids in sentences for officials. The domain knows units and proposers by their ids alone; whoever shows a sentence to
 * somebody puts names there, of proposers only to those who may read them. A mark is the id between two characters that
 * are invisible and that nobody types: where nothing is put in its place, as in logs and in the engine, it reads as the
 * plain id.
 */
const UNIT = '\u2063';
const PROPOSER = '\u2062';
const MARKS = new RegExp(`([${UNIT}${PROPOSER}])([^${UNIT}${PROPOSER}]*)\\1`, 'gu');

/** A unit in a sentence. */
export const unitMark = (id: string): string => `${UNIT}${id}${UNIT}`;

/** A proposer of the case in a sentence. */
export const proposerMark = (id: string): string => `${PROPOSER}${id}${PROPOSER}`;

/** What stands in the place of a mark; undefined leaves it as it is. */
export interface MarkNames {
  unit?: (id: string) => string | undefined;
  proposer?: (id: string) => string | undefined;
}

/** The sentence with names in the place of marks. */
export const withNames = (sentence: string, { unit, proposer }: MarkNames): string =>
  sentence.replace(
    MARKS,
    (mark, kind: string, id: string) => (kind === UNIT ? unit : proposer)?.(id) ?? mark,
  );

/** The sentence with plain ids, where nobody is there to name them. */
export const withIds = (sentence: string): string =>
  withNames(sentence, { unit: (id) => id, proposer: (id) => id });

/** The ids of the units that a sentence marks. */
export const markedUnits = (sentence: string): string[] =>
  [...sentence.matchAll(MARKS)].flatMap(([, kind, id]) => (kind === UNIT && id !== undefined ? [id] : []));

/** Whether there is anything to name in a sentence. */
export const isMarked = (sentence: string): boolean => sentence.search(MARKS) >= 0;

/** Whether a sentence marks a proposer. */
export const marksProposers = (sentence: string): boolean => sentence.includes(PROPOSER);
