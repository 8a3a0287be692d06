import type { Translation } from "@/lib/i18n/catalogues.ts";

import type { en } from "./messages.en.ts";

export const de: Translation<typeof en> = {
  next: "Was du tun kannst",
  opening: "Es ist etwas da. Es wird geöffnet …",
  passphrase: {
    label: "Schlüsselsatz",
    capsLock: "Die Feststelltaste ist an: Alles wird groß geschrieben.",
  },
  payload: {
    exact: "Das ist genau das, was versteckt wurde: Es trägt ein Siegel, und das ist unverletzt.",
    save: "Speichern",
    text: {
      title: "In diesem Bild war eine Nachricht versteckt",
      label: "Versteckte Nachricht",
      copy: "Nachricht kopieren",
      empty: "Die Nachricht ist leer: Jemand hat einen Text ohne einen einzigen Buchstaben versteckt.",
    },
    picture: {
      title: "In diesem Bild war ein Bild versteckt",
      text: "Das ist das versteckte Bild. Damit es passt, wurde es vielleicht kleiner oder etwas weicher als sein Original.",
      alt: "Das versteckte Bild",
    },
    file: {
      title: "In diesem Bild war eine Datei versteckt",
      care: "Öffne sie nur, wenn du der Absenderin oder dem Absender traust: Niemand hat geprüft, was darin ist.",
    },
  },
  locked: {
    title: "Hier ist eine Nachricht versteckt, und sie ist verschlossen",
    text: "Gib den Schlüsselsatz ein, der dir genannt wurde. Er öffnet die Nachricht und wird nicht aufbewahrt.",
    open: "Nachricht öffnen",
  },
  wrongKey: {
    title: "Dieser Schlüsselsatz passt nicht",
    text: "Die Nachricht ist da und vollständig. Versuche es, so oft du willst: Nichts wird gezählt und nichts gesperrt.",
    open: "Noch einmal versuchen",
    why: "Woran es liegen kann",
    typing: "Großbuchstaben, Leerzeichen und Akzente zählen. Sieh mit „Zeigen“ nach, was du getippt hast.",
    another: "Vielleicht gilt ein anderer Schlüsselsatz. Frag nach, wo das Bild herkommt.",
    people: "Vielleicht ist das Bild für jemand anderen, mit einem eigenen Schlüsselsatz.",
  },
  people: {
    title: "Diese Nachricht ist für bestimmte Menschen verschlossen",
    text: "Nur der Schlüssel eines Menschen, für den sie gemacht wurde, öffnet sie. Deinen verschließt dein Passwort.",
    others: {
      title: "Diese Nachricht ist für andere verschlossen",
      text: "Die Nachricht ist da und vollständig, aber dein Schlüssel öffnet sie nicht.",
      account:
        "Vielleicht wurde sie für ein anderes Konto von dir gemacht. Melde dich dort an und sieh noch einmal nach.",
      newKey: "Hast du inzwischen einen neuen Schlüssel? Dann muss das Bild für diesen neu gemacht werden.",
    },
  },
  noMessage: {
    title: "Es wurde keine versteckte Nachricht gefunden",
    text: "In diesem Bild zeigt sich nichts. So ist das bei fast allen Bildern.",
    textWithPassphrase: "In diesem Bild zeigt sich nichts, auch nicht mit diesem Schlüsselsatz.",
    why: "Falls du eine erwartet hast",
    covert: "Sie kann unauffällig versteckt sein: Dann zeigt sie sich nur mit ihrem Schlüsselsatz.",
    changed:
      "Vielleicht wurde das Bild unterwegs beschnitten, verkleinert oder vom Bildschirm fotografiert. Bitte um das Original als Datei.",
    otherTool:
      "Vielleicht wurde sie mit einem anderen Programm versteckt. Image Cloak findet nur die eigenen.",
    try: "Mit Schlüsselsatz versuchen",
    tryElsewhere: "Noch einmal mit Schlüsselsatz nachsehen",
    lookAgain: "Noch einmal nachsehen",
  },
  damaged: {
    title: "Hier war eine Nachricht, aber es ist zu wenig davon übrig",
    text: "Das Bild wurde unterwegs verändert, mehr als sich ausbessern lässt.",
    corrected: "{{share}} des Gelesenen musste berichtigt werden, und das hat nicht gereicht.",
    original:
      "Besorge die Datei so, wie sie zuerst verschickt wurde, nicht als Kopie aus einem anderen Chat oder als Vorschau.",
    asFile:
      "Bitte darum, sie „als Datei“ oder „als Dokument“ zu schicken: Dann lassen die meisten Apps sie unverändert.",
    screenshot: "Ein Bildschirmfoto reicht nicht.",
  },
  needsModel: {
    title: "Das wurde mit einer anderen Fassung gemacht",
    text: "Es steckt eine Nachricht darin, aber diesem Server fehlt, was zum Lesen nötig ist.",
    which: "Gebraucht wird:",
    ask: "Bitte die Menschen, die diesen Server betreiben, es einzurichten.",
    keep: "Behalte das Bild: Nichts darin ist verloren, und es lässt sich später lesen.",
  },
};
