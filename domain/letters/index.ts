export { escapeHtml, html, Markup } from './html';
export {
  formatDocumentNumber,
  normaliseDocumentNumber,
  parseDocumentNumber,
  type DocumentNumber,
  type NormalisedNumber,
  type Repair,
} from './document-number';
export {
  redact,
  REDACTION_MARKS,
  type Known,
  type PersonalKind,
  type Redacted,
  type Redaction,
} from './redact';
export { findSlips, type CheckedLetter, type Slip, type SlipCode } from './slips';
export { listedInMerged, missingInMerged, type NamedCase } from './merged';
