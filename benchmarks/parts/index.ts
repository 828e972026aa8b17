import type { Part } from "../report/section";
import { engine } from "./engine";
import { fleets } from "./fleets";
import { illegalResize } from "./illegalResize";
import { kills } from "./kills";
import { load } from "./load";
import { lostAnswers } from "./lostAnswers";
import { minutes } from "./minutes";
import { plugin } from "./plugin";
import { power } from "./power";
import { requests } from "./requests";
import { resizeTen } from "./resizeTen";
import { spreadOverAMinute } from "./spread";

/** In the order of the report. */
export const parts: readonly Part[] = [
  power,
  spreadOverAMinute,
  minutes,
  requests,
  resizeTen,
  fleets,
  engine,
  load,
  lostAnswers,
  kills,
  illegalResize,
  plugin,
];
