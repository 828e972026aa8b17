import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Adapter, type CheckFailure, failureFor, sentencesFor, stateIn, textFor } from "../adapter";
import { hiding, namesOfSecrets } from "../secrets";
import { withPage } from "../../errorPages";
import { RefusedError } from "../../errors";
import { type Context, InitFailure } from "../../lifecycle";
import * as lifecycle from "../../lifecycle";
import { resourceNamed } from "../../resources";
import type { Outputs, ResourceDefinition } from "../../resources/define";
import { detailedDiff, type Kind } from "./detailedDiff";
import { UnfinishedError } from "./failure";
import { unwrap, type Unwrapped, withoutForeign, wrap } from "./properties";
import { checkSettings, settingsOf } from "./settings";

/** A request about a resource. */
interface ResourceRequest {
  getUrn(): string;
  getPreview?(): boolean;
  getTimeout?(): number;
}

/** The token is kept from all eyes also where the program did not say so. */
const alwaysSecret = new Set(["token"]);

/** The core as the engine calls a provider plugin: requests in, answers out, one method a call. */
export class Provider {
  readonly adapter = new Adapter();
  /** Whether this run has changed something, so that it is no preview. */
  private acts = false;

  checkConfig(request: proto.CheckRequest): proto.CheckResponse {
    const { values, secret } = unwrap(request.getNews());
    const secretSettings = new Set([...secret, ...alwaysSecret]);
    const failures = checkSettings(values).map((failure) => failureFor(failure, secretSettings));
    return checked(wrap(values, secretSettings), failures);
  }

  /** No setting makes another resource of one: a new token or address reaches the same Droplets. */
  diffConfig(request: proto.DiffRequest): proto.DiffResponse {
    const news = unwrap(request.getNews()).values;
    const olds = unwrap(request.getOldInputs() ?? request.getOlds()).values;
    const paths = detailedDiff(olds, news, keysOf(olds, news));
    return paths.size === 0 ? noDiff() : diffResponse(paths, []);
  }

  configure(request: proto.ConfigureRequest): proto.ConfigureResponse {
    this.adapter.configure(settingsOf(unwrap(request.getArgs()).values));
    this.adapter.beginRun();
    this.acts = false;
    return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  }

  check(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    const olds = unwrap(request.getOlds());
    const news = unwrap(request.getNews());
    return this.answer(request, [news], async (definition, context) => {
      const given = withoutForeign(news.values);
      const state = stateIn(olds.values);
      const { inputs, failures } = await lifecycle.check(context, {
        definition,
        inputs: given,
        state,
      });
      // What is kept from before, such as the default of a name, is as secret as it was.
      const kept = [...olds.secret].filter((input) => !(input in given));
      return checked(
        wrap(inputs, new Set([...news.secret, ...kept])),
        sentencesFor(failures, news.secrets, news.secret),
      );
    });
  }

  diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const olds = unwrap(request.getOlds());
    const news = unwrap(request.getNews());
    const before = unwrap(request.getOldInputs()).values;
    return this.answer(request, [olds, news], async (definition, context) => {
      const { changes, replaces, changed } = await lifecycle.diff(context, {
        definition,
        inputs: news.values,
        state: olds.values,
      });
      if (changes === false) return noDiff();
      return diffResponse(detailedDiff(before, news.values, changed), replaces);
    });
  }

  create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    const inputs = unwrap(request.getProperties());
    const preview = request.getPreview();
    return this.answer(request, [inputs], async (definition, context) => {
      const wanted = { definition, inputs: inputs.values, state: null };
      if (preview) {
        const foreseen = await lifecycle.preview(this.foreseeing(context), wanted);
        return new proto.CreateResponse().setProperties(wrap(foreseen, inputs.secret));
      }
      this.acts = true;
      const { id, outputs } = await lifecycle.create(context, wanted);
      const whole = wrap({ ...outputs, ...named(request) }, secretAmong(outputs, inputs));
      return new proto.CreateResponse().setId(id).setProperties(whole);
    });
  }

  update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const olds = unwrap(request.getOlds());
    const news = unwrap(request.getNews());
    const preview = request.getPreview();
    return this.answer(request, [news, olds], async (definition, context) => {
      const wanted = { definition, inputs: news.values, state: olds.values };
      this.acts ||= !preview;
      const outputs = preview
        ? await lifecycle.preview(this.foreseeing(context), wanted)
        : await lifecycle.update(context, wanted);
      const whole = preview ? outputs : { ...withoutForeign(outputs), ...named(request) };
      const secret = secretAmong(outputs, news, olds.secrets);
      return new proto.UpdateResponse().setProperties(wrap(whole, secret));
    });
  }

  /** Reads a resource in the state; with no more than an id, it is an import. */
  read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const state = unwrap(request.getProperties());
    const inputs = unwrap(request.getInputs());
    const id = request.getId();
    return this.answer(request, [state, inputs], async (definition, context) => {
      const saved = "performedActions" in state.values;
      const found = saved
        ? await lifecycle.read(context, { definition, state: state.values }, id)
        : await this.find(context, definition, id);
      const secret = new Set([...state.secret, ...inputs.secret]);
      const properties = wrap({ ...withoutForeign(found.outputs), ...named(request) }, secret);
      const declared = wrap(withoutForeign(found.inputs), secret);
      if (found.id !== undefined && found.unfinished) {
        // Said so, since an answer without it would make the engine forget that the last change failed.
        const hide = hiding([...state.secrets, ...inputs.secrets]);
        const reason = withPage(hide(found.unfinished), "unfinished-resource");
        throw new UnfinishedError(found.id, properties, reason, declared);
      }
      const response = new proto.ReadResponse();
      if (found.id === undefined) return response;
      return response.setId(found.id).setProperties(properties).setInputs(declared);
    });
  }

  remove(request: proto.DeleteRequest): Promise<Empty> {
    const state = unwrap(request.getProperties());
    return this.answer(request, [state], async (definition, context) => {
      this.acts = true;
      await lifecycle.remove(context, { definition, state: state.values });
      return new Empty();
    });
  }

  /**
   * The engine also asks during `up --continue-on-error` what a resource would become that it skips. Nobody does that,
   * so nothing is said of it.
   */
  private foreseeing(context: Context): Context {
    return this.acts ? { ...context, say: () => {} } : context;
  }

  private async find(context: Context, definition: ResourceDefinition, id: string) {
    try {
      return await lifecycle.importById(context, definition, id);
    } catch (error) {
      // `Resource.exists` is a Read under a made-up name. What cannot be found by such an id does not exist.
      const isQuestion = lifecycle.nameOf(context.urn).startsWith("__exists__");
      if (isQuestion && error instanceof RefusedError) return lifecycle.notFound;
      throw error;
    }
  }

  private async answer<T>(
    request: ResourceRequest,
    given: readonly Unwrapped[],
    work: (definition: ResourceDefinition, context: Context) => T | Promise<T>,
  ): Promise<T> {
    const urn = request.getUrn();
    const preview = request.getPreview?.();
    const timeoutSeconds = request.getTimeout?.() || undefined;
    const secrets = given.flatMap((one) => one.secrets);
    const hide = hiding(secrets);
    try {
      return await this.adapter.answer({ urn, secrets, preview, timeoutSeconds }, (context) =>
        work(resourceNamed(kindOf(urn)), context),
      );
    } catch (error) {
      if (error instanceof InitFailure) {
        const names = given.flatMap((one) => [...secretAmong(error.properties, one, secrets)]);
        const secret = new Set([...names, "unfinished"]);
        const properties = wrap({ ...error.properties, ...named(request) }, secret);
        throw new UnfinishedError(error.id, properties, textFor(error, hide));
      }
      if (error instanceof UnfinishedError) throw error;
      // A new one, for several resources may have been given the same.
      throw new Error(textFor(error, hide), { cause: error });
    }
  }
}

/** Names of outputs that are secret: an input that is one, and what repeats one. */
const secretAmong = (
  outputs: Outputs,
  { values, secret, secrets }: Unwrapped,
  moreSecrets: readonly string[] = [],
): Set<string> =>
  new Set([...secret, ...namesOfSecrets(outputs, values, [...secrets, ...moreSecrets])]);

/** Kept in the state, so that the journal of a resource is found again under the name it had before a rename. */
const named = (request: ResourceRequest) => ({ __urn: request.getUrn() });

/** `urn:pulumi:stack::project::parent$droplet-actions:index:DropletReboot::name` is about a DropletReboot. */
const kindOf = (urn: string): string =>
  urn.split("::")[2]?.split("$").at(-1)?.split(":").at(-1) ?? urn;

const keysOf = (...all: readonly Outputs[]): string[] => [...new Set(all.flatMap(Object.keys))];

const checked = (inputs: Struct, failures: readonly CheckFailure[]): proto.CheckResponse =>
  new proto.CheckResponse()
    .setInputs(inputs)
    .setFailuresList(
      failures.map(({ property, reason }) =>
        new proto.CheckFailure().setProperty(property).setReason(reason),
      ),
    );

const noDiff = (): proto.DiffResponse =>
  new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE);

function diffResponse(
  paths: ReadonlyMap<string, Kind>,
  replaces: readonly string[],
): proto.DiffResponse {
  const response = new proto.DiffResponse()
    .setChanges(proto.DiffResponse.DiffChanges.DIFF_SOME)
    .setReplacesList([...replaces])
    .setHasdetaileddiff(true)
    .setDiffsList([...new Set([...paths.keys()].map(topOf))]);
  for (const [path, kind] of paths) {
    const does = replaces.includes(topOf(path)) ? (`${kind}_REPLACE` as const) : kind;
    const one = new proto.PropertyDiff().setInputdiff(true).setKind(proto.PropertyDiff.Kind[does]);
    response.getDetaileddiffMap().set(path, one);
  }
  return response;
}

/** The input that a path begins with. */
const topOf = (path: string): string => path.split(/[.[]/)[0] ?? path;
