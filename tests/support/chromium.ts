import { existsSync } from "node:fs";

/** A Chromium that is installed on this computer, by its usual places; undefined without one. */
export const chromiumFile = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
].find(existsSync);
