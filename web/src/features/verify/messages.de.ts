import type { Translation } from "@/lib/i18n/catalogues.ts";

import type { en } from "./messages.en.ts";

export const de: Translation<typeof en> = {
  title: "Prüfen",
  lead: "Ist ein Bild hier entstanden, und ist es noch, wie es war? Zieh es herein und sieh, was sich geändert hat, und wo.",
  drop: {
    label: "Bild hereinziehen, einfügen oder aussuchen",
    hint: "PNG, JPEG oder WebP. Die Datei selbst, so wie sie bei dir ankam.",
  },
  explain: {
    title: "Was sich sagen lässt",
    exact: "Genau die Datei, die hier entstanden ist, wird für alle erkannt, Byte für Byte.",
    changed:
      "Ein Bild, das verkleinert, komprimiert oder übermalt wurde, wird erkannt, wenn du es gemacht hast oder es dir geschickt wurde.",
    covert:
      "Was kaum zu bemerken ist, wird nur denen genannt, die das Bild hier ohnehin haben, damit niemand danach suchen kann.",
  },
  working: {
    picture: "Das Bild, das geprüft wird",
    uploading: "Wird hochgeladen: {{share}}",
    comparing: "Wird mit den hier entstandenen Bildern verglichen",
  },
  another: "Anderes Bild prüfen",
  picture: "Das Bild, das du geprüft hast",
  unchanged: {
    title: "Unverändert",
    text: "Das ist genau die Datei, die hier entstanden ist. Kein Byte ist anders.",
  },
  recompressed: {
    title: "Dasselbe Bild, im Ganzen verändert",
    text: "Es ist hier entstanden. Unterwegs wurde das ganze Bild ein wenig verändert; an keiner Stelle hat jemand eingegriffen.",
  },
  altered: {
    title: "Dieses Bild wurde verfälscht",
    text: "Es ist hier entstanden, aber jemand hat geändert, was es zeigt. Die markierten Stellen weichen von dem Bild ab, das entstanden ist.",
    cropped: "Es ist hier entstanden, aber ein Teil wurde weggeschnitten. Was übrig ist, ist wie zuvor.",
  },
  unknown: {
    title: "Über dieses Bild ist nichts bekannt",
    text: "Das ist für sich kein schlechtes Zeichen. Es kann heißen:",
    reasons: {
      elsewhere: "Es ist nicht hier entstanden.",
      others: "Es wurde verändert, und das Original stammt nicht von dir und wurde dir nicht geschickt.",
      beyond: "Es wurde bis zur Unkenntlichkeit verändert.",
      covert: "Es steckt etwas kaum zu Bemerkendes darin, das nicht für dich bestimmt ist.",
      gone: "Das Original ist nicht mehr da.",
    },
    next: "Hat es dir hier jemand geschickt? Dann bitte um die Datei selbst oder öffne es aus den Nachrichten.",
  },
  facts: {
    by: "Gemacht von",
    you: "Dir",
    gone: "Einem Konto, das es nicht mehr gibt",
    at: "Entstanden",
    changes: "Was sich geändert hat",
    where: "Vor allem",
    share: "Verändert",
    shareOf: "{{share}} des Bildes",
    job: "Zum Auftrag, in dem es entstand",
  },
  changes: {
    repacked: "die Datei, nicht ihre Bildpunkte",
    recompressed: "neu komprimiert",
    scaled: "andere Größe",
    brightness: "Helligkeit oder Kontrast",
    cropped: "an den Rändern beschnitten",
  },
  map: {
    view: "Was gezeigt wird",
    map: "Markiert",
    plain: "Unmarkiert",
    made: "Original",
    alt: "Das geprüfte Bild; die veränderten Stellen sind umrandet und schraffiert",
    plainAlt: "Das geprüfte Bild",
    madeAlt: "Das Bild, wie es entstanden ist",
    missing: "Dieses Bild lässt sich hier nicht zeigen",
    legend: "So ist es markiert",
    little: "wenig verändert",
    much: "stark verändert",
    rest: "Ohne Markierung: wie zuvor",
    places: {
      topStart: "oben links",
      top: "oben",
      topEnd: "oben rechts",
      start: "links",
      middle: "in der Mitte",
      end: "rechts",
      bottomStart: "unten links",
      bottom: "unten",
      bottomEnd: "unten rechts",
      everywhere: "überall",
    },
  },
};
