/** How hard a passphrase is to guess, from 0 (at once) to 4 (not in a lifetime). */
export type Strength = 0 | 1 | 2 | 3 | 4;

const SEQUENCES = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
];
const COMMON =
  /^(password|passwort|passphrase|geheim|letmein|welcome|iloveyou|dragon|monkey|qwerty|admin|secret)/i;
// Bits of guessing work below which each step is not reached. Opening tries Argon2id, some tens of guesses a
// second on one core: 40 bits keep one machine busy for centuries.
const STEPS = [20, 30, 40, 55] as const;

/**
 * Estimates the guessing work from the variety of characters, counting repetitions, sequences and a well-known
 * beginning once. A rough lower bound on purpose: it says "weak" rather than flatter.
 */
export function strengthOf(text: string): Strength {
  const bits = workOf(text);
  return STEPS.filter((step) => bits >= step).length as Strength;
}

function workOf(text: string): number {
  const rest = text.replace(COMMON, "~");
  const points = Array.from(rest.normalize("NFC"));
  const alphabet =
    (/[a-z]/.test(rest) ? 26 : 0) +
    (/[A-Z]/.test(rest) ? 26 : 0) +
    (/\d/.test(rest) ? 10 : 0) +
    (/[^\w\s]|_/.test(rest) ? 20 : 0) +
    (/\s/.test(rest) ? 1 : 0) +
    (/\P{ASCII}/u.test(rest) ? 60 : 0);
  const words = rest
    .toLowerCase()
    .split(/[\s_.-]+/)
    .filter((word) => word.length > 2);
  const counted = points.filter((point, i) => !goesOn(points[i - 1], point)).length;
  const byLetters = counted * Math.log2(Math.max(alphabet, 1));
  // Letters of words are guessable: a word of a large list is worth about 13 bits, however long.
  const isWords = words.length > 1 && /^[\p{L}\s_.-]+$/u.test(rest);
  return isWords ? Math.min(byLetters, new Set(words).size * 13) : byLetters;
}

function goesOn(before: string | undefined, point: string): boolean {
  if (before === undefined) return false;
  if (before === point) return true;
  const pair = (before + point).toLowerCase();
  return SEQUENCES.some((sequence) => sequence.includes(pair));
}
