/** The covers that the app brings along, by their file names under /samples. */
export const SAMPLES = ["mountain", "dogs", "sunset", "dandelion"] as const;

/** Where hiding begins with a picture that is already there. */
export function hidingIn(sample: (typeof SAMPLES)[number]): string {
  return `/hide?sample=${sample}`;
}
