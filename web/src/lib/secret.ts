/**
 * A passphrase on its way to where it is used. What keeps this box (the state of a request, say) keeps no
 * passphrase once it was forgotten, and it shows nothing of it when it is printed.
 */
export class Secret {
  #text: string | null;

  constructor(text: string) {
    this.#text = text;
  }

  /** The passphrase, or undefined once it was forgotten. */
  read(): string | undefined {
    return this.#text ?? undefined;
  }

  /** Lets go of the passphrase, for everybody who holds this box. */
  forget(): void {
    this.#text = null;
  }
}
