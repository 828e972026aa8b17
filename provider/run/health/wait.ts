import { actionOf } from "../../actions";
import type { Droplet } from "../../api/wire";
import { DropletActionsError } from "../../errors";
import type { Post } from "../../operation/fold";
import type { Present, Seen } from "../../resources/define";
import { type Healthcheck, healthcheckOf } from "../../resources/healthcheck";
import { type Run, sleepUnlessUnwanted, stopIfUnwanted, subjectOf } from "../run";
import { hostsAwaited, nameOf } from "./target";

/**
 * After the last step: waits until the server answers. DigitalOcean knows the Droplet's power, and not whether its
 * operating system has come up.
 */
export async function waitUntilHealthy(
  run: Run,
  seen: Present<Seen>,
  /** Some of the Droplets, before the operation continues with the others. */
  isWanted?: (droplet: Droplet) => boolean,
): Promise<void> {
  const { clock, inputs, log, progress } = run;
  const check = healthcheckOf(inputs);
  const hosts = hostsAwaited(run, seen, log.operation, isWanted);
  if (!check || hosts.length === 0) return;
  const began = clock.now();
  const findings = await Promise.all(hosts.map((host) => askUntilHealthy(run, check, host)));
  const complaints = findings.flatMap(({ complaint }) => complaint ?? []);
  if (complaints.length > 0) throw notHealthy(run, check, complaints);
  const name = nameOf(check, hosts);
  progress.done({ head: "healthy", tail: ` (${name})` }, began);
  if (isWanted) return;
  await log.append({ is: "healthy" });
  if (log.posts.some(isRestart) && !findings.some(({ wasDown }) => wasDown)) {
    run.say(
      `${name} answered every check after the restart, so it was never seen down. That the server did restart is not proved by it`,
    );
  }
}

/** Its operating system may keep running for a while before it restarts. */
const isRestart = ({ type }: Post): boolean => actionOf(type).needsPower === true;

/** How one server was found; the complaint is what it answered last, if that was not enough. */
async function askUntilHealthy(run: Run, check: Healthcheck, host: string) {
  const { clock, probe, progress } = run;
  const { healthyThreshold, checkIntervalSeconds, responseTimeoutSeconds, timeoutSeconds } = check;
  const name = nameOf(check, [host]);
  const began = clock.now();
  const until = began + timeoutSeconds * 1000;
  let inARow = 0;
  let wasDown = false;
  for (;;) {
    stopIfUnwanted(run);
    const leftSeconds = Math.max(1, (until - clock.now()) / 1000);
    const seconds = Math.min(responseTimeoutSeconds, leftSeconds);
    const { isHealthy, text } = await probe({ ...check, host, seconds });
    stopIfUnwanted(run);
    inARow = isHealthy ? inARow + 1 : 0;
    wasDown ||= !isHealthy;
    if (inARow >= healthyThreshold) return { wasDown, complaint: undefined };
    const answer = isHealthy ? `${text} (${inARow} of ${healthyThreshold} times)` : text;
    if (clock.now() >= until) return { complaint: `${name} answered last: ${answer}`, wasDown };
    progress.waiting({ head: "healthcheck", tail: `: ${answer} (${name})` }, began);
    const untilNext = Math.min(checkIntervalSeconds * 1000, until - clock.now());
    await sleepUnlessUnwanted(run, untilNext);
  }
}

const notHealthy = (run: Run, { timeoutSeconds }: Healthcheck, complaints: readonly string[]) =>
  new DropletActionsError(
    "not-healthy",
    { action: subjectOf(run) },
    `not healthy after ${timeoutSeconds} s (healthcheck.timeoutSeconds): ${complaints.join("; ")}`,
    "Look at the server, or correct healthcheck, or leave it out. Then run `pulumi up`, which checks again and sends nothing twice",
  );
