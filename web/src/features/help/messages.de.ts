import type { Translation } from "@/lib/i18n/catalogues.ts";

import type { en } from "./messages.en.ts";

export const de: Translation<typeof en> = {
  landing: {
    title: "Deine Nachricht, in einem ganz normalen Bild",
    lead: "Wähle ein Foto, schreib etwas, schick es los. Alle sehen ein Foto. Wem du vertraust, liest, was darin steckt, sogar nachdem eine Chat-App das Bild zusammengestaucht hat.",
    try: "Mit einem Beispielbild ausprobieren",
    facts: {
      checked: "Jedes Bild wird geöffnet und gelesen, bevor du es bekommst.",
      locked: "Verschlossen mit deinem Schlüsselsatz oder für Menschen, die du auswählst.",
      honest: "Ehrlich mit seinen Grenzen.",
      limits: "Hier stehen sie",
    },
  },
  welcome: {
    first: "Willkommen, {{name}}",
    title: "Hilfe",
    lead: "Zwei Minuten reichen, um die erste Nachricht zu verstecken und wieder zu lesen. Du brauchst dafür kein eigenes Bild.",
    reveal: "Bild aufdecken",
  },
  contents: {
    label: "Auf dieser Seite",
    shown: "Was es tut",
    steps: "Vier Schritte",
    modes: "Was welche Art schützt",
    protection: "Wer was sieht",
    questions: "Fragen",
  },
  shown: {
    title: "Was es tut",
    message: "Café Central, 21:00 ☕",
    cover: {
      title: "Du versteckst eine Nachricht",
      text: "Ein Foto von {{size}} und eine Zeile, die nur ein Mensch lesen soll.",
      alt: "Ein Foto aus den Bergen: Ein Pfad führt über eine Wiese auf graue Felsen mit Schnee zu.",
    },
    hidden: {
      title: "Das Bild sieht aus wie vorher",
      text: "In diesem hier steckt die Nachricht. Die Datei hat {{size}} und ist weiter ein gewöhnliches JPEG.",
      alt: "Dasselbe Foto der Berge mit der Nachricht darin; ein Unterschied ist nicht zu sehen.",
      save: "Speichern und selbst aufdecken",
    },
    received: {
      title: "Es kommt kleiner an und wird gelesen",
      text: "Auf drei Viertel verkleinert und neu komprimiert, wie es Chat-Apps tun: {{size}} sind übrig, und jeder Buchstabe der Nachricht.",
      alt: "Noch einmal dasselbe Foto, kleiner und neu komprimiert; die Nachricht lässt sich noch lesen.",
    },
    credit:
      "Nichts ist gestellt: Diese Dateien hat Image Cloak gemacht und gelesen. Foto: {{title}}, {{author}},",
    licence: "verändert wie beschrieben",
  },
  steps: {
    title: "Zwei Minuten, vier Schritte",
    choose: {
      title: "Bild wählen",
      text: "Öffne „Verstecken“ und zieh ein Foto hinein, füge eines ein oder such eines aus. Blätter, Steine und Menschenmengen fassen mehr als blauer Himmel.",
    },
    write: {
      title: "Nachricht schreiben",
      text: "Tippe einen Text oder nimm eine Datei oder ein Bild. Eine Anzeige sagt, wie viel noch passt. Sag dann, auf welchem Weg das Bild reist.",
    },
    lock: {
      title: "Verschließen",
      text: "Gib einen Schlüsselsatz, den ihr beide kennt, oder wähle Menschen aus deinen Kontakten. Drück auf „Verstecken“.",
    },
    send: {
      title: "Verschicken",
      text: "Lade das Bild herunter und schick es, wie du magst, oder direkt an einen Kontakt. Am anderen Ende wird es unter „Aufdecken“ gelesen.",
    },
    tip: "Verrate den Schlüsselsatz auf einem anderen Weg als das Bild: am Telefon oder unter vier Augen.",
    samples: "Kein Foto zur Hand? Nimm eines von diesen:",
    sample: { mountain: "Berge", dogs: "Hunde", sunset: "Sonnenuntergang", dandelion: "Pusteblume" },
  },
  modes: {
    title: "Was welche Art des Versteckens schützt, und was nicht",
    lead: "Keine Art kann alles. Die Zahlen sind an ausgelieferten Dateien gemessen, mit Fotos, die das System nie gesehen hatte. Die dB sagen, wie ähnlich sich zwei Bilder sind: Ab etwa 40 sehen Menschen keinen Unterschied.",
    caption: "Die drei Arten des Versteckens im Vergleich",
    robust: "Haltbar",
    covert: "Kaum zu bemerken",
    image: "Bild im Bild",
    rows: {
      use: {
        title: "Gemacht für",
        robust: "Nachrichten, die durch Chat-Apps und Netzwerke reisen",
        covert: "Nachrichten, die niemand bemerken soll, in einer Datei, die bleibt, wie sie ist",
        image: "Ein ganzes Bild, für einen Menschen bestimmt",
      },
      file: {
        title: "Als Datei verschickt",
        robust: "Genau gelesen: 1.045 von 1.045 Versuchen",
        covert: "Genau gelesen: 190 von 190 Versuchen",
        image: "Genau gelesen: 95 von 95 Versuchen. Das Bild kommt fast so zurück, wie es war (40 bis 43 dB)",
      },
      chat: {
        title: "Durch eine Chat-App",
        robust:
          "Genau gelesen nach JPEG mit Qualität 50 und nach Verkleinern auf drei Viertel mit Qualität 75: je 1.045 von 1.045",
        covert: "Verloren: Jede Änderung zerstört sie, sogar neues Speichern",
        image:
          "Wenn die App nur komprimiert: genau gelesen nach JPEG mit Qualität 80 und 90, je 60 von 60; das Bild kommt etwas weicher zurück (32 dB). Gröber als vorgesehen ist es verloren. Verkleinert die App, passt nur ein kleines Bild hinein",
      },
      social: {
        title: "In einem sozialen Netzwerk",
        robust:
          "Dafür geschrieben: 10 von 10 Fotos gelesen nach Verkleinern und zweimal JPEG. In den Netzwerken selbst noch nicht erprobt",
        covert: "Verloren",
        image:
          "Fotos bis 1.600 Pixel: geschrieben für JPEG mit Qualität 75. Größere werden verkleinert, und nur ein kleines Bild passt hinein. Noch nicht gezählt; deines wird versucht, bevor du es bekommst",
      },
      room: {
        title: "So viel passt hinein",
        robust: "Ein paar Sätze; rund 1.000 Zeichen in ein Foto von 1.920 Pixeln Breite",
        covert: "Seiten: rund 4.000 Zeichen in ein Foto von 500 × 375 Pixeln",
        image:
          "Als Datei oder durch JPEG 80: ein Bild etwa so groß wie dein Foto, höchstens eine Million Pixel. Wo Apps verkleinern: rund 290 × 195 Pixel in einem Foto von 1.920 Pixeln Breite",
      },
      eyes: {
        title: "Für Menschen zu sehen",
        robust: "Nein (43 dB)",
        covert: "Nein (64 dB)",
        image:
          "Als Datei nicht (51 bis 55 dB). Für JPEG 80 gemacht, zeigen gleichmäßige Flächen wie blauer Himmel etwas Korn (34 dB)",
      },
      detectors: {
        title: "Für Programme zu finden",
        robust: "Rechne damit: Eine frühere Fassung wurde fast immer gefunden",
        covert:
          "Die vier Verfahren, die wir erprobt haben, raten bei der üblichen Dichte nur wie beim Münzwurf. Wer dichter versteckt, wird leichter gefunden",
        image: "Nicht erprobt, seit es so geschrieben wird. Rechne damit, dass es gefunden wird",
      },
      passphrase: {
        title: "Mit Schlüsselsatz",
        robust: "Verschlüsselt",
        covert: "Verschlüsselt; und ohne ihn weiß niemand, wo zu suchen wäre",
        image: "Verschlüsselt, auf jedem Weg",
      },
    },
  },
  protection: {
    title: "Wer was sieht",
    passphrase: {
      title: "Der Schlüsselsatz",
      text: "Er verschlüsselt die Nachricht, bevor sie versteckt wird: Texte, Dateien und Bilder. Ohne ihn kann alle Welt mit Image Cloak lesen, was im Bild steckt. Ist er vergessen, holt ihn niemand zurück: wir nicht, und die Verwaltung auch nicht.",
    },
    server: {
      title: "Der Server",
      text: "Mit Schlüsselsatz sieht der Server deinen Text einen Moment lang, verschließt ihn und behält weder Text noch Schlüsselsatz. Verschließt du für Menschen aus deinen Kontakten, tut es dein Browser: Der Server sieht die Nachricht nie offen. Er weiß immer, wer wem wann ein Bild geschickt hat. Was du unter „Nachrichten“ neben ein Bild schreibst, ist nicht versteckt.",
    },
    traces: {
      title: "Spuren im Bild",
      text: "Ort, Zeit und Kamera stehen in dem Bild, das du bekommst, nicht mehr. Wer aber auch das Original hat, kann beide vergleichen. Nimm darum jedes Foto nur einmal, keines aus dem Internet, und behalte das Original für dich.",
    },
    deleting: {
      title: "Löschen",
      text: "Hochgeladenes geht nach 7 Tagen, Ergebnisse nach 30 Tagen, verschickte Bilder nach einem Jahr. Hochgeladenes kannst du früher löschen: Von da an kann es niemand mehr holen. Kopien, die schon jemand gespeichert hat, bleiben dort.",
    },
    warning: {
      title: "Wenn viel davon abhängt",
      text: "Image Cloak versteckt Nachrichten, nicht dich. Es hilft nicht gegen jemanden, der dein Gerät überwacht oder dich zwingt, den Schlüsselsatz zu verraten. Hängt deine Sicherheit daran, verlass dich nicht allein darauf.",
    },
  },
  questions: {
    title: "Was oft gefragt wird",
    survive: {
      question: "Übersteht es WhatsApp, Telegram oder Instagram?",
      answer:
        "„Haltbar“ ist für das gemacht, was sie tun: Sie verkleinern ein Bild und komprimieren es neu. Gemessen haben wir dieselben Schritte, nicht die Apps selbst. Vor dem Verstecken siehst du die gemessene Aussicht für dein Bild. Am sichersten: Schick es als Datei oder Dokument.",
    },
    formats: {
      question: "Welche Bilder kann ich nehmen?",
      answer:
        "PNG, JPEG und WebP, bis 50 MB und 40 Megapixel, mindestens 64 Pixel in jede Richtung. Bei „Haltbar“ bleibt ein JPEG ein JPEG seiner eigenen Qualität. „Bild im Bild“ gibt ein PNG, oder auf Wunsch ein JPEG, wenn es nicht als Datei reist. „Kaum zu bemerken“ gibt ein PNG.",
    },
    remember: {
      question: "Was muss man zum Lesen wissen?",
      answer:
        "Den Schlüsselsatz, sonst nichts. Keine Länge, keine Größe, keine Einstellung, kein Original: „Aufdecken“ findet alles selbst heraus.",
    },
    pictures: {
      question: "Wie groß kommt ein verstecktes Bild wieder heraus?",
      answer:
        "Das hängt vom Weg ab. In einer Datei, oder wo Apps komprimieren, ohne zu verkleinern, bleibt es etwa so groß wie dein Foto. Wo ein Foto verkleinert oder beschnitten wird, passt nur ein kleines hinein oder keines. Du siehst die Größe vor dem Verstecken; bliebe zu wenig übrig, bietet dir „Verstecken“ bessere Wege an. Heraus kommt genau, was hineinkam, oder die Antwort „beschädigt“: nie ein halbes Bild.",
    },
    crop: {
      question: "Und wenn jemand das Bild beschneidet oder einen Screenshot macht?",
      answer:
        "War ein Zehntel weggeschnitten, wurde Haltbares in 1.045 von 1.045 Versuchen genau gelesen; beschnitten und wieder vergrößert in 1.041. Screenshots sind nicht gemessen, verlass dich also nicht darauf.",
    },
    fail: {
      question: "Kann ein falscher Text oder ein falsches Bild herauskommen?",
      answer:
        "Nein. Du bekommst genau, was versteckt wurde, oder eine klare Antwort: nichts da, falscher Schlüsselsatz, beschädigt oder von einer anderen Fassung. In allen Messungen kam kein einziger falscher Text heraus.",
    },
    refused: {
      question: "Warum wurde mein Bild abgelehnt?",
      answer:
        "Es ist zu klein oder zu gleichmäßig für die Nachricht: Eine Wand oder blauer Himmel hat wenig Platz. Bevor etwas ausgeliefert wird, wird es gelesen, und was nicht lesbar wäre, wird abgelehnt. Nimm ein Foto mit mehr Einzelheiten oder verstecke weniger.",
    },
    forgotten: {
      question: "Ich habe den Schlüsselsatz vergessen. Könnt ihr es öffnen?",
      answer: "Nein. Das kann niemand, und genau darum geht es.",
    },
    proof: {
      question: "Kann mir jemand nachweisen, dass ich etwas versteckt habe?",
      answer:
        "Bei „Haltbar“ musst du damit rechnen, bei „Bild im Bild“ auch: Ein Programm kann erkennen, dass etwas da ist, aber nicht, was. „Kaum zu bemerken“ ist dagegen gemacht; das Bild muss dann als Datei verschickt werden, die niemand ändert.",
    },
  },
};
