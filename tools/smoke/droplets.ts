import { said, type Api } from "./api";
import { asJson, type Json } from "./exchange";

/** Steps with one Droplet that several parts of the script take. */

export const createSeconds = 600;
export const actionSeconds = 3600;
const effectSeconds = 300;

export async function dropletOf(api: Api, id: string): Promise<Json> {
  return asJson((await api.get(`/v2/droplets/${id}`))["droplet"]);
}

/** Posts an action, waits for its end, and answers with the status of the POST's answer. */
export async function act(api: Api, id: string, body: Json, question?: string): Promise<number> {
  const path = `/v2/droplets/${id}/actions`;
  const answer = await api.send("POST", path, {
    body,
    ...(question === undefined ? {} : { question }),
  });
  if (answer.status === 201) await ended(api, id, asJson(answer.body["action"])["id"]);
  else if (question === undefined) {
    throw new Error(`${String(body["type"])} was answered ${answer.status}: ${said(answer.body)}`);
  }
  return answer.status;
}

/** Resolves when the action has ended, well or not. */
export async function ended(api: Api, id: string, actionId: unknown): Promise<void> {
  const path = `/v2/droplets/${id}/actions/${String(actionId)}`;
  await api.until(`the end of action ${String(actionId)}`, actionSeconds, async () => {
    const { status, body } = await api.send("GET", path);
    return status === 200 && asJson(body["action"])["status"] !== "in-progress" ? true : undefined;
  });
}

/** Effects show when an action has ended, or some time later. */
async function becomes(
  api: Api,
  id: string,
  what: string,
  isSo: (droplet: Json) => boolean,
): Promise<void> {
  await api.until(`Droplet ${id} ${what}`, effectSeconds, async () => {
    const { body } = await api.send("GET", `/v2/droplets/${id}`);
    return isSo(asJson(body["droplet"])) ? true : undefined;
  });
}

export const statusBecomes = (api: Api, id: string, wanted: string): Promise<void> =>
  becomes(api, id, `being ${wanted}`, ({ status }) => status === wanted);

export const featureShows = (api: Api, id: string, wanted: string): Promise<void> =>
  becomes(api, id, `having ${wanted}`, (droplet) => hasFeature(droplet, wanted));

export const hasFeature = ({ features }: Json, wanted: string): boolean =>
  Array.isArray(features) && features.includes(wanted);
