/** Whether a name of an entry leads nowhere else and can be read by people: no control characters, no way up or out. */
export function isPlainName(name: string): boolean {
  const hasControls = Array.from(name).some((each) => each < ' ' || each === '\u007f');
  const parts = name.split('/');
  return !hasControls && !name.includes('\\') && parts.every((part) => !['', '.', '..'].includes(part));
}
