/** Where hiding begins with a picture that is already there. */
export const SAMPLE = "/hide?sample=mountain";
