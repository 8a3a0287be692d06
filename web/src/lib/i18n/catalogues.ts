/**
 * The catalogues of messages by namespace. A feature adds its own:
 * `declare module "@/lib/i18n/catalogues.ts" { interface Catalogues { hide: typeof en } }`.
 */
import type { en as common } from "./common.en.ts";

export interface Catalogues {
  common: typeof common;
}

/** The same messages in another language: every key, none left out. */
export type Translation<T> = { [K in keyof T]: T[K] extends string ? string : Translation<T[K]> };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Catalogues;
  }
}
