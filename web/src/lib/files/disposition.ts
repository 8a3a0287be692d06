/** The file's name in a Content-Disposition header (RFC 6266), the extended form before the plain one; or null. */
export function filenameOf(header: string | null | undefined): string | null {
  if (!header) return null;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return lastPart(decodeURIComponent(extended));
    } catch {
      // Not UTF-8 after all: the plain form may help.
    }
  }
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1];
  if (quoted !== undefined) return lastPart(quoted.replace(/\\(.)/g, "$1"));
  const plain = /;\s*filename\s*=\s*([^";\s]+)/i.exec(header)?.[1];
  return plain === undefined ? null : lastPart(plain);
}

/** What is left of a name that somebody else gave a file: it never leads into a folder. */
export function lastPart(name: string): string | null {
  return name.split(/[\\/]/).at(-1)?.trim() || null;
}
