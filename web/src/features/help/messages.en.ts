export const en = {
  landing: {
    title: "Your message, inside an ordinary picture",
    lead: "Choose a photo, write something, send it. Everybody sees a photo. The person you trust reads what is in it, even after a chat app has squeezed the picture.",
    try: "Try it with a sample picture",
    facts: {
      checked: "Every picture is opened and read back before you get it.",
      locked: "Locked with your passphrase, or for the people you choose.",
      honest: "Honest about its limits.",
      limits: "Read them here",
    },
  },
  welcome: {
    first: "Welcome, {{name}}",
    title: "Help",
    lead: "Two minutes are enough to hide your first message and read it back. You need no picture of your own.",
    reveal: "Read a picture",
  },
  contents: {
    label: "On this page",
    shown: "What it does",
    steps: "Four steps",
    modes: "What each way protects",
    protection: "Who can see what",
    questions: "Questions",
  },
  shown: {
    title: "What it does",
    message: "Café Central, 21:00 ☕",
    cover: {
      title: "You hide a message",
      text: "A photo of {{size}} and a line that only one person should read.",
      alt: "A photo of a mountain range: a path leads over a meadow towards grey rocks with snow.",
    },
    hidden: {
      title: "The picture looks the same",
      text: "The message is in this one. The file is {{size}} and still an ordinary JPEG.",
      alt: "The same photo of the mountains with the message in it; no difference can be seen.",
      save: "Save it and try it in Reveal",
    },
    received: {
      title: "It arrives smaller, and is read",
      text: "Shrunk to three quarters and compressed again, as chat apps do: {{size}} are left, and every letter of the message.",
      alt: "The same photo again, smaller and compressed anew; the message can still be read from it.",
    },
    credit: "Nothing is staged: these files were made and read by Image Cloak. Photo: {{title}}, {{author}},",
    licence: "changed as described",
  },
  steps: {
    title: "Two minutes, four steps",
    choose: {
      title: "Choose a picture",
      text: "Open Hide and drop, paste or pick a photo. Leaves, stones and crowds carry more than a clear sky.",
    },
    write: {
      title: "Write your message",
      text: "Type a text, or take a file or a picture. A meter shows how much still fits. Then say how the picture will travel.",
    },
    lock: {
      title: "Lock it",
      text: "Give it a passphrase that you both know, or choose people from your contacts. Press Hide.",
    },
    send: {
      title: "Send it",
      text: "Download the picture and send it as you like, or straight to a contact. The other person drops it into Reveal and reads.",
    },
    tip: "Tell the passphrase another way than the picture: on the phone, or face to face.",
    samples: "No photo at hand? Take one of these:",
    sample: { mountain: "Mountains", dogs: "Dogs", sunset: "Sunset", dandelion: "Dandelion" },
  },
  modes: {
    title: "What each way of hiding protects, and what not",
    lead: "No way does everything. These figures are measured on delivered files, on photos that the system had never seen. The dB say how alike two pictures are: from about 40 on, people see no difference.",
    caption: "The three ways of hiding compared",
    robust: "Built to last",
    covert: "Hard to notice",
    image: "Picture in picture",
    rows: {
      use: {
        title: "Made for",
        robust: "Messages that travel through chat apps and networks",
        covert: "Messages that nobody should notice, in a file that stays as it is",
        image: "Showing one person a whole picture",
      },
      file: {
        title: "Sent as a file",
        robust: "Read exactly: 1,045 of 1,045 tries",
        covert: "Read exactly: 190 of 190 tries",
        image: "Read exactly: 95 of 95 tries. The picture comes back almost as it was (40 to 43 dB)",
      },
      chat: {
        title: "Through a chat app",
        robust:
          "Read exactly after JPEG at quality 50, and after shrinking to three quarters with quality 75: 1,045 of 1,045 each",
        covert: "Lost: any change destroys it, even saving it again",
        image:
          "If the app only compresses: read exactly after JPEG at quality 80 and 90, 60 of 60 each; the picture comes back a little softer (32 dB). Coarser than it was made for, it is lost. If the app shrinks, only a small picture fits",
      },
      social: {
        title: "On a social network",
        robust:
          "Written for it: 10 of 10 photos read after shrinking and two rounds of JPEG. Not yet tried on the networks themselves",
        covert: "Lost",
        image:
          "Photos up to 1,600 pixels: written for JPEG at quality 75. Larger ones get shrunk, and only a small picture fits. Not counted yet; yours is tried before you get it",
      },
      room: {
        title: "How much fits",
        robust: "A few sentences; about 1,000 characters in a photo 1,920 pixels wide",
        covert: "Pages: some 4,000 characters in a photo of 500 × 375 pixels",
        image:
          "As a file or through JPEG 80: a picture about as large as your photo, a million pixels at most. Where apps shrink: about 290 × 195 pixels in a photo 1,920 pixels wide",
      },
      eyes: {
        title: "Seen by people",
        robust: "No (43 dB)",
        covert: "No (64 dB)",
        image:
          "No as a file (51 to 55 dB). Made for JPEG 80, even areas such as a clear sky show some grain (34 dB)",
      },
      detectors: {
        title: "Found by programs",
        robust: "Count on it: an earlier version was found nearly always",
        covert:
          "No better than a coin toss by the four detectors we tried, at the usual rate. Whoever hides more is found more easily",
        image: "Not tried since it is written this way. Count on it being found",
      },
      passphrase: {
        title: "With a passphrase",
        robust: "Encrypted",
        covert: "Encrypted; and without it nobody can tell where to look",
        image: "Encrypted, whichever way it goes",
      },
    },
  },
  protection: {
    title: "Who can see what",
    passphrase: {
      title: "The passphrase",
      text: "It encrypts the message before it is hidden: texts, files and pictures alike. Without one, anybody who has Image Cloak can read what is in the picture. If it is forgotten, nobody can bring it back: not us, not an administrator.",
    },
    server: {
      title: "The server",
      text: "With a passphrase, the server sees your text for a moment, locks it, and keeps neither the text nor the passphrase. Lock a message for people from your contacts, and your browser locks it: the server never sees it open. It always knows who sent a picture to whom and when. What you type beside a picture in Messages is not hidden.",
    },
    traces: {
      title: "Traces in the picture",
      text: "Place, time and camera are removed from the picture that you get. Still, whoever has the original too can compare the two. So use each photo once, do not take one from the internet, and keep the original to yourself.",
    },
    deleting: {
      title: "Deleting",
      text: "Uploads go after 7 days, results after 30 days, pictures that you sent to somebody after a year. An upload can be deleted sooner: from then on nobody can fetch it. Copies that somebody has already saved stay with them.",
    },
    warning: {
      title: "When much depends on it",
      text: "Image Cloak hides messages; it does not hide you. It does not help against somebody who watches your device or makes you give up the passphrase. If your safety depends on it, do not rely on it alone.",
    },
  },
  questions: {
    title: "Questions that people ask",
    survive: {
      question: "Does it survive WhatsApp, Telegram or Instagram?",
      answer:
        "“Built to last” is made for what they do: they shrink a picture and compress it again. We measured the same steps, not the apps themselves. Before you hide, you see the measured chance for your picture. Safest of all: send it as a file or document.",
    },
    formats: {
      question: "Which pictures can I use?",
      answer:
        "PNG, JPEG and WebP, up to 50 MB and 40 megapixels, at least 64 pixels each way. “Built to last” leaves a JPEG a JPEG of its own quality. “Picture in picture” gives a PNG, or a JPEG if you ask for one and do not send it as a file. “Hard to notice” gives a PNG.",
    },
    remember: {
      question: "What must the other person know to read it?",
      answer:
        "The passphrase, and nothing else. No length, no size, no setting and no original: Reveal finds out by itself.",
    },
    pictures: {
      question: "How large does a hidden picture come out?",
      answer:
        "That depends on the way. In a file, or where apps compress but do not shrink, it stays about as large as your photo. Where a photo is shrunk or cropped, only a small one fits, or none. You see its size before you hide it; if too little would be left, Hide offers you better ways. What comes out is exactly what was put in, or the answer “damaged”: never half a picture.",
    },
    crop: {
      question: "And if somebody crops the picture or takes a screenshot?",
      answer:
        "With a tenth cropped away, what is built to last was read exactly in 1,045 of 1,045 tries; cropped and scaled up again, in 1,041. Screenshots were not measured, so do not count on them.",
    },
    fail: {
      question: "Can I get a wrong text or picture?",
      answer:
        "No. You get exactly what was hidden, or a plain answer: nothing here, wrong passphrase, damaged, or made by another version. In all measurements there was not one wrong text.",
    },
    refused: {
      question: "Why was my picture refused?",
      answer:
        "It is too small or too even for the message: a wall or a clear sky has little room. Before anything is delivered it is read back, and what could not be read is refused. Take a photo with more detail, or hide less.",
    },
    forgotten: {
      question: "I have forgotten the passphrase. Can you open it?",
      answer: "No. Nobody can, and that is the point.",
    },
    proof: {
      question: "Can somebody prove that I have hidden something?",
      answer:
        "With “built to last”, count on it, and with “picture in picture”, too: a program can tell that something is there, though not what. “Hard to notice” is made against that; the picture then has to be sent as a file that nobody changes.",
    },
  },
};
