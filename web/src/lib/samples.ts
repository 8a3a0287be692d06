/** The covers that the app brings along, by their file names under /samples. */
export const SAMPLES = ["mountain", "dogs", "sunset", "dandelion"] as const;
export type Sample = (typeof SAMPLES)[number];

/** Tells whether a text, from the address say, names a sample. */
export function isSample(text: string | null): text is Sample {
  return SAMPLES.some((sample) => sample === text);
}

/** Fetches a sample as if it had been picked from the device. */
export async function fetchSample(sample: Sample): Promise<File> {
  const answer = await fetch(`/samples/${sample}.jpg`);
  if (!answer.ok) throw new Error(`no sample ${sample}`);
  return new File([await answer.blob()], `${sample}.jpg`, { type: "image/jpeg" });
}

/** Where hiding begins with a sample that is already there. */
export function hidingIn(sample: Sample): string {
  return `/hide?sample=${sample}`;
}
