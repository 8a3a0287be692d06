export const en = {
  title: "Reveal",
  lead: "Find out what is hidden in a picture. You need to know nothing about how it was hidden.",
  drop: {
    label: "Drop a picture, paste it or choose it",
    hint: "PNG, JPEG or WebP, up to 50 MB. Best is the file as it was sent to you, not a screenshot.",
  },
  passphrase: {
    summary: "I have a passphrase",
    label: "Passphrase",
    hint: "You may also type it later. A covertly hidden message shows only if you type it now.",
  },
  working: {
    picture: "The picture that is looked into",
    loading: "Loading the picture",
    uploading: "Sending the picture: {{share}}",
    waiting: "Waiting for its turn",
    looking: "Looking into the picture",
    stop: "Stop",
  },
  failed: {
    title: "The picture could not be looked into",
    again: "Try again",
  },
  cancelled: {
    title: "Stopped",
    text: "The picture was not looked into to the end.",
  },
  another: "Look into another picture",
};
