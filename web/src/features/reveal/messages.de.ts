import type { Translation } from "@/lib/i18n/catalogues.ts";

import type { en } from "./messages.en.ts";

export const de: Translation<typeof en> = {
  title: "Aufdecken",
  lead: "Finde heraus, was in einem Bild versteckt ist. Du musst nicht wissen, wie es versteckt wurde.",
  drop: {
    label: "Bild hierher ziehen, einfügen oder auswählen",
    hint: "PNG, JPEG oder WebP, bis 50 MB. Am besten die Datei, wie du sie bekommen hast, kein Bildschirmfoto.",
  },
  passphrase: {
    summary: "Ich habe einen Schlüsselsatz",
    label: "Schlüsselsatz",
    hint: "Du kannst ihn auch später eingeben. Eine unauffällig versteckte Nachricht zeigt sich nur, wenn du ihn jetzt eingibst.",
  },
  working: {
    picture: "Das Bild, in dem nachgesehen wird",
    loading: "Das Bild wird geladen",
    uploading: "Das Bild wird gesendet: {{share}}",
    waiting: "Gleich ist es an der Reihe",
    looking: "Es wird im Bild nachgesehen",
    stop: "Anhalten",
  },
  failed: {
    title: "In dem Bild konnte nicht nachgesehen werden",
    again: "Noch einmal versuchen",
  },
  cancelled: {
    title: "Angehalten",
    text: "Im Bild wurde nicht bis zum Ende nachgesehen.",
  },
  another: "In ein anderes Bild sehen",
};
