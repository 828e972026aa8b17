const Sequencer = require("@jest/test-sequencer").default;

/** Short files of tests that wait long, on their own: last, they would keep all others' cores idle. */
const long = /\/engine\/(many|kills)\.test\.ts$/;

/** Without durations of earlier runs Jest begins with the largest files. */
module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => long.test(path.replaceAll("\\", "/"));
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
