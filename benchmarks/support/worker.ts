import { fork } from "node:child_process";
import { jobs, type Jobs } from "./jobs";
import { onDisk } from "./memoryFolder";

/** Work that is measured, in a process of its own: what the simulator takes of time and memory is not in it. */

type Name = keyof Jobs;
type Input<N extends Name> = Parameters<Jobs[N]>[0];
type Output<N extends Name> = Awaited<ReturnType<Jobs[N]>>;

export function inWorker<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const child = fork(__filename, {
    execArgv: ["--expose-gc"],
    env: { ...process.env, TMPDIR: onDisk },
  });
  return new Promise((resolve, reject) => {
    child.once("message", (answer) => resolve(answer as Output<N>));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the worker for ${name} ended with ${code}`)));
    child.send({ name, input });
  });
}

if (require.main === module) {
  process.once("message", ({ name, input }: { name: Name; input: never }) => {
    void jobs[name](input).then((output) => {
      process.send?.(output, () => process.exit());
    });
  });
}
