export { HEADINGS, LIST_HEADINGS, knownHeadings, readHeadings, type Field } from './columns';
export { readCases } from './cases';
export { placeOf, type Lookups, type Place, type Remark, type RowReading } from './reading';
export { MAX_ROWS, readTable, type ListReading } from './table';
export { bodyOf, readSession } from './sessions';
export { unitIndex, type NamedUnit, type UnitIndex } from './units';
export {
  areAlike,
  bareNumber,
  likenessOf,
  quotedNumbers,
  textMarks,
  titlePairs,
  type Comparable,
  type Likeness,
} from './similar';
