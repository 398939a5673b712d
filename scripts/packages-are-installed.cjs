/** Ends with 0 when node_modules holds what package-lock.json asks for, else with 1. Optional packages of other platforms do not count. */
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;

function missing() {
  const installed = read('node_modules/.package-lock.json');
  return Object.entries(read('package-lock.json')).filter(
    ([path, wanted]) =>
      path !== '' &&
      !wanted.optional &&
      !(installed[path]?.version === wanted.version && existsSync(join(root, path, 'package.json'))),
  );
}

process.exitCode =
  existsSync(join(root, 'node_modules/.package-lock.json')) && missing().length === 0 ? 0 : 1;
