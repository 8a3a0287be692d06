import { addMessages } from "@/lib/i18n/index.ts";

import { de } from "./messages.de.ts";
import { en } from "./messages.en.ts";

declare module "@/lib/i18n/catalogues.ts" {
  interface Catalogues {
    admin: typeof en;
  }
}

addMessages("admin", { en, de });
