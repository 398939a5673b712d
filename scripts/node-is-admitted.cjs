/** Ends with 0 when this Node.js is one of those that package.json admits (`engines`), else with 1. Old ones must be able to read it. */
const { engines } = require('../package.json');

const numbersOf = (version) => version.split('.').map(Number);
const [major, minor, patch] = numbersOf(process.versions.node);

/** `^a.b.c` or `>=a.b.c`. */
function admits(range) {
  const [a, b, c] = numbersOf(range.replace(/^\D+/, ''));
  if (major !== a) return major > a && range.startsWith('>=');
  return minor > b || (minor === b && patch >= c);
}

process.exitCode = engines.node.split(' || ').some(admits) ? 0 : 1;
