/** What every component test starts from: messages ready, and what jsdom lacks. */
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

import { startMessages } from "./lib/i18n/index.ts";

// jsdom lays nothing out, and knows no media queries.
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), { matches: false, media: query }) as MediaQueryList;

HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

startMessages();
afterEach(cleanup);
