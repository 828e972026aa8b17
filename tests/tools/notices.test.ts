import { noticesOf } from "../../tools/notices";

test("each package of which a file is bundled is named once, with the text of its license", () => {
  const notices = noticesOf([
    "node_modules/axios/lib/axios.js",
    "node_modules/axios/lib/utils.js",
    "node_modules/@grpc/grpc-js/build/src/index.js",
    "provider/clock.ts",
    "unused:form-data",
  ]);
  expect(notices.match(/^\S+ \d+\.\d+\.\d+ \(.*\)$/gm)).toEqual([
    expect.stringMatching(/^@grpc\/grpc-js .* \(Apache-2\.0\)$/),
    expect.stringMatching(/^axios .* \(MIT\)$/),
  ]);
  expect(notices).toMatch(/Copyright \(c\) .*Zabriskie/);
  expect(notices).toMatch(/Apache License\s+Version 2\.0/);
});
