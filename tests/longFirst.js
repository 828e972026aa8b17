const Sequencer = require("@jest/test-sequencer").default;

/** Short files that take long, the longest first: last, one would keep all other cores idle. */
const long = ["languages", "kills", "examples", "token", "unfinished", "resourcesSafety"];

const rank = ({ path }) => {
  const [, name] = /\/engine\/(\w+)\.test\.ts$/.exec(path.replaceAll("\\", "/")) ?? [];
  return long.includes(name) ? long.indexOf(name) : long.length;
};

/** Without durations of earlier runs Jest begins with the largest files. */
module.exports = class extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
