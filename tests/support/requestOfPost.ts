import { World } from "./world";

/**
 * The number of the request that sends the first POST, or the first of a type, in a world of its own in which nobody
 * is killed. Requests that do not count are those before the number that `run` answers with.
 */
export async function requestOfPost(
  options: Parameters<typeof World.start>[0],
  run: (world: World) => Promise<number | void>,
  type?: string,
): Promise<number> {
  const world = await World.start(options);
  const before = (await run(world)) ?? 0;
  const index = world.simulator.requests
    .slice(before)
    .findIndex(
      ({ method, actionType }) => method === "POST" && (type === undefined || actionType === type),
    );
  await world.stop();
  return index + 1;
}
