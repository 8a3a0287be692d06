import type { Translation } from "@/lib/i18n/catalogues.ts";

import type { en } from "./messages.en.ts";

export const de: Translation<typeof en> = {
  title: "Kontakte",
  lead: "Menschen, mit denen du schreibst und für die du Verstecktes verschließen kannst.",
  find: {
    label: "Jemanden am Benutzernamen finden",
    hint: "Der ganze Benutzername, so wie du ihn bekommen hast.",
    action: "Suchen",
    none: "Niemand heißt „{{username}}“. Frag nach, wie der Name geschrieben wird.",
    invite: "Einladen",
    invited: "Deine Einladung wartet auf Antwort",
    accepted: "Ihr seid Kontakte",
    blocked: "Du hast diesen Menschen blockiert",
    pending: "Dieser Mensch hat dich eingeladen",
  },
  done: {
    invite: "{{name}} ist eingeladen",
    accept: "{{name}} ist jetzt dein Kontakt",
    block: "{{name}} ist blockiert",
    unblock: "{{name}} ist nicht mehr blockiert",
    remove: "{{name}} ist entfernt",
  },
  pending: { title: "Einladungen an dich", accept: "Annehmen", decline: "Ablehnen" },
  invited: { title: "Deine Einladungen", withdraw: "Zurücknehmen", since: "Gefragt {{ago}}" },
  accepted: {
    title: "Deine Kontakte",
    since: "Seit {{date}}",
    write: "Schreiben",
    more: "Mehr für {{name}}",
    verify: "Schlüssel vergleichen",
    block: "Blockieren",
    remove: "Entfernen",
  },
  blocked: { title: "Blockiert", unblock: "Nicht mehr blockieren" },
  empty: {
    title: "Noch niemand hier",
    text: "Lass dir den Benutzernamen geben, such ihn oben und lade ein. Sobald die Einladung angenommen ist, könnt ihr euch schreiben.",
  },
  confirm: {
    remove: {
      title: "{{name}} entfernen?",
      text: "Ihr seht euch nicht mehr unter euren Kontakten und könnt euch nicht mehr schreiben. Was geschrieben ist, bleibt.",
      action: "Entfernen",
    },
    block: {
      title: "{{name}} blockieren?",
      text: "Nichts davon erreicht dich mehr. Auf der anderen Seite erfährt das niemand.",
      action: "Blockieren",
    },
    decline: {
      title: "Einladung von {{name}} ablehnen?",
      text: "Warum, erfährt niemand. Eine neue Einladung ist möglich.",
      action: "Ablehnen",
    },
  },
  key: {
    title: "Schlüssel von dir und {{name}}",
    lead: "Vergleiche diese Zahl mit {{name}}, von Angesicht zu Angesicht oder am Telefon. Seht ihr beide dieselbe, sitzt niemand zwischen euch.",
    number: "Eure gemeinsame Zahl",
    picture: "Dieselbe Zahl als Bild, für eine Kamera",
    since: "Schlüssel von {{name}}: in Gebrauch seit {{date}}.",
    sinceHint:
      "Ist das später als euer letzter Vergleich, vergleicht noch einmal: Ein neuer Schlüssel hat eine neue Zahl.",
    theirs: "{{name}} hat noch keinen Schlüssel. Er entsteht bei der nächsten Anmeldung mit dem Passwort.",
    locked:
      "Dein eigener Schlüssel ist seit dem Laden der Seite verschlossen. Dein Passwort schließt ihn auf.",
    forget:
      "Dass ihr verglichen habt, wird nirgends aufgehoben. Vergleicht wieder, wann immer es darauf ankommt.",
  },
};
