export const en = {
  next: "What you can do",
  opening: "Found something. Opening it…",
  passphrase: {
    label: "Passphrase",
    capsLock: "Caps Lock is on: everything is written in capitals.",
  },
  payload: {
    exact: "This is exactly what was hidden: it carries a seal, and the seal is whole.",
    save: "Save",
    text: {
      title: "A message was hidden in this picture",
      label: "Hidden message",
      copy: "Copy the message",
      empty: "The message is empty: somebody hid a text without a single letter.",
    },
    picture: {
      title: "A picture was hidden in this picture",
      text: "This is the hidden picture. To fit, it may have been made smaller or a little softer than its original.",
      alt: "The hidden picture",
    },
    file: {
      title: "A file was hidden in this picture",
      care: "Open it only if you trust the person who sent it: nobody has checked what is in it.",
    },
  },
  locked: {
    title: "There is a hidden message, and it is locked",
    text: "Type the passphrase that the sender has told you. It is used once, to open the message, and not kept.",
    open: "Open the message",
  },
  wrongKey: {
    title: "That passphrase does not open it",
    text: "The message is there and whole. Try as often as you like: nothing is counted and nothing gets locked.",
    open: "Try again",
    why: "What may be wrong",
    typing: "Capital letters, spaces and accents count. Look at what you typed with “Show”.",
    another: "The sender may have used another passphrase. Ask them.",
    people: "The picture may be meant for somebody else, with a passphrase of their own.",
  },
  people: {
    title: "This message is locked for certain people",
    text: "Only the key of somebody it was made for opens it. Yours is locked by your password.",
    others: {
      title: "This message is locked for other people",
      text: "The message is there and whole, but your key does not open it.",
      account: "It may have been made for another account of yours. Sign in there and look again.",
      newKey: "If you have set up a new key since, only the sender can make the picture anew, for that key.",
    },
  },
  noMessage: {
    title: "No hidden message was found",
    text: "Nothing shows itself in this picture. That is so for almost every picture there is.",
    textWithPassphrase: "Nothing shows itself in this picture, not with this passphrase either.",
    why: "If you expected one",
    covert: "It may be hidden covertly: such a message shows only to its passphrase.",
    changed:
      "The picture may have been cut, shrunk or photographed from a screen on its way. Ask for the original as a file.",
    otherTool: "It may have been hidden with another program. Image Cloak finds only its own messages.",
    try: "Try with a passphrase",
    tryElsewhere: "Look again with a passphrase",
    lookAgain: "Look again",
  },
  damaged: {
    title: "There was a message, but too little of it is left",
    text: "The picture has been changed on its way, by more than can be repaired.",
    corrected: "{{share}} of what was read had to be corrected, and that was not enough.",
    original: "Get the file as it was first sent, not a copy out of another chat or a saved preview.",
    asFile: "Ask the sender to send it “as a file” or “as a document”: most apps leave it untouched then.",
    screenshot: "A screenshot or a photo of the screen is not enough.",
  },
  needsModel: {
    title: "This was made by another version",
    text: "There is a message in it, but this server does not have what is needed to read it.",
    which: "Needed:",
    ask: "Ask the people who run this server to add it.",
    keep: "Keep the picture: nothing in it is lost, and it can be read later.",
  },
};
