import { CamdialError } from '../errors.js';

/**
 * Asks for MIDI and opens an output.
 *
 * @param name - a part of its name, in any case; without it the first one.
 * @throws CamdialError `insecure-context`, `unsupported`, `midi-denied`, `midi-busy` or `midi-not-found`.
 */
export async function openMidiPort(name?: string): Promise<MIDIOutput> {
  const outputs = [...(await midiAccess()).outputs.values()].filter(({ state }) => state === 'connected');
  const wanted = name?.toLowerCase() ?? '';
  const port = outputs.find((each) => each.name?.toLowerCase().includes(wanted) ?? wanted === '');
  if (!port) {
    const there = outputs.map((each) => each.name).join(', ') || 'none';
    throw new CamdialError(
      'midi-not-found',
      `There is no MIDI output${name === undefined ? '' : ` with "${name}" in its name`}; there is: ${there}. Plug it in, or start the program that offers it.`,
    );
  }
  try {
    await port.open();
  } catch (cause) {
    throw new CamdialError(
      'midi-busy',
      `The MIDI output ${port.name} could not be opened: another program may be using it. Close it, then try again.`,
      { cause },
    );
  }
  return port;
}

async function midiAccess(): Promise<MIDIAccess> {
  const { navigator, isSecureContext } = globalThis;
  if (typeof navigator?.requestMIDIAccess !== 'function') {
    if (isSecureContext === false) {
      throw new CamdialError(
        'insecure-context',
        'Browsers give MIDI only to secure pages. Serve this one over https, or from localhost.',
      );
    }
    throw new CamdialError(
      'unsupported',
      'There is no Web MIDI here: navigator.requestMIDIAccess is missing. Use a current Chrome, Edge or Firefox.',
    );
  }
  try {
    return await navigator.requestMIDIAccess({ sysex: false });
  } catch (cause) {
    throw new CamdialError(
      'midi-denied',
      'MIDI is not allowed for this page, or the system has none. Allow it in the site settings of the browser, then try again.',
      { cause },
    );
  }
}
