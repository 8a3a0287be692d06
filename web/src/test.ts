/** What every component test starts from: messages ready, and what jsdom lacks. */
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

import { startMessages } from "./lib/i18n/index.ts";

window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;

startMessages();
afterEach(cleanup);
